"""Meetings, in the words of their users."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

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
