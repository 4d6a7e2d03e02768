"""What hangs on an action."""

from gtm.lib.models import ArchivableQuerySet
from partners import permissions


class PartQuerySet(ArchivableQuerySet):
    """What hangs on an action: milestones and progress reports."""

    parent = "action"

    def visible_to(self, user):
        """Those of the actions that this person sees; what was withdrawn is the secretariat's business."""
        parents = self.model._meta.get_field(self.parent).related_model.objects.visible_to(user)
        found = self.filter(**{f"{self.parent}__in": parents})
        return found if permissions.is_secretariat(user) else found.live()

    def with_action(self):
        return self.select_related("action")


class DocumentQuerySet(PartQuerySet):
    """Files that go with progress reports."""

    parent = "report"

    def with_action(self):
        return self.select_related("report__action")
