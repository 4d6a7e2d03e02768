"""The table and what it is classified by, as they are imported and exported in the admin."""

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.resources import modelresource_factory

from actions import columns, services
from actions.columns import BY_NAME
from actions.models import Edit, JointAction
from actions.services import Change
from gtm.lib.resources import Column, RelationColumn, Resource


def reference_resource(model):
    """The resource of an orientation, an axis, a theme or a region: its key and its name."""
    fields = [field.name for field in model._meta.fields if field.editable and not field.primary_key]
    return modelresource_factory(model, Resource, {"fields": fields, "import_id_fields": [model.NATURAL_KEY]})


class ParticipationColumn(RelationColumn):
    """The partners in one role."""

    def read(self, instance):
        return instance.partners_as(self.attribute)


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
        self.seen = {}  # what the row in hand held, as stored values
        self.new, self.changes = [], []
        for column in columns.circulated_columns():
            if column.is_editable:
                self.fields[column.name] = _field(column)
                self.fields[column.name].column_name = self.heading(column.name)

    def heading(self, name):
        return capfirst(str(BY_NAME[name].heading))

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

    def after_init_instance(self, instance, new, row, **kwargs):
        self.seen = {} if new else {name: BY_NAME[name].store(value) for name, value in self._values(instance).items()}

    def _values(self, action):
        """{column name: value}, as the file would have them."""
        return {name: field.get_value(action) for name, field in self.fields.items() if BY_NAME[name].is_editable}

    def save_instance(self, instance, is_create, row, **kwargs):
        """Note what is to be done: all rows together are one edit."""
        if is_create:
            self.new.append(instance)
            return
        for name, value in self._values(instance).items():
            if BY_NAME[name].store(value) != self.seen[name]:
                self.changes.append(Change(instance.pk, BY_NAME[name], value, self.seen[name]))

    def after_import(self, dataset, result, **kwargs):
        if not self.new and not self.changes:
            return
        told = {"by": kwargs["user"], "channel": Edit.Channel.IMPORT}
        reason = _("Imported from “%(file)s”.") % {"file": kwargs["file_name"]}
        edit = Edit.objects.create(author=told["by"], channel=told["channel"], reason=reason[:300])
        outcome = services.save(changes=self.changes, edit=edit, **told)
        for instance in self.new:
            made = services.create(values=self._values(instance), edit=edit, **told)
            instance.pk, instance.reference = made.pk, made.reference
        if outcome.conflicts or outcome.refusals:
            raise ValidationError(_("The table has changed meanwhile: send the file again."))
