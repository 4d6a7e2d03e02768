"""The table and what it is classified by, as they are imported and exported in the admin."""

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import columns, services
from actions.models import Axis, JointAction, Orientation, Participation, Region, Theme
from gtm.lib.cells import RowCell, RowsCell
from gtm.lib.resources import Column, RelationColumn, Resource
from partners.resources import named_partners, partner_names

Role = Participation.Role


class OrientationResource(Resource):
    class Meta:
        model = Orientation
        fields = ["number", "title"]
        import_id_fields = ["number"]


class AxisResource(Resource):
    class Meta:
        model = Axis
        fields = ["number", "title"]
        import_id_fields = ["number"]


class ThemeResource(Resource):
    class Meta:
        model = Theme
        fields = ["slug", "name"]
        import_id_fields = ["slug"]


class RegionResource(Resource):
    class Meta:
        model = Region
        fields = ["code", "name"]
        import_id_fields = ["code"]


def _numbered(row):
    return [row.number, row.title, str(row)]


class ParticipationColumn(RelationColumn):
    """The partners in one role."""

    def __init__(self, role, single=None):
        super().__init__(attribute=role.value, widget=RowsCell(named_partners(), partner_names, single))

    def read(self, instance):
        return instance.partners_as(self.attribute)

    def write(self, instance, rows):
        taking_part = instance.participations.filter(role=self.attribute)
        taking_part.exclude(partner__in=rows).delete()
        for partner in set(rows) - {participation.partner for participation in taking_part.select_related("partner")}:
            instance.participations.create(partner=partner, role=self.attribute)


class ActionResource(Resource):
    """The circulated columns, under their headings. Internal notes never leave the secretariat."""

    axis = Column(attribute="axis", widget=RowCell(Axis.objects.all(), _numbered))
    orientations = RelationColumn(attribute="orientations", widget=RowsCell(Orientation.objects.all(), _numbered))
    themes = RelationColumn(
        attribute="themes", widget=RowsCell(Theme.objects.all(), lambda theme: [theme.name, theme.slug])
    )
    regions = RelationColumn(
        attribute="regions", widget=RowsCell(Region.objects.all(), lambda region: [region.name, region.code])
    )
    lead = ParticipationColumn(Role.LEAD, single=gettext_lazy("An action has one lead only."))
    co_lead = ParticipationColumn(Role.CO_LEAD)
    implementing = ParticipationColumn(Role.IMPLEMENTING)
    technical_support = ParticipationColumn(Role.TECHNICAL_SUPPORT)
    funding = ParticipationColumn(Role.FUNDING)
    to_be_involved = ParticipationColumn(Role.TO_BE_INVOLVED)

    class Meta:
        model = JointAction
        # Where an action comes from is linked in the upper app.
        fields = [column.name for column in columns.circulated_columns() if column.name != "origin"]
        import_id_fields = ["reference"]

    def heading(self, name):
        return capfirst(str(columns.BY_NAME[name].heading))

    def get_queryset(self):
        return self.filter_export(super().get_queryset())

    def filter_export(self, queryset, **kwargs):
        return queryset.for_table(needs=["orientations", "themes", "regions", "participations"])

    def get_instance(self, instance_loader, row):
        action = super().get_instance(instance_loader, row)
        if action is None and (reference := self.key.clean(row)):
            raise ValidationError(
                {
                    self.key.column_name: _(
                        "No action has the reference “%(reference)s”: leave it empty for a new action, "
                        "which gets the next reference of its axis."
                    )
                    % {"reference": reference}
                }
            )
        return action

    def before_save_instance(self, instance, row, **kwargs):
        if instance._state.adding:
            services.assign_reference(action=instance)
