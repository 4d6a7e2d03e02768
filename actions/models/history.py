"""The ledger: every change of every cell, who made it, when, through which channel and why. Never pruned."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.action import JointAction
from actions.querysets import CellEditQuerySet, EditQuerySet


class Edit(models.Model):
    """One act of one person, whatever it touched; it is undone as a whole."""

    class Channel(models.TextChoices):
        TABLE = "table", _("Table")
        FORM = "form", _("Form")
        ADMIN = "admin", _("Administration")
        BULK = "bulk", _("Bulk edit")
        PASTE = "paste", _("Paste")
        IMPORT = "import", _("Import")
        RETURN = "return", _("Returned workbook")
        UNDO = "undo", _("Undo")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="edits", verbose_name=_("author"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    change_set = models.ForeignKey(
        "ChangeSet", models.PROTECT, null=True, blank=True, related_name="edits", verbose_name=_("change set")
    )
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )

    objects = EditQuerySet.as_manager()

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.author} · {self.get_channel_display()}"


class CellEdit(models.Model):
    """What one edit did to one cell; values are stored as `Column.store` gives them, null where there was no row."""

    edit = models.ForeignKey(Edit, models.PROTECT, related_name="cells", verbose_name=_("edit"))
    action = models.ForeignKey(JointAction, models.PROTECT, related_name="history", verbose_name=_("joint action"))
    column = models.CharField(_("column"), max_length=30)
    part = models.PositiveBigIntegerField(
        _("part"), default=0, help_text=_("The key of the milestone, report or document that changed, else 0.")
    )
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    objects = CellEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed cell")
        verbose_name_plural = _("changed cells")
        ordering = ["-edit__at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["edit", "action", "column", "part"], name="cell_edited_once_an_edit")
        ]
        indexes = [models.Index(fields=["action", "column"], name="cell_history")]

    def __str__(self):
        return f"{self.action.reference} · {self.column}"
