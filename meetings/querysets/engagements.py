"""The dialogue with civil society, research and the media."""

from gtm.lib.models import ArchivableQuerySet
from partners import permissions


class EngagementQuerySet(ArchivableQuerySet):
    """Exchanges with those who are outside the institutions."""

    def visible_to(self, user):
        """The secretariat's own notes: nobody else's."""
        return self if permissions.is_secretariat(user) else self.none()

    def open(self):
        """Those from which something still follows."""
        return self.live().exclude(follow_up="").filter(followed_up_at=None)
