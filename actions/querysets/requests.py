"""Requests and what hangs on them."""

from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from partners import permissions


class RequestQuerySet(models.QuerySet):
    """What partners ask of agencies."""

    def visible_to(self, user):
        """What was submitted: the secretariat and readers all, a focal point what is addressed to her partner.

        Drafts are their partner's alone, as long as they live.
        """
        submitted = Q(submitted_at__isnull=False)
        if permissions.reads_everything(user):
            return self.filter(submitted)
        partner = permissions.partner_of(user)
        if partner is None:
            return self.none()
        addressed = self.model._meta.get_field("agencies").remote_field.through.objects.filter(partner=partner)
        return self.filter(Q(partner=partner) | (submitted & Q(pk__in=addressed.values("partnerrequest"))))

    def of(self, user):
        """Those of the partner for whom this person speaks."""
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()

    def late_condition(self):
        """Submitted, and without an answer for longer than it should be. Derived, never stored."""
        return Q(state="submitted", submitted_at__lt=timezone.now() - self.model.ANSWERED_WITHIN)

    def awaiting(self, partner):
        """Those on which the opinion of this partner is asked and not given yet."""
        asked = self.model._meta.get_field("agencies").remote_field.through.objects.filter(partner=partner)
        opinions = self.model._meta.get_field("opinions").related_model.objects
        given = opinions.living().filter(request=OuterRef("pk"), agency=partner)
        return self.filter(~Exists(given), state="submitted", pk__in=asked.values("partnerrequest"))

    def with_first_opinion(self):
        """Annotate ``first_opinion_at``."""
        return self.annotate(first_opinion_at=Min("opinions__at"))

    def drafts_first(self):
        return self.order_by(F("submitted_at").desc(nulls_first=True), "-pk")


class OfRequestQuerySet(models.QuerySet):
    """What hangs on a request."""

    def visible_to(self, user):
        requests = self.model._meta.get_field("request").related_model.objects
        return self.filter(request__in=requests.visible_to(user))


class OpinionQuerySet(OfRequestQuerySet):
    """What agencies think of requests."""

    def living(self):
        return self.filter(superseded_at=None)

    def superseded(self):
        return self.exclude(superseded_at=None)


class RequestDocumentQuerySet(OfRequestQuerySet):
    """Files that go with requests."""


class RequestEventQuerySet(OfRequestQuerySet, FrozenQuerySet):
    """What was done with requests."""

    def visible_to(self, user):
        """Internal notes never leave the secretariat."""
        found = super().visible_to(user)
        return found if permissions.may_read_internal_notes(user) else found.exclude(verb="note")
