"""Calls for proposals."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from partners import permissions


class CallQuerySet(models.QuerySet):
    """Calls for proposals."""

    def visible_to(self, user):
        """The secretariat: all. Readers: those that were sent. A focal point: those sent that invite her partner."""
        if permissions.is_secretariat(user):
            return self
        sent = self.exclude(sent_at=None)
        if permissions.reads_everything(user):
            return sent
        partner = permissions.partner_of(user)
        if partner is None:
            return self.none()
        invited = self.model._meta.get_field("invited").remote_field.through.objects.filter(partner=partner)
        return sent.filter(pk__in=invited.values("callforproposals"))

    def open(self):
        """Those that may still be answered."""
        return self.exclude(sent_at=None).filter(deadline__gte=timezone.localdate())

    @property
    def _answers(self):
        """What answers a call: requests of invited partners that were submitted, and not taken back."""
        requests = self.model._meta.get_field("requests").related_model.objects
        return requests.filter(submitted_at__isnull=False).exclude(state="withdrawn")

    def with_answers(self):
        """Annotate ``invited_count``, and ``answered_count``: how many of the invited have answered."""
        invited = self.model._meta.get_field("invited").remote_field.through.objects
        invited = invited.filter(callforproposals=OuterRef("pk")).order_by().values("callforproposals")
        answer = self._answers.filter(call=OuterRef("callforproposals"), partner=OuterRef("partner"))
        count = {"number": Count("pk")}
        return self.annotate(
            invited_count=Coalesce(Subquery(invited.annotate(**count).values("number")), 0),
            answered_count=Coalesce(Subquery(invited.filter(Exists(answer)).annotate(**count).values("number")), 0),
        )

    def with_answer_of(self, user):
        """Annotate ``is_answered``: whether the partner for whom this person speaks has answered."""
        answer = self._answers.filter(call=OuterRef("pk"), partner=permissions.partner_of(user))
        return self.annotate(is_answered=Exists(answer))


class CallDocumentQuerySet(FrozenQuerySet):
    """Letters and annexes as they were sent."""

    def visible_to(self, user):
        calls = self.model._meta.get_field("call").related_model.objects
        return self.filter(call__in=calls.visible_to(user))


class LetterTemplateQuerySet(FrozenQuerySet):
    """Letters as the secretariat styled them."""

    def visible_to(self, user):
        return self if permissions.may_edit(user) else self.none()
