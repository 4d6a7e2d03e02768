"""An edition that went out and came back, for the pictures of the README: ``python -m docs.circulation``.

What a partner and the secretariat write here is made up, and says so.
"""

import os
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtm.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import load_workbook  # noqa: E402

from actions import services, tasks  # noqa: E402
from actions.columns import BY_NAME  # noqa: E402
from actions.exchange import issuing, transmitting  # noqa: E402
from actions.models import Edit, JointAction  # noqa: E402
from actions.services import Change, returns  # noqa: E402
from partners.models import Partner, User  # noqa: E402

RETURNED = {
    "A3-01": {"Lieux": "Rabat, Tanger (exemple)", "Indicateurs": "Nombre de séances (exemple)"},
    "A5-04": {"Observations": "Proposé par un autre partenaire (exemple)"},
}


def main():
    secretary = User.objects.secretariat().first()
    partner = Partner.objects.get(slug="emploi")
    edition = services.freeze(by=secretary)
    file = BytesIO()
    issuing.issue(by=secretary, file=file, edition=edition, partner=partner)
    change_set, _is_new = returns.receive(
        by=secretary, file=ContentFile(filled_in(file)), name="retour-emploi.xlsx", partner=partner
    )
    tasks.read_change_set.call(change_set.pk)
    # Another one is still awaited: a focal point is asked for it.
    transmitting.hand_over(
        by=secretary,
        batch=uuid4(),
        edition=edition,
        partner=partner,
        own=True,
        recipients="Remis en main propre (exemple)",
        due=timezone.localdate() + timedelta(days=14),
    )
    action = JointAction.objects.get(reference="A3-01")
    change = Change(action.pk, BY_NAME["places"], "Casablanca (exemple)")
    services.save(by=secretary, channel=Edit.Channel.TABLE, changes=[change])


def filled_in(file):
    """The workbook as its reader sends it back."""
    book = load_workbook(file)
    sheet = book["Tableau"]
    places = {cell.value: cell.column for cell in sheet[1]}
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for reference, cells in RETURNED.items():
        for heading, text in cells.items():
            sheet.cell(rows[reference], places[heading]).value = text
    answer = BytesIO()
    book.save(answer)
    return answer.getvalue()


if __name__ == "__main__":
    main()
