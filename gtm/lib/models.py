"""What the models of every app share."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LINE_BREAK = r"[\x00-\x1f\x7f\x85\u2028\u2029]"
# What goes into the head of a mail: a line break would begin another header.
one_line = RegexValidator(LINE_BREAK, _("Line breaks are not allowed here."), code="one_line", inverse_match=True)


class ArchivableQuerySet(models.QuerySet):
    """Rows that are put away rather than deleted."""

    def live(self):
        return self.filter(archived_at=None)

    def archive(self):
        """Put the live rows away; return how many."""
        return self.live().update(archived_at=timezone.now())

    def restore(self):
        """Bring archived rows back; return how many."""
        return self.exclude(archived_at=None).update(archived_at=None)


class Archivable(models.Model):
    """A row that others may refer to: once in use it is archived, not deleted."""

    archived_at = models.DateTimeField(
        _("archived on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("An archived row leaves the lists but stays wherever it is already mentioned."),
    )

    class Meta:
        abstract = True

    @property
    def is_archived(self):
        return self.archived_at is not None
