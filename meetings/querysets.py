"""Meetings, in the words of their users."""

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import normalise, words
from partners import permissions

# What is looked through in the parts of a meeting.
SEARCHED = {
    "statements": ["title", "speaker", "speaker_function", "text"],
    "debate_points": ["text"],
    "decisions": ["text", "responsible"],
}


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

    def search(self, query):
        """Meetings whose minutes hold every word of `query`, whatever its accents and case."""
        wanted = words(query)
        if not wanted:
            return self
        texts = {pk: normalise(" ".join(said)) for pk, *said in self.values_list("pk", "title", "place")}
        for name, columns in SEARCHED.items():
            parts = self.model._meta.get_field(name).related_model.objects.filter(meeting__in=self)
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

    def with_minutes(self, actions):
        """Everything that the minutes print; of the linked actions only `actions`, which the reader may see."""
        return self.prefetch_related(
            "attendances__partner",
            "statements",
            Prefetch("debate_points__actions", actions),
            "debate_points__partners",
            Prefetch("decisions__actions", actions),
            "decisions__partners",
        )


class OfMeetingQuerySet(models.QuerySet):
    """What belongs to a meeting."""

    def visible_to(self, user):
        """What belongs to the meetings that this person may see."""
        meetings = self.model._meta.get_field("meeting").related_model.objects
        return self.filter(meeting__in=meetings.visible_to(user))


class MeetingPartQuerySet(OfMeetingQuerySet):
    """Numbered parts of a meeting: statements, debate points, decisions."""

    def get_by_natural_key(self, slug, number):
        return self.get(meeting__slug=slug, number=number)


class DecisionQuerySet(MeetingPartQuerySet):
    """What meetings decided."""

    def visible_to(self, user):
        """Those of the meetings that this person may see, and those for which his or her partner answers."""
        of_meetings = super().visible_to(user)
        partner = permissions.partner_of(user)
        if not partner:
            return of_meetings
        answering = self.model.partners.through.objects.filter(decision=OuterRef("pk"), partner=partner)
        meetings = self.model._meta.get_field("meeting").related_model.objects
        seen = Q(meeting__in=meetings.visible_to(user)) | Q(Exists(answering), meeting__archived_at=None)
        return self.filter(seen)

    def open(self):
        """Those in which something is still to be done."""
        return self.filter(status__in=self.model.Status.open())

    def late_condition(self):
        """Open although their day is past. Derived, never stored."""
        return Q(status__in=self.model.Status.open(), due__isnull=False, due__lt=timezone.localdate())

    def late(self):
        return self.filter(self.late_condition())

    def carried_over_to(self, meeting):
        """Those of earlier meetings in which something is still to be done."""
        return self.open().filter(meeting__date__lt=meeting.date, meeting__archived_at=None)

    def most_urgent_first(self):
        """Those to be done by their day, those without one after them; then what is closed."""
        closed = Case(When(status__in=self.model.Status.open(), then=Value(0)), default=Value(1))
        return self.order_by(closed, F("due").asc(nulls_last=True), "-meeting__date", "meeting", "number")

    def search(self, query):
        """Decisions that hold every word of `query`, whatever its accents and case."""
        wanted = words(query)
        if not wanted:
            return self
        columns = ("text", "responsible", "number", "meeting__title", "meeting__place")
        texts = {pk: normalise(" ".join(map(str, said))) for pk, *said in self.values_list("pk", *columns)}
        return self.filter(pk__in=[pk for pk, text in texts.items() if all(word in text for word in wanted)])

    def with_rows(self, actions):
        """What a list shows of each; of the linked actions only `actions`, which the reader may see."""
        notes = self.model._meta.get_field("follow_ups").related_model.objects
        last = notes.select_related("author").order_by("-at", "-pk")[:1]
        return self.select_related("meeting").prefetch_related(
            "partners", Prefetch("actions", actions), Prefetch("follow_ups", last, to_attr="last_follow_ups")
        )


class FollowUpQuerySet(FrozenQuerySet):
    """What became of decisions."""

    def visible_to(self, user):
        """Those of the decisions that this person may see."""
        decisions = self.model._meta.get_field("decision").related_model.objects
        return self.filter(decision__in=decisions.visible_to(user))
