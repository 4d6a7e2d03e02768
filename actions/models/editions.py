"""The table as it was circulated: frozen, numbered, sent out as workbooks of which the ledger forgets none."""

import hashlib
import zlib
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.querysets import EditionQuerySet, IssuedWorkbookQuerySet, TransmissionQuerySet
from gtm.lib.frozen import Frozen, FrozenQuerySet
from partners.models import Mail, Partner


class Snapshot(Frozen):
    """The rows of the table as they were at a moment; the same content is kept once (`actions.snapshots`)."""

    digest = models.CharField(gettext_lazy("SHA-256 of the content"), max_length=64, unique=True)
    taken_at = models.DateTimeField(gettext_lazy("taken on"), default=timezone.now)
    size = models.PositiveIntegerField(gettext_lazy("rows"))
    content = models.BinaryField()

    objects = FrozenQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = gettext_lazy("snapshot")
        verbose_name_plural = gettext_lazy("snapshots")
        ordering = ["-taken_at"]

    def __str__(self):
        return self.digest[:12]

    @property
    def is_intact(self):
        """Whether the content is still the one that the digest was taken of."""
        try:
            content = zlib.decompress(self.content)
        except zlib.error:
            return False
        return hashlib.sha256(content).hexdigest() == self.digest and content.count(b"\n") == 1 + self.size


class Edition(Frozen):
    """The frozen table as it is circulated on a date."""

    number = models.PositiveIntegerField(gettext_lazy("number"), unique=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="editions", verbose_name=gettext_lazy("snapshot")
    )
    frozen_at = models.DateTimeField(gettext_lazy("frozen on"), default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="editions", verbose_name=gettext_lazy("frozen by")
    )
    remarks = models.TextField(gettext_lazy("remarks"), blank=True, help_text=gettext_lazy("Go out with the edition."))
    # Since the edition before; of the first, all its rows are added.
    added = models.PositiveIntegerField(gettext_lazy("added actions"), default=0)
    removed = models.PositiveIntegerField(gettext_lazy("removed actions"), default=0)
    changed = models.PositiveIntegerField(gettext_lazy("changed actions"), default=0)
    cells = models.PositiveIntegerField(gettext_lazy("changed cells"), default=0)

    objects = EditionQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = gettext_lazy("edition of the table")
        verbose_name_plural = gettext_lazy("editions of the table")
        ordering = ["-number"]

    def __str__(self):
        return _("Edition %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("actions:edition", args=[self.number])

    @property
    def is_intact(self):
        """Whether the table is still as it was frozen."""
        return self.snapshot.is_intact


class IssuedWorkbook(Frozen):
    """A workbook that left for circulation: what it said, for whom, and so what its reader saw."""

    identity = models.UUIDField(gettext_lazy("identity"), default=uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="workbooks", verbose_name=gettext_lazy("snapshot")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="workbooks", verbose_name=gettext_lazy("edition")
    )
    compared_with = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("compared with"),
        help_text=gettext_lazy("The edition since which changed cells are marked."),
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workbooks",
        verbose_name=gettext_lazy("addressee"),
        help_text=gettext_lazy("The rows of this partner are open, the others locked. Nobody: all are open."),
    )
    description = models.TextField(gettext_lazy("contents"), blank=True)  # which filters chose the rows, one a line
    due = models.DateField(gettext_lazy("to be sent back by"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workbooks",
        verbose_name=gettext_lazy("made by"),
        help_text=gettext_lazy("Nobody: a command made it."),
    )
    made_at = models.DateTimeField(gettext_lazy("made on"), default=timezone.now)

    objects = IssuedWorkbookQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = gettext_lazy("issued workbook")
        verbose_name_plural = gettext_lazy("issued workbooks")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.edition or _('Extract')} · {self.partner or _('everyone')}"


class Transmission(models.Model):
    """An edition handed to a partner: when, to whom, by which means, with which workbook, and what came back."""

    class Means(models.TextChoices):
        EMAIL = "email", gettext_lazy("by e-mail")
        OTHERWISE = "otherwise", gettext_lazy("handed over otherwise")

    class Answer(models.TextChoices):
        RETURNED = "returned", gettext_lazy("Returned")
        NOTHING = "nothing", gettext_lazy("Nothing to change")

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="transmissions", verbose_name=gettext_lazy("edition")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="transmissions", verbose_name=gettext_lazy("partner")
    )
    workbook = models.ForeignKey(
        IssuedWorkbook, models.PROTECT, related_name="transmissions", verbose_name=gettext_lazy("workbook")
    )
    means = models.CharField(gettext_lazy("means"), max_length=9, choices=Means)
    recipients = models.TextField(gettext_lazy("recipients"), help_text=gettext_lazy("One a line."))
    # Drawn with the form: the same form sent twice hands over once.
    batch = models.UUIDField(default=uuid4, editable=False)
    mails = models.ManyToManyField(Mail, blank=True, related_name="transmissions", verbose_name=gettext_lazy("mails"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="transmissions", verbose_name=gettext_lazy("sent by")
    )
    sent_at = models.DateTimeField(gettext_lazy("sent on"), default=timezone.now)
    due = models.DateField(gettext_lazy("to be sent back by"), null=True, blank=True)
    answer = models.CharField(gettext_lazy("answer"), max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(gettext_lazy("answered on"), null=True, blank=True)
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("transmission")
        verbose_name_plural = gettext_lazy("transmissions")
        ordering = ["partner__name", "-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "partner"], name="transmission_once_a_batch"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="transmission_answered_on_a_day",
                violation_error_message=gettext_lazy("An answer needs its date, and a date its answer."),
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.partner}"

    @property
    def is_overdue(self):
        return self.standing == self.Standing.OVERDUE

    class Standing(models.TextChoices):
        """How it stands; derived, never stored."""

        RETURNED = "returned", gettext_lazy("Returned")
        NOTHING = "nothing", gettext_lazy("Nothing to change")
        OVERDUE = "overdue", gettext_lazy("Overdue")
        SILENT = "silent", gettext_lazy("Without answer yet")

    @property
    def standing(self):
        """The answer, or whether it is awaited or overdue (calendar days, Africa/Casablanca)."""
        if self.answer:
            return self.Standing(self.answer)
        is_past = self.due and self.due < timezone.localdate()
        return self.Standing.OVERDUE if is_past else self.Standing.SILENT
