"""The directory: the organisations of the thematic group, and every name they go by."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import Archivable
from gtm.lib.search import SearchField, normalise
from partners.querysets import PartnerAliasQuerySet, PartnerQuerySet


class Partner(Archivable):
    """An organisation that takes part in joint actions, or is to be involved in them."""

    NATURAL_KEY = "slug"

    class Kind(models.TextChoices):
        NATIONAL = "national", _("National institution")
        UN_AGENCY = "un_agency", _("United Nations agency")
        UN_COORDINATION = "un_coordination", _("United Nations coordination")
        IOM = "iom", _("International Organization for Migration")
        EUROPEAN_COMMISSION = "european_commission", _("European Commission")
        BILATERAL = "bilateral", _("Bilateral partner")
        ASSOCIATION = "association", _("Association")
        RESEARCH = "research", _("Research body")
        MEDIA = "media", _("Media")

    class Involvement(models.TextChoices):
        PARTICIPANT = "participant", _("Takes part")
        PROSPECTIVE = "prospective", _("To be involved")

    slug = models.SlugField(_("address"), unique=True, help_text=_("Last part of the web address; do not change it."))
    acronym = models.CharField(
        _("acronym"), max_length=20, blank=True, help_text=_("Shown in the table instead of the name.")
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    involvement = models.CharField(
        _("involvement"), max_length=12, choices=Involvement, default=Involvement.PARTICIPANT
    )
    search_text = SearchField(sources=["acronym", "name"])

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["acronym"],
                condition=~Q(acronym=""),
                name="partner_acronym_unique",
                violation_error_message=_("Another partner already has this acronym."),
            ),
        ]

    def __str__(self):
        return self.acronym or self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("partners:detail", args=[self.slug])

    @property
    def is_prospective(self):
        return self.involvement == self.Involvement.PROSPECTIVE

    def all_names(self):
        """Every name that a person or a workbook may call it by."""
        return [self.acronym, self.name, self.full_name, *(alias.name for alias in self.aliases.all())]

    @property
    def full_name(self):
        """``Organisation internationale du travail (OIT)``, or the name alone."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


class PartnerAlias(models.Model):
    """Another name or acronym by which a partner is recognised in a workbook or a search."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="aliases", verbose_name=_("partner"))
    name = models.CharField(_("other name"), max_length=200)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why this name: former name, English name, spelling …")
    )
    # One spelling points to one partner, whatever its case and accents.
    key = SearchField(_("key"), sources=["name"], unique=True)

    objects = PartnerAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.key,)

    natural_key.dependencies = ["partners.partner"]

    def clean(self):
        """Refuse a name that already stands for another partner, which would make it ambiguous."""
        self.key = normalise(self.name)
        others = Partner.objects.exclude(pk=self.partner_id)
        taken = next(
            (other for other in others if self.key in {normalise(other.name), normalise(other.acronym)}), None
        ) or next((alias.partner for alias in PartnerAlias.objects.filter(key=self.key).exclude(pk=self.pk)), None)
        if self.key and taken:
            raise ValidationError(
                {"name": _("“%(name)s” already stands for %(partner)s.") % {"name": self.name, "partner": taken}}
            )
