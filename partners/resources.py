"""The directory as it is imported and exported."""

from gtm.lib.cells import RowCell
from gtm.lib.resources import Column, Resource
from partners.models import Partner, PartnerAlias


def named_partners():
    """Every partner, with the names that `partner_names` reads."""
    return Partner.objects.prefetch_related("aliases")


def partner_names(partner):
    """All that a partner may be called in a file."""
    return [partner.acronym, partner.name, partner.full_name, *(alias.name for alias in partner.aliases.all())]


class PartnerResource(Resource):
    class Meta:
        model = Partner
        fields = ["slug", "acronym", "name", "kind", "involvement"]
        import_id_fields = ["slug"]


class PartnerAliasResource(Resource):
    partner = Column(attribute="partner", widget=RowCell(named_partners(), partner_names))

    class Meta:
        model = PartnerAlias
        fields = ["name", "partner", "note"]
        import_id_fields = ["name"]
