"""Meetings, in the words of their users."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from gtm.lib.models import ArchivableQuerySet
from partners import permissions


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

    def open(self):
        """Those in which something is still to be done."""
        return self.filter(status__in=self.model.Status.open())

    def late(self):
        """Open although their day is past. Derived, never stored."""
        return self.open().filter(due__lt=timezone.localdate())

    def most_urgent_first(self):
        """By the day on which they are due, those without one last."""
        return self.order_by(F("due").asc(nulls_last=True), "-meeting__date", "number")


class FollowUpQuerySet(FrozenQuerySet):
    """What became of decisions."""

    def visible_to(self, user):
        """Those of the decisions that this person may see."""
        decisions = self.model._meta.get_field("decision").related_model.objects
        return self.filter(decision__in=decisions.visible_to(user))
