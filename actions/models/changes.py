"""Changes that come from outside the secretariat: cell by cell, and each waits for a person's verdict."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.models.action import JointAction
from actions.models.editions import IssuedWorkbook, Transmission
from actions.querysets import CellChangeQuerySet, ChangeSetQuerySet, RowChangeQuerySet
from partners.models import Partner


class Verdict(models.TextChoices):
    """What a person decided."""

    PENDING = "pending", _("To decide")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


def returned_path(change_set, filename):
    """A name that tells and promises nothing: what the sender called the file stays in the row."""
    return f"returns/{uuid4().hex}"


class ChangeSet(models.Model):
    """What one sender proposes: a returned workbook, a first table, or a proposal made in the browser."""

    class Source(models.TextChoices):
        WORKBOOK = "workbook", _("Returned workbook")  # one of ours, recognised
        TABLE = "table", _("Table of another making")  # any other workbook
        PROPOSAL = "proposal", _("Proposal")

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        MAPPING = "mapping", _("Columns to confirm")
        OPEN = "open", _("To review")
        APPLYING = "applying", _("Being applied")
        CLOSED = "closed", _("Closed")
        REFUSED = "refused", _("Unreadable")

        @classmethod
        def waiting(cls):
            """The states in which somebody still has something to do."""
            return [cls.READING, cls.MAPPING, cls.OPEN, cls.APPLYING]

        @classmethod
        def reviewed(cls):
            """The states in which something may wait for a verdict, or for being applied."""
            return [cls.OPEN, cls.APPLYING]

    source = models.CharField(_("source"), max_length=8, choices=Source)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.READING)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="change_sets", verbose_name=_("sender")
    )
    sender = models.CharField(_("sent by"), max_length=254, blank=True, help_text=_("The person or address."))
    workbook = models.ForeignKey(
        IssuedWorkbook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_sets",
        verbose_name=_("workbook it answers"),
    )
    transmission = models.ForeignKey(
        Transmission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_sets",
        verbose_name=_("transmission it answers"),
    )
    file = models.FileField(_("file"), upload_to=returned_path, max_length=60, blank=True)
    # Of a proposal, the reference of its action when it was made.
    name = models.CharField(_("name of the file"), max_length=255, blank=True)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)  # or of the form that was sent
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_sets",
        verbose_name=_("received by"),
        help_text=_("Nobody: a command read it."),
    )
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    # How the sheet was understood, and what could not be: see `actions.exchange.reading`.
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    message = models.TextField(_("why it could not be read"), blank=True)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)  # of reading or applying
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ["-received_at", "-pk"]

    def __str__(self):
        if self.source == self.Source.PROPOSAL:
            return gettext("Proposal for %(reference)s") % {"reference": self.name}
        return self.name or f"{self.partner or self.sender} {self.pk}"

    def get_absolute_url(self):
        return reverse("actions:change_set", args=[self.pk])

    @property
    def heading(self):
        """Who sent it and for what; reads the partner and the edition of the workbook."""
        if self.source == self.Source.PROPOSAL:
            words = {
                "partner": self.partner,
                "person": self.sender,
                "reference": self.name,
                "date": formats.date_format(timezone.localtime(self.received_at), "SHORT_DATE_FORMAT"),
            }
            return gettext("Proposal of %(partner)s (%(person)s) for %(reference)s, %(date)s") % words
        edition = self.workbook and self.workbook.edition
        return " · ".join(str(one) for one in (self.partner or self.sender, edition) if one) or str(self)

    @property
    def withdrawn_by(self):
        """The name of who took a proposal back before anything of it was decided; empty if nobody did."""
        return self.report.get("withdrawn_by", "")

    @property
    def is_busy(self):
        """Whether the worker has it in hand, or will."""
        return self.state in {self.State.READING, self.State.APPLYING}


class RowChange(models.Model):
    """What a change set says of one row."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("Changed row")
        NEW = "new", _("New row")
        LOOKALIKE = "lookalike", _("Row like an existing action")  # `action`; nobody knows yet which it is
        MISSING = "missing", _("Missing row")  # never a deletion
        SLID = "slid", _("Row whose contents slid")  # `values` are what stands beside the key of `action`
        GONE = "gone", _("Row of an archived action")

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="rows", verbose_name=_("change set"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)  # where it is not the one of `mapping`
    number = models.PositiveIntegerField(_("row in the file"), null=True, blank=True)
    action = models.ForeignKey(
        JointAction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="row_changes",
        verbose_name=_("joint action"),
    )
    title = models.CharField(_("title"), max_length=300, blank=True)  # as the file gives it
    values = models.JSONField(_("values"), default=dict, blank=True)  # {column: stored value} of a row without cells
    errors = models.JSONField(_("errors"), default=dict, blank=True)  # {column: sentence}
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, default=Verdict.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    obstacle = models.CharField(_("why it was not applied"), max_length=500, blank=True)
    edit = models.ForeignKey(
        "Edit", models.PROTECT, null=True, blank=True, related_name="row_changes", verbose_name=_("applied by")
    )

    objects = RowChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed row")
        verbose_name_plural = _("changed rows")
        ordering = ["number", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or ''}".strip()


class CellChange(models.Model):
    """One cell: what its sender saw and what he or she wrote. What it holds now is asked of the table each time."""

    row = models.ForeignKey(RowChange, models.CASCADE, related_name="cells", verbose_name=_("row"))
    column = models.CharField(_("column"), max_length=30)
    base = models.JSONField(_("base"), null=True)
    proposed = models.JSONField(_("proposed"), null=True)
    written = models.TextField(_("as written"), blank=True)
    is_suggestion = models.BooleanField(
        _("suggestion"), default=False, help_text=_("Outside the rows or columns that the sender may change.")
    )
    doubt = models.CharField(_("doubt"), max_length=500, blank=True)  # how a name was understood
    error = models.CharField(_("error"), max_length=500, blank=True)  # why it could not be read: nothing is proposed
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, default=Verdict.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    seen = models.JSONField(_("what the table held when it was decided"), null=True)
    obstacle = models.CharField(_("why it was not applied"), max_length=500, blank=True)
    edit = models.ForeignKey(
        "Edit", models.PROTECT, null=True, blank=True, related_name="cell_changes", verbose_name=_("applied by")
    )

    objects = CellChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed cell")
        verbose_name_plural = _("proposed cells")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="cell_proposed_once_a_row"),
            models.CheckConstraint(
                condition=Q(error="") | ~Q(verdict=Verdict.ACCEPTED), name="cell_that_nobody_can_read_is_not_accepted"
            ),
        ]

    def __str__(self):
        return f"{self.row} · {self.column}"


class Remark(models.Model):
    """A note or a comment that the sender left in the file."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="remarks", verbose_name=_("change set"))
    action = models.ForeignKey(
        JointAction, models.PROTECT, null=True, blank=True, related_name="remarks_received", verbose_name=_("action")
    )
    column = models.CharField(_("column"), max_length=30, blank=True)
    cell = models.CharField(_("cell"), max_length=100, blank=True)  # 'Tableau'!C5
    author = models.CharField(_("author"), max_length=150, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("remark of a sender")
        verbose_name_plural = _("remarks of senders")
        ordering = ["pk"]

    def __str__(self):
        return self.text[:80]


class RememberedMapping(models.Model):
    """How a sender's headings were understood once, so that nobody is asked again."""

    partner = models.ForeignKey(
        Partner, models.CASCADE, null=True, blank=True, related_name="mappings", verbose_name=_("sender")
    )
    fingerprint = models.CharField(_("fingerprint of the headings"), max_length=64)
    columns = models.JSONField(_("columns"))  # {heading: column name, or "" to leave it out}
    used_at = models.DateTimeField(_("last used on"), auto_now=True)

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "fingerprint"], name="mapping_once_a_sender"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(partner=None), name="mapping_once_without_a_sender"
            ),
        ]

    def __str__(self):
        return f"{self.partner or '…'} · {self.fingerprint[:12]}"
