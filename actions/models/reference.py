"""What the rows of the table are classified by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.querysets import ReferenceQuerySet
from gtm.lib.models import Archivable


class Orientation(Archivable):
    """One of the strategic orientations of the group's framework."""

    NATURAL_KEY = "number"

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic orientation")
        verbose_name_plural = _("strategic orientations")
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def natural_key(self):
        return (self.number,)


class Axis(Archivable):
    """One of the axes under which the table is laid out."""

    NATURAL_KEY = "number"

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, help_text=_("Begins the reference of its actions: axis 2 holds A2-01, A2-02 …")
    )
    title = models.CharField(_("title"), max_length=200)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def natural_key(self):
        return (self.number,)


class Theme(Archivable):
    """A cross-cutting domain, such as gender and migration."""

    NATURAL_KEY = "slug"

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross-cutting domain")
        verbose_name_plural = _("cross-cutting domains")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class Region(Archivable):
    """A region of the country."""

    NATURAL_KEY = "code"

    code = models.CharField(_("code"), max_length=10, unique=True, help_text=_("ISO 3166-2, for example MA-04."))
    name = models.CharField(_("name"), max_length=120, unique=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)
