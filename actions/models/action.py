"""The rows of the table, and who takes part in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.reference import Axis, Orientation, Region, Theme
from actions.querysets import ActionQuerySet
from gtm.lib.excel import fits_a_cell
from gtm.lib.models import Archivable
from gtm.lib.search import SearchField
from partners.models import Partner


class JointAction(Archivable):
    """A row of the table: what several partners do together."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed")
        ONGOING = "ongoing", _("Ongoing")
        COMPLETED = "completed", _("Completed")
        SUSPENDED = "suspended", _("Suspended")
        ABANDONED = "abandoned", _("Abandoned")

        @classmethod
        def open(cls):
            """The statuses of an action that is still to be brought to its end."""
            return [cls.PROPOSED, cls.AGREED, cls.ONGOING, cls.SUSPENDED]

        @classmethod
        def carried_out(cls):
            """Those of an action of which there is something to report."""
            return [cls.AGREED, cls.ONGOING]

        @property
        def successors(self):
            """The statuses that may follow this one; a closed action can be reopened where it was closed from."""
            status = type(self)
            return {
                status.PROPOSED: {status.AGREED, status.SUSPENDED, status.ABANDONED},
                status.AGREED: {status.ONGOING, status.SUSPENDED, status.ABANDONED},
                status.ONGOING: {status.COMPLETED, status.SUSPENDED, status.ABANDONED},
                status.SUSPENDED: {status.PROPOSED, status.AGREED, status.ONGOING, status.ABANDONED},
                status.COMPLETED: {status.ONGOING},
                status.ABANDONED: {status.PROPOSED},
            }[self]

    class Currency(models.TextChoices):
        MAD = "MAD", _("MAD (dirham)")
        EUR = "EUR", _("EUR (euro)")
        USD = "USD", _("USD (US dollar)")

    reference = models.CharField(
        _("reference"),
        max_length=20,
        unique=True,
        blank=True,
        help_text=_(
            "Given by the application from the axis. In another axis the action gets another one, and this one still "
            "leads to it."
        ),
    )
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True, validators=[fits_a_cell])
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="actions", verbose_name=_("axis"))
    orientations = models.ManyToManyField(
        Orientation, blank=True, related_name="actions", verbose_name=_("strategic orientations")
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="actions", verbose_name=_("cross-cutting domains"))
    partners = models.ManyToManyField(
        Partner, through="Participation", related_name="actions", verbose_name=_("partners")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), null=True, blank=True)
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    regions = models.ManyToManyField(Region, blank=True, related_name="actions", verbose_name=_("regions"))
    places = models.CharField(_("places"), max_length=300, blank=True, help_text=_("Towns, sites, border posts …"))
    beneficiaries = models.TextField(_("beneficiaries"), blank=True, validators=[fits_a_cell])
    expected_results = models.TextField(_("expected results"), blank=True, validators=[fits_a_cell])
    indicators = models.TextField(_("indicators"), blank=True, validators=[fits_a_cell])
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    funding_source = models.CharField(_("funding source"), max_length=300, blank=True)
    funding_secured = models.BooleanField(_("funding secured"), null=True, blank=True)
    remarks = models.TextField(
        _("remarks"), blank=True, validators=[fits_a_cell], help_text=_("Goes out with the table.")
    )
    internal_notes = models.TextField(
        _("internal notes"),
        blank=True,
        validators=[fits_a_cell],
        help_text=_("For the secretariat only: never shown or sent to anyone else."),
    )
    is_synthetic = models.BooleanField(
        _("synthetic"), default=False, editable=False, help_text=_("Made by a command for a demonstration of scale.")
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)
    search_text = SearchField(
        sources=[
            "reference",
            "title",
            "description",
            "places",
            "beneficiaries",
            "expected_results",
            "indicators",
            "funding_source",
            "remarks",
        ]
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint action")
        verbose_name_plural = _("joint actions")
        ordering = ["axis__number", Length("reference"), "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="action_end_after_start",
                violation_error_message=_("The end comes before the start."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="action_progress_percentage",
                violation_error_message=_("Progress is a percentage, from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=0),
                name="action_budget_not_negative",
                violation_error_message=_("A budget is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True, currency="") | (Q(budget__isnull=False) & ~Q(currency="")),
                name="action_budget_with_currency",
                violation_error_message=_("An amount needs its currency, and a currency its amount."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "agreed", "ongoing", "completed", "suspended", "abandoned"]),
                name="action_status_known",
                violation_error_message=_("This status does not exist."),
            ),
        ]
        indexes = [
            # Holds what a page is sorted by and what the filters count, so that the texts need not be read.
            models.Index(
                fields=["archived_at", "axis", "reference", "status", "end", "funding_secured"],
                name="action_in_table_order",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def natural_key(self):
        return (self.reference,)

    def get_absolute_url(self):
        return reverse("actions:detail", args=[self.reference])

    def faults(self):
        """The rules that this row breaks, {field: sentence}: what the constraints say, without asking the database."""
        said = {rule.name: rule.violation_error_message for rule in self._meta.constraints}
        broken = {
            "action_end_after_start": ("end", self.start and self.end and self.end < self.start),
            "action_progress_percentage": ("progress", self.progress is not None and not 0 <= self.progress <= 100),
            "action_budget_not_negative": ("budget", self.budget is not None and self.budget < 0),
            "action_budget_with_currency": ("budget", (self.budget is None) != (self.currency == "")),
        }
        return {field: said[rule] for rule, (field, is_broken) in broken.items() if is_broken}

    def clean(self):
        """Refuse a status that does not follow the one in the database."""
        before = type(self).objects.filter(pk=self.pk).values_list("status", flat=True).first()
        if before and self.status in set(self.Status.values) - {before, *self.Status(before).successors}:
            raise ValidationError(
                {
                    "status": _("An action cannot pass from “%(before)s” to “%(after)s”.")
                    % {"before": self.Status(before).label, "after": self.get_status_display()}
                }
            )

    @property
    def is_open(self):
        return self.status in self.Status.open()

    @property
    def is_late(self):
        """Open although its end is past (calendar days, Africa/Casablanca)."""
        return bool(self.is_open and self.end and self.end < timezone.localdate())

    def partners_as(self, role):
        """The partners that take part as `role`, from the prefetched participations."""
        return [part.partner for part in self.participations.all() if part.role == role]

    @property
    def lead(self):
        """The partner that answers for the action, or None."""
        return next(iter(self.partners_as(Participation.Role.LEAD)), None)


class Participation(models.Model):
    """A partner's role in an action."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CO_LEAD = "co_lead", _("Co-lead")
        IMPLEMENTING = "implementing", _("Implementing")
        TECHNICAL_SUPPORT = "technical_support", _("Technical support")
        FUNDING = "funding", _("Funding")
        TO_BE_INVOLVED = "to_be_involved", _("To be involved")

        @classmethod
        def reporting(cls):
            """The roles of those who carry an action out, and so report on it."""
            return [cls.LEAD, cls.CO_LEAD, cls.IMPLEMENTING]

    action = models.ForeignKey(
        JointAction, models.CASCADE, related_name="participations", verbose_name=_("joint action")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="participations", verbose_name=_("partner"))
    role = models.CharField(_("role"), max_length=17, choices=Role)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["partner__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "partner", "role"],
                name="participation_once",
                violation_error_message=_("This partner already has this role in the action."),
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(role="lead"),
                name="participation_one_lead",
                violation_error_message=_("An action has one lead only: make the other partner co-lead."),
            ),
        ]
        indexes = [
            models.Index(fields=["role", "action"], name="participation_by_role"),
            models.Index(fields=["partner", "action"], name="participation_by_partner"),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_role_display()}"


class FormerReference(models.Model):
    """A reference that an action had before it moved to another axis; links and letters still find it."""

    action = models.ForeignKey(
        JointAction, models.CASCADE, related_name="former_references", verbose_name=_("joint action")
    )
    reference = models.CharField(_("former reference"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("former reference")
        verbose_name_plural = _("former references")
        ordering = ["reference"]

    def __str__(self):
        return self.reference
