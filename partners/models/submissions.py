"""Forms that were carried out, so that one sent twice is carried out once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """A form that somebody sent. Written by `partners.once` only, which forgets it after a day."""

    key = models.CharField(_("digest of what was sent"), max_length=64, unique=True)
    at = models.DateTimeField(_("sent on"), default=timezone.now, db_index=True)
    answer = models.CharField(_("where it led"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self):
        return self.key[:12]
