"""Editions, the workbooks that left, and to whom."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from gtm.lib.frozen import FrozenQuerySet
from partners import permissions


class EditionQuerySet(FrozenQuerySet):
    """Editions of the table."""

    def visible_to(self, user):
        """The secretariat: all. Others: those that were circulated, to whomever, by themselves or with a call."""
        if permissions.is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        transmissions = self.model._meta.get_field("transmissions").related_model.objects
        calls = self.model._meta.get_field("calls").related_model.objects.exclude(sent_at=None)
        return self.filter(
            Exists(transmissions.filter(edition=OuterRef("pk"))) | Exists(calls.filter(edition=OuterRef("pk")))
        )

    def with_circulation(self):
        """Annotate ``partner_count``: to how many partners the edition was handed."""
        return self.annotate(partner_count=Count("transmissions__partner", distinct=True))


class IssuedWorkbookQuerySet(FrozenQuerySet):
    """Workbooks that left."""

    def visible_to(self, user):
        """The ledger is the secretariat's; a focal point has what was sent to her partner, and what she made."""
        if permissions.is_secretariat(user):
            return self
        own = Q(made_by=user.pk) if user.is_authenticated else Q(pk=None)
        partner = permissions.partner_of(user)
        if partner:
            transmissions = self.model._meta.get_field("transmissions").related_model.objects
            own |= Exists(transmissions.filter(workbook=OuterRef("pk"), partner=partner))
        return self.filter(own)

    def fit_for(self, partner):
        """Those in which the rows of `partner` are open, and then those for everybody."""
        return self.filter(Q(partner=partner) | Q(partner=None)).order_by(F("partner").desc(nulls_last=True))

    def with_contents(self):
        """With what it takes to write them again, in one query."""
        return self.select_related("snapshot", "edition", "partner", "compared_with__snapshot")

    def with_outcome(self):
        """With what the ledger says of them: by whom and of what, to whom they were sent, and what came back."""
        found = self.select_related("snapshot", "edition", "partner", "made_by").defer("snapshot__content")
        transmissions = self.model._meta.get_field("transmissions").related_model.objects
        returned = self.model._meta.get_field("change_sets").related_model.objects
        return found.prefetch_related(
            Prefetch("transmissions", transmissions.select_related("edition", "partner")),
            Prefetch("change_sets", returned.only("workbook", "received_at", "state").order_by("received_at")),
        )


class TransmissionQuerySet(models.QuerySet):
    """Editions handed to partners."""

    def visible_to(self, user):
        """The register is the secretariat's; a focal point sees what her partner was sent."""
        if permissions.is_secretariat(user):
            return self
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()

    def unanswered(self):
        return self.filter(answer="")
