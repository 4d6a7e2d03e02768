"""What is said of an action: that its values were confirmed, and comments between its partners and the secretariat."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.action import JointAction
from actions.querysets import CommentQuerySet, ConfirmationQuerySet
from gtm.lib.frozen import Frozen
from gtm.lib.models import Archivable
from partners.models import Partner


class Confirmation(Frozen):
    """Somebody looked at an action for a partner, and had nothing to change. Never altered.

    It confirms every value that was not changed since: those whose last `CellEdit` is `seen` or before.
    """

    action = models.ForeignKey(
        JointAction, models.PROTECT, related_name="confirmations", verbose_name=_("joint action")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="confirmations", verbose_name=_("confirmed for"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="confirmations", verbose_name=_("confirmed by")
    )
    at = models.DateTimeField(_("confirmed on"), default=timezone.now)
    seen = models.PositiveBigIntegerField(_("last change that was seen"), default=0)  # key of a CellEdit, 0: none

    objects = ConfirmationQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.action} · {self.partner}"


class Comment(Archivable):
    """Something said of an action to its partners and the secretariat, or kept in the secretariat."""

    column = "comments"  # of the ledger, which tells who withdrew one

    # Drawn with the form: the same form sent twice says it once.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    action = models.ForeignKey(JointAction, models.PROTECT, related_name="comments", verbose_name=_("joint action"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("author")
    )
    at = models.DateTimeField(_("said on"), default=timezone.now)
    text = models.TextField(_("comment"))
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("Seen by the secretariat only, now and later.")
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return f"{self.action.get_absolute_url()}#comment-{self.pk}"
