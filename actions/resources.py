"""The table and what it is classified by, as they are imported and exported in the admin."""

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actions import columns, services
from actions.models import Axis, JointAction, Orientation, Region, Theme
from gtm.lib.resources import Column, RelationColumn, Resource


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


class ParticipationColumn(RelationColumn):
    """The partners in one role."""

    def read(self, instance):
        return instance.partners_as(self.attribute)

    def write(self, instance, rows):
        taking_part = instance.participations.filter(role=self.attribute)
        taking_part.exclude(partner__in=rows).delete()
        for partner in set(rows) - {participation.partner for participation in taking_part.select_related("partner")}:
            instance.participations.create(partner=partner, role=self.attribute)


def _field(column):
    """How import-export reads and writes a column of the table."""
    kinds = {columns.Kind.LIST: ParticipationColumn if column.role else RelationColumn}
    return kinds.get(column.kind, Column)(attribute=column.name, widget=column.cell())


class ActionResource(Resource):
    """The circulated columns, under their headings. Internal notes never leave the secretariat."""

    class Meta:
        model = JointAction
        fields = ["reference"]
        import_id_fields = ["reference"]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for column in columns.circulated_columns():
            if column.is_editable:
                self.fields[column.name] = _field(column)
                self.fields[column.name].column_name = self.heading(column.name)

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
