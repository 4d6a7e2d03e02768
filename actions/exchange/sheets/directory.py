"""The partners: who they are, and in how many actions they take which part. No personal data."""

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.models import Participation
from gtm.lib import excel
from gtm.lib.excel import dress
from partners.models import Partner

HEADING_ROW = 4
ABOUT = ["acronym", "name", "kind", "involvement"]
WIDTHS = [13, 46, 24, 15, 34]
COUNT_WIDTH = 12

Role = Participation.Role


def add(book, tally, imprint, partners):
    """`partners` are those that the reader may see; whoever takes part in a shown action is named in it anyway."""
    sheet = book.create_sheet(_("Partners"))
    dress.title(sheet, sheet.title, _("In how many of the actions of this workbook each partner takes which part."))
    samples = [dress.sample(sheet) for _width in WIDTHS]
    samples += [dress.sample(sheet, dress.COUNT, "center") for _role in Role]
    samples += [dress.sample(sheet, dress.COUNT, "center", dress.STRONG)]
    about = [str(capfirst(Partner._meta.get_field(name).verbose_name)) for name in ABOUT]
    roles = [str(role.label) for role in Role]
    dress.headings(sheet, HEADING_ROW, [*about, _("Other names"), *roles, _("Joint actions")], samples)
    dress.widths(sheet, WIDTHS + [COUNT_WIDTH] * (len(roles) + 1))
    rows = _in_order({*partners, *tally.by_partner})
    prefetch_related_objects(rows, "aliases")
    for partner in rows:
        excel.append(sheet, samples, _values(partner, tally))
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    imprint.page(sheet)


def _in_order(partners):
    kinds = Partner.Kind.values
    return sorted(partners, key=lambda partner: (kinds.index(partner.kind), partner.name))


def _values(partner, tally):
    return [
        partner.acronym,
        partner.name,
        str(partner.get_kind_display()),
        str(partner.get_involvement_display()),
        "\n".join(alias.name for alias in partner.aliases.all()),
        *(tally.by_role[partner, role.value] for role in Role),
        tally.by_partner[partner],
    ]
