"""What senders propose."""

from django.db import models
from django.db.models import Case, When

from partners import permissions

# Whether the edit that applied a proposal was taken back since.
UNDONE = Case(When(edit__undone_by=None, then=False), default=True, output_field=models.BooleanField())


class ChangeSetQuerySet(models.QuerySet):
    """What senders propose."""

    def visible_to(self, user):
        """The secretariat: all. A focal point: those of her partner."""
        if permissions.is_secretariat(user):
            return self
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()


class RowChangeQuerySet(models.QuerySet):
    """What change sets say of rows."""

    def visible_to(self, user):
        sets = self.model._meta.get_field("change_set").related_model.objects
        return self.filter(change_set__in=sets.visible_to(user))

    def with_undone(self):
        return self.annotate(is_undone=UNDONE)


class CellChangeQuerySet(models.QuerySet):
    """What change sets say of cells."""

    def visible_to(self, user):
        sets = self.model._meta.get_field("row").related_model._meta.get_field("change_set").related_model.objects
        return self.filter(row__change_set__in=sets.visible_to(user))

    def with_undone(self):
        return self.annotate(is_undone=UNDONE)
