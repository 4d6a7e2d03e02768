"""Views of the table that are kept under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actions.permissions import may_edit_actions
from actions.querysets import SavedViewQuerySet


class SavedView(models.Model):
    """Filters, columns, grouping and sort of the table under a name: somebody's own, or the secretariat's for all."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("owner"),
        help_text=_("Nobody: the secretariat shares this view with everybody."),
    )
    query = models.TextField(_("address"), blank=True, help_text=_("What stands after the question mark."))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once_an_owner",
                violation_error_message=_("You already have a view of this name: choose another one."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(owner=None),
                name="saved_view_name_once_shared",
                violation_error_message=_("The secretariat already shares a view of this name: choose another one."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actions:view", args=[self.pk])

    @property
    def is_shared(self):
        return self.owner_id is None

    def may_be_changed_by(self, user):
        """Owners change their own, the secretariat the shared ones."""
        return may_edit_actions(user) if self.is_shared else self.owner_id == user.pk


class DefaultView(models.Model):
    """The view with which the table opens for one person."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="default_view", verbose_name=_("user")
    )
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults", verbose_name=_("saved view"))

    class Meta:
        verbose_name = _("default view")
        verbose_name_plural = _("default views")
        ordering = ["user__name"]

    def __str__(self):
        return f"{self.user} · {self.view}"
