"""What becomes of an action: its milestones, and the dated notes on where it stands with their documents."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models.action import JointAction
from actions.querysets import DocumentQuerySet, PartQuerySet
from gtm.lib.models import Archivable


class Milestone(Archivable):
    """Something that an action is to bring about by a date."""

    column = "milestones"  # of the ledger

    action = models.ForeignKey(
        JointAction, models.PROTECT, related_name="milestones", verbose_name=gettext_lazy("joint action")
    )
    title = models.CharField(gettext_lazy("milestone"), max_length=200)
    due = models.DateField(gettext_lazy("due on"), null=True, blank=True)
    done_on = models.DateField(gettext_lazy("reached on"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("milestone")
        verbose_name_plural = gettext_lazy("milestones")
        ordering = [F("due").asc(nulls_last=True), "pk"]

    def __str__(self):
        dates = [(_("due on %(date)s"), self.due), (_("reached on %(date)s"), self.done_on)]
        said = [words % {"date": formats.date_format(day, "SHORT_DATE_FORMAT")} for words, day in dates if day]
        return f"{self.title} ({', '.join(said)})" if said else self.title

    @property
    def is_late(self):
        return bool(self.due and not self.done_on and self.due < timezone.localdate())


class ProgressReport(Archivable):
    """A dated note on where an action stands."""

    column = "reports"
    # How often those who carry an action out are asked for one.
    EXPECTED_EVERY = timedelta(days=90)

    action = models.ForeignKey(
        JointAction, models.PROTECT, related_name="reports", verbose_name=gettext_lazy("joint action")
    )
    date = models.DateField(gettext_lazy("date"), default=timezone.localdate)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports", verbose_name=gettext_lazy("author")
    )
    text = models.TextField(gettext_lazy("where the action stands"))
    percentage = models.PositiveSmallIntegerField(
        gettext_lazy("progress (%)"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Becomes the progress of the action, unless a later report gives another."),
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("progress report")
        verbose_name_plural = gettext_lazy("progress reports")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percentage__lte=100),
                name="report_percentage",
                violation_error_message=gettext_lazy("Progress is a percentage, from 0 to 100."),
            ),
        ]

    def __str__(self):
        head = formats.date_format(self.date, "SHORT_DATE_FORMAT")
        if self.percentage is not None:
            head += " · " + _("%(number)s%%") % {"number": self.percentage}
        return f"{head}\n{self.text}"


def random_path(document, filename):
    """A name that tells and promises nothing: what people called the file stays in the row."""
    return f"documents/{uuid4().hex}"


class Document(Archivable):
    """A file that goes with a progress report."""

    column = "documents"

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="documents", verbose_name=gettext_lazy("progress report")
    )
    file = models.FileField(gettext_lazy("file"), upload_to=random_path, max_length=60)
    name = models.CharField(gettext_lazy("name"), max_length=255)
    content_type = models.CharField(gettext_lazy("type"), max_length=100)
    size = models.PositiveIntegerField(gettext_lazy("size in bytes"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents", verbose_name=gettext_lazy("added by")
    )
    added_at = models.DateTimeField(gettext_lazy("added on"), default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("document")
        verbose_name_plural = gettext_lazy("documents")
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def action(self):
        return self.report.action

    @property
    def author(self):
        return self.added_by
