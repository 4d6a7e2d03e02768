"""The directory as it is imported and exported."""

from gtm.lib.cells import RowCell
from gtm.lib.resources import Column, Resource
from partners.models import Partner, PartnerAlias


class PartnerResource(Resource):
    class Meta:
        model = Partner
        fields = ["slug", "acronym", "name", "kind", "involvement"]
        import_id_fields = ["slug"]


class PartnerAliasResource(Resource):
    partner = Column(attribute="partner", widget=RowCell(Partner.objects.with_names(), Partner.all_names))

    class Meta:
        model = PartnerAlias
        fields = ["name", "partner", "note"]
        import_id_fields = ["name"]
