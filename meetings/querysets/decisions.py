"""Decisions, and what became of them."""

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from gtm.lib.search import normalise, words
from meetings.querysets.meetings import MeetingPartQuerySet
from partners import permissions

SOON = timedelta(days=30)


class DecisionQuerySet(MeetingPartQuerySet):
    """What meetings decided."""

    def visible_to(self, user):
        """Those in the minutes that this person may read, and those for which his or her partner answers."""
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

    def soon_condition(self):
        """Open, and to be done within a month."""
        today = timezone.localdate()
        return Q(status__in=self.model.Status.open(), due__gte=today, due__lte=today + SOON)

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
