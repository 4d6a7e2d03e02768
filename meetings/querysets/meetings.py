"""Meetings, in the words of their users."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import normalise, words
from partners import permissions

# What is looked through in the parts of a meeting.
SEARCHED = {
    "statements": ["title", "speaker", "speaker_function", "text"],
    "debate_points": ["text"],
    "decisions": ["text", "responsible"],
}


def _number_of(rows):
    """How many `rows` belong to the meeting of the outer query."""
    rows = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


class MeetingQuerySet(ArchivableQuerySet):
    """Meetings of the group."""

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def visible_to(self, user):
        """Secretariat: all. Readers: the live ones. Focal points: those to which their partner is invited."""
        if permissions.is_secretariat(user):
            return self
        if permissions.reads_everything(user):
            return self.live()
        partner = permissions.partner_of(user)
        if not partner:
            return self.none()
        attendances = self.model._meta.get_field("attendances").related_model.objects
        return self.live().filter(Exists(attendances.filter(meeting=OuterRef("pk"), partner=partner)))

    def with_minutes_visible_to(self, user):
        """Those whose minutes this person may read: whoever speaks for a partner reads no draft."""
        visible = self.visible_to(user)
        return visible if permissions.reads_everything(user) else visible.exclude(minutes_state="draft")

    def free_slug(self, day):
        """The address of another meeting of this day."""
        taken = set(self.filter(slug__startswith=f"{day:%Y-%m-%d}").values_list("slug", flat=True))
        slug, number = f"{day:%Y-%m-%d}", 2
        while slug in taken:
            slug, number = f"{day:%Y-%m-%d}-{number}", number + 1
        return slug

    def upcoming(self):
        """Those that are still to be held, today's included (Africa/Casablanca)."""
        return self.filter(date__gte=timezone.localdate(), cancelled_at=None)

    def search_minutes(self, query, user):
        """Meetings whose minutes, as far as this person may read them, hold every word of `query`.

        Accents and case make no difference.
        """
        wanted = words(query)
        if not wanted:
            return self
        texts = {pk: normalise(" ".join(said)) for pk, *said in self.values_list("pk", "title", "place")}
        for name, columns in SEARCHED.items():
            parts = self._of(name).visible_to(user).filter(meeting__in=self)
            for pk, *said in parts.order_by().values_list("meeting", *columns):
                texts[pk] += " " + normalise(" ".join(said))
        return self.filter(pk__in=[pk for pk, text in texts.items() if all(word in text for word in wanted)])

    def with_counts(self):
        """Annotate how many were present, and how many debate points and decisions there are."""
        return self.annotate(
            present=Count("attendances", filter=Q(attendances__presence="present"), distinct=True),
            points=Count("debate_points", distinct=True),
            decided=Count("decisions", distinct=True),
        )

    def with_preparation(self, user):
        """Annotate how far a meeting is prepared, as far as this person may know.

        How many items its agenda has, partners are invited, people were asked and accepted.
        """
        people = self._of("attendees").visible_to(user)
        counted = {
            "items": self._of("agenda").visible_to(user),
            "invited": self._of("attendances").visible_to(user),
            "asked": people.filter(told__isnull=False),
            "coming": people.filter(answer="accepted"),
        }
        return self.annotate(**{name: _number_of(rows) for name, rows in counted.items()})

    def with_minutes(self, user, actions):
        """Everything that the minutes print, as far as this person may read it; of the linked actions only `actions`.

        `actions` are those that the reader may see, or none of them.
        """
        return self.prefetch_related(
            "attendances__partner",
            *self._parts(user),
            Prefetch("debate_points__actions", actions),
            "debate_points__partners",
            Prefetch("decisions__actions", actions),
            "decisions__partners",
        )

    def with_parts(self, user):
        """What is said of each, as far as this person may read it."""
        return self.prefetch_related(*self._parts(user))

    def _parts(self, user):
        return [Prefetch(name, self._of(name).visible_to(user)) for name in SEARCHED]

    def _of(self, name):
        """The rows of the model that is related to a meeting by this name."""
        return self.model._meta.get_field(name).related_model.objects


class OfMeetingQuerySet(models.QuerySet):
    """What belongs to a meeting."""

    def visible_to(self, user):
        """What belongs to the meetings that this person may see."""
        return self.filter(meeting__in=self._meetings.visible_to(user))

    @property
    def _meetings(self):
        return self.model._meta.get_field("meeting").related_model.objects


class MeetingPartQuerySet(OfMeetingQuerySet):
    """Numbered parts of a meeting: statements, debate points, decisions."""

    def visible_to(self, user):
        """What stands in the minutes that this person may read."""
        return self.filter(meeting__in=self._meetings.with_minutes_visible_to(user))

    def get_by_natural_key(self, slug, number):
        return self.get(meeting__slug=slug, number=number)
