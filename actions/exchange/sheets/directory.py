"""The partners: who they are, and in how many actions they take which part. No personal data."""

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


def add(book, tally, imprint):
    sheet = book.create_sheet(_("Partners"))
    dress.title(sheet, sheet.title, _("In how many of the actions of this workbook each partner takes which part."))
    samples = [dress.sample(sheet) for _width in WIDTHS]
    samples += [dress.sample(sheet, dress.COUNT, "center") for _role in Role]
    samples += [dress.sample(sheet, dress.COUNT, "center", dress.STRONG)]
    about = [str(capfirst(Partner._meta.get_field(name).verbose_name)) for name in ABOUT]
    roles = [str(role.label) for role in Role]
    dress.headings(sheet, HEADING_ROW, [*about, _("Other names"), *roles, _("Joint actions")], samples)
    dress.widths(sheet, WIDTHS + [COUNT_WIDTH] * (len(roles) + 1))
    for key, *names in _in_order(imprint.table.head.partners):
        excel.append(sheet, samples, _values(key, *names, tally))
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    imprint.page(sheet)


def _in_order(partners):
    kinds = Partner.Kind.values
    return sorted(partners, key=lambda partner: (kinds.index(partner[3]), partner[2]))


def _values(key, acronym, name, kind, involvement, aliases, tally):
    return [
        acronym,
        name,
        str(Partner.Kind(kind).label),
        str(Partner.Involvement(involvement).label),
        "\n".join(aliases),
        *(tally.by_role[key, role] for role in Role),
        tally.by_partner[key],
    ]
