"""An edition that went out and came back, and a meeting that is prepared, for the pictures of the README:
``python -m docs.circulation``.

What a partner and the secretariat write here is made up, and says so.
"""

import os
from datetime import time, timedelta
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
from meetings.models import AgendaItem, Decision, Meeting, MeetingSeries  # noqa: E402
from meetings.services import agenda, series  # noqa: E402
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
    prepare_a_meeting(secretary)


def prepare_a_meeting(secretary):
    """The first of a series that is held every quarter, with the decisions of 2008 on its agenda."""
    planned = MeetingSeries.objects.create(
        title="Réunion trimestrielle du GTM (exemple)",
        first=timezone.localdate() + timedelta(days=21),
        on_holiday=MeetingSeries.OnHoliday.KEEP,
        starts_at=time(9, 30),
        ends_at=time(12),
        place="Rabat (exemple)",
    )
    planned.partners.set(Partner.objects.filter(slug__in=["maec", "emploi", "bit", "oim", "unicef"]))
    series.plan(by=secretary, series=planned, number=4)
    meeting = Meeting.objects.filter(series=planned).order_by("date").first()
    for kind, title, minutes, links in (
        (AgendaItem.Kind.FREE, "Adoption de l’ordre du jour", 10, {}),
        (AgendaItem.Kind.DECISIONS, "Suites données aux décisions du 24 décembre 2008", 45,
         {"decisions": list(Decision.objects.values_list("pk", flat=True))}),
    ):  # fmt: skip
        agenda.add(
            by=secretary,
            meeting=meeting,
            token=uuid4(),
            kind=kind,
            said={"title": title, "text": "", "minutes": minutes, "speaker": ""},
            links=links,
        )


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
