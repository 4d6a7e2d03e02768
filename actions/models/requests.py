"""What partners ask of agencies: the request, what the agencies think of it, what the secretariat answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions import permissions
from actions.models.action import JointAction
from actions.models.calls import CallForProposals
from actions.models.reference import Axis
from actions.querysets import OpinionQuerySet, RequestDocumentQuerySet, RequestEventQuerySet, RequestQuerySet
from gtm.lib.excel import fits_a_cell
from gtm.lib.frozen import Frozen
from gtm.lib.models import one_line
from partners.models import Partner


class PartnerRequest(models.Model):
    """A partner's request to one or more agencies. Written and moved by `actions.services.requests` only."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        DEFERRED = "deferred", _("Deferred")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @classmethod
        def open(cls):
            """The states from which a request still goes on."""
            return [cls.DRAFT, cls.SUBMITTED, cls.DEFERRED]

        @classmethod
        def answered(cls):
            return [cls.ACCEPTED, cls.DECLINED, cls.DEFERRED]

    # Within which a request that was submitted is to be answered, and the agencies are to say what they think of it.
    ANSWERED_WITHIN = timedelta(days=30)
    OPINION_WITHIN = timedelta(days=15)

    # Drawn with the form: the same form sent twice makes one request.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)  # of the draft
    number = models.CharField(_("number"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="requests", verbose_name=_("requesting partner"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="requests", verbose_name=_("written by")
    )
    call = models.ForeignKey(
        CallForProposals,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("call for proposals"),
        help_text=_("The call that this request answers."),
    )
    agencies = models.ManyToManyField(
        Partner, related_name="received_requests", blank=True, verbose_name=_("addressed to")
    )
    others = models.ManyToManyField(Partner, related_name="+", blank=True, verbose_name=_("other actors concerned"))
    axis = models.ForeignKey(
        Axis, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("axis")
    )
    title = models.CharField(_("object"), max_length=150, validators=[one_line])
    purpose = models.TextField(_("purpose"), blank=True, validators=[fits_a_cell])
    expected_results = models.TextField(_("expected results"), blank=True, validators=[fits_a_cell])
    needs = models.TextField(
        _("needs"), blank=True, validators=[fits_a_cell], help_text=_("Expertise, equipment, training, funds …")
    )
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=JointAction.Currency, blank=True)
    created_at = models.DateTimeField(_("begun on"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    reason = models.TextField(_("reasons of the answer"), blank=True)
    action = models.ForeignKey(
        JointAction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("joint action"),
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="request_number_unique",
                violation_error_message=_("Another request already has this number."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"], number="", submitted_at=None)
                | (~Q(state="draft") & ~Q(number="") & Q(submitted_at__isnull=False)),
                name="request_registered_once_submitted",
                violation_error_message=_("A request that was submitted has a number and a date, and no draft has."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "declined", "deferred"], answered_at__isnull=False) & ~Q(reason="")
                | Q(state__in=["draft", "submitted", "withdrawn"], answered_at=None, reason=""),
                name="request_answered_with_reason",
                violation_error_message=_("An answer has its date and its reasons."),
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", action__isnull=False) | (~Q(state="accepted") & Q(action=None)),
                name="request_accepted_into_action",
                violation_error_message=_("A request that is accepted leads to an action, and no other does."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True, currency="") | (Q(budget__gte=0) & ~Q(currency="")),
                name="request_budget_with_currency",
                violation_error_message=_("An amount needs its currency, and a currency its amount."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("requests:request", args=[self.pk])

    @property
    def is_late(self):
        """Without an answer for longer than it should be."""
        return self.state == self.State.SUBMITTED and self.submitted_at < timezone.now() - self.ANSWERED_WITHIN

    @property
    def answer_due(self):
        """The day (Africa/Casablanca) by which it is to be answered; None of a draft."""
        return self.submitted_at and timezone.localdate(self.submitted_at + self.ANSWERED_WITHIN)

    @property
    def opinion_due(self):
        """The day by which the agencies are to give their opinion; None of a draft."""
        return self.submitted_at and timezone.localdate(self.submitted_at + self.OPINION_WITHIN)

    @property
    def days_to_answer(self):
        """Calendar days (Africa/Casablanca) from the submission to the answer, or None."""
        return _days(self.submitted_at, self.answered_at)

    @property
    def days_to_opinion(self):
        """Those to the first opinion, which `with_first_opinion` looks up."""
        return _days(self.submitted_at, self.first_opinion_at)

    @property
    def days_waiting(self):
        """Those that a submitted request has waited by now."""
        return _days(self.submitted_at, timezone.now())

    @property
    def is_answer(self):
        """Whether it answers its call: submitted, and not taken back."""
        return self.submitted_at is not None and self.state != self.State.WITHDRAWN

    def missing(self):
        """The names of what a draft still lacks to be submitted."""
        names = [name for name in ("axis", "purpose") if not getattr(self, name)]
        if not self.agencies.all():
            names.insert(0, "agencies")
        return [self._meta.get_field(name).verbose_name for name in names]


def _days(start, end):
    return (timezone.localdate(end) - timezone.localdate(start)).days if start and end else None


# What is done with a request --------------------------------------------------------------------

State = PartnerRequest.State


class Verb(models.TextChoices):
    """What people do with a request; each is told to its log."""

    WRITE = "write", _("Draft written")
    SUBMIT = "submit", _("Submitted")
    OPINE = "opine", _("Opinion given")
    NOTE = "note", _("Internal note")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", _("Declined")
    DEFER = "defer", _("Deferred")
    REOPEN = "reopen", _("Reopened")
    WITHDRAW = "withdraw", _("Withdrawn")


@dataclass(frozen=True)
class Transition:
    """From which states a verb may be said, where it leads (None: nowhere), by whom, and whether a reason is due."""

    sources: set
    target: str | None
    allows: Callable  # (user, request) → whether this person may say it at all
    says_why: bool = False


# Who may say a verb.
ASKING, ASKED = permissions.speaks_for_requester, permissions.speaks_for_agency
ANSWERING = permissions.may_answer_request

# The one place where it is said; services, screens and tests ask it.
TRANSITIONS = {
    Verb.WRITE: Transition({State.DRAFT}, None, ASKING),
    Verb.SUBMIT: Transition({State.DRAFT}, State.SUBMITTED, ASKING),
    Verb.OPINE: Transition({State.SUBMITTED}, None, ASKED),
    Verb.NOTE: Transition(set(State) - {State.DRAFT}, None, ANSWERING, says_why=True),
    Verb.ACCEPT: Transition({State.SUBMITTED}, State.ACCEPTED, ANSWERING, says_why=True),
    Verb.DECLINE: Transition({State.SUBMITTED}, State.DECLINED, ANSWERING, says_why=True),
    Verb.DEFER: Transition({State.SUBMITTED}, State.DEFERRED, ANSWERING, says_why=True),
    Verb.REOPEN: Transition({State.DEFERRED}, State.SUBMITTED, ANSWERING, says_why=True),
    Verb.WITHDRAW: Transition(set(State.open()), State.WITHDRAWN, ASKING),
}


class Opinion(models.Model):
    """What an agency thinks of a request that is addressed to it; a later one supersedes it."""

    class Verdict(models.TextChoices):
        FAVOURABLE = "favourable", _("Favourable")
        RESERVED = "reserved", _("Favourable with reserves")
        UNFAVOURABLE = "unfavourable", _("Unfavourable")

    request = models.ForeignKey(PartnerRequest, models.PROTECT, related_name="opinions", verbose_name=_("request"))
    agency = models.ForeignKey(Partner, models.PROTECT, related_name="opinions", verbose_name=_("agency"))
    verdict = models.CharField(_("opinion"), max_length=12, choices=Verdict)
    text = models.TextField(_("reasons"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions", verbose_name=_("author")
    )
    at = models.DateTimeField(_("given on"), default=timezone.now)
    superseded_at = models.DateTimeField(_("superseded on"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "agency"],
                condition=Q(superseded_at=None),
                name="opinion_one_living_an_agency",
                violation_error_message=_("This agency has given its opinion already."),
            ),
        ]

    def __str__(self):
        return f"{self.agency} · {self.get_verdict_display()}"


class RequestEvent(Frozen):
    """Who did what with a request, and why. Never altered."""

    request = models.ForeignKey(PartnerRequest, models.PROTECT, related_name="events", verbose_name=_("request"))
    verb = models.CharField(_("what"), max_length=8, choices=Verb)
    before = models.CharField(_("state before"), max_length=9, choices=State)
    after = models.CharField(_("state after"), max_length=9, choices=State)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="request_events", verbose_name=_("author")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.TextField(_("why"), blank=True)

    objects = RequestEventQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("event of a request")
        verbose_name_plural = _("events of requests")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request} · {self.get_verb_display()}"


def attachment_path(document, filename):
    """A name that tells and promises nothing: what people called the file stays in the row."""
    return f"requests/{uuid4().hex}"


class RequestDocument(models.Model):
    """A file that goes with a request."""

    request = models.ForeignKey(PartnerRequest, models.PROTECT, related_name="documents", verbose_name=_("request"))
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=60)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added on"), default=timezone.now)

    objects = RequestDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a request")
        verbose_name_plural = _("documents of requests")
        ordering = ["pk"]
        constraints = [
            # The same form sent twice attaches once.
            models.UniqueConstraint(fields=["request", "digest"], name="request_document_once"),
        ]

    def __str__(self):
        return self.name
