"""The ledger."""

from django.db import models
from django.db.models import Q

from partners import permissions

# Columns of the ledger that only the secretariat reads.
KEPT = ["internal_notes", "archived"]


class EditQuerySet(models.QuerySet):
    """The acts that changed the table."""

    def visible_to(self, user):
        """What was done is the secretariat's to see; others read the history of the cells that they may see."""
        return self if permissions.is_secretariat(user) else self.none()


class CellEditQuerySet(models.QuerySet):
    """What became of each cell."""

    def visible_to(self, user):
        """The history of the actions that this person sees, without what stays in the secretariat.

        That is, some columns, and all that was ever said of a milestone, report, document or comment that was
        withdrawn or is internal.
        """
        if permissions.is_secretariat(user):
            return self
        action = self.model._meta.get_field("action").related_model
        report = action._meta.get_field("reports").related_model
        parts = {
            "milestones": action._meta.get_field("milestones").related_model,
            "reports": report,
            "documents": report._meta.get_field("documents").related_model,
            "comments": action._meta.get_field("comments").related_model,
        }
        told = ~Q(column__in=[*KEPT, *parts])
        for column, part in parts.items():
            told |= Q(column=column, part__in=part.objects.visible_to(user).order_by().values("pk"))
        return self.filter(told, action__in=action.objects.visible_to(user))

    def of_values(self):
        """Those of the cells that everybody reads: what somebody may confirm."""
        return self.filter(part=0).exclude(column__in=KEPT)

    def with_authors(self):
        return self.select_related("edit__author", "edit__undone_by")
