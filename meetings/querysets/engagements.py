"""The dialogue with civil society, research and the media."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import normalise, words
from partners import permissions

SEARCHED = ["subject", "text", "follow_up", "people", "organisation", "partner__name", "partner__acronym"]


class EngagementQuerySet(ArchivableQuerySet):
    """Exchanges with those who are outside the institutions."""

    def visible_to(self, user):
        """The secretariat's own notes: nobody else's."""
        return self if permissions.is_secretariat(user) else self.none()

    def open(self):
        """Those from which something still follows."""
        return self.live().exclude(follow_up="").filter(followed_up_at=None)

    def late_condition(self):
        """Something was to follow by a day that is past, and has not. Derived, never stored."""
        return Q(followed_up_at=None, due__isnull=False, due__lt=timezone.localdate())

    def late(self):
        return self.live().filter(self.late_condition())

    def search(self, query):
        """Exchanges that hold every word of `query`, whatever its accents and case."""
        wanted = words(query)
        if not wanted:
            return self
        texts = {
            pk: normalise(" ".join(filter(None, said))) for pk, *said in self.order_by().values_list("pk", *SEARCHED)
        }
        return self.filter(pk__in=[pk for pk, text in texts.items() if all(word in text for word in wanted)])

    def with_rows(self, actions):
        """What a list shows of each; of the actions concerned only `actions`, which the reader may see."""
        return self.select_related("partner", "author__partner").prefetch_related(Prefetch("actions", actions))
