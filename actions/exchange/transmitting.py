"""An edition and its workbooks on their way to partners."""

from io import BytesIO

from django.db import transaction

from actions.exchange import issuing
from actions.models import Edition, Transmission
from actions.services import transmission
from gtm.lib.files import XLSX


@transaction.atomic
def send(*, by, batch, edition, recipients, own, letter, due=None):
    """Send `edition` to the `recipients` {partner: [Recipient]}: all of it or, if a workbook cannot be made, nothing.

    With `own` each partner gets a workbook in which its own rows are open, else all get the same. Return the
    transmissions; those that are there already if the `batch` comes a second time.
    """
    if known := _known(by, batch, edition):
        return known
    common = None if own else _issue(by, edition, None, due)
    sent = []
    for partner, people in recipients.items():
        workbook, content = common or _issue(by, edition, partner, due)
        sent.append(
            transmission.transmit(
                by=by,
                batch=batch,
                edition=edition,
                partner=partner,
                workbook=workbook,
                recipients=people,
                letter=letter,
                attachment=(issuing.file_name(workbook), content, XLSX.content_type),
                due=due,
            )
        )
    return sent


@transaction.atomic
def hand_over(*, by, batch, edition, partner, own, recipients, due=None, note=""):
    """Record that `edition` reaches a partner by other means; return the Transmission, with its workbook."""
    if known := _known(by, batch, edition):
        return known[0]
    workbook, _content = _issue(by, edition, partner if own else None, due)
    return transmission.hand_over(
        by=by,
        batch=batch,
        edition=edition,
        partner=partner,
        workbook=workbook,
        recipients=recipients,
        due=due,
        note=note,
    )


def _known(by, batch, edition):
    """What was handed over under `batch`; whoever comes with it at the same time waits."""
    list(Edition.objects.visible_to(by).select_for_update().filter(pk=edition.pk))
    return list(Transmission.objects.visible_to(by).filter(batch=batch))


def _issue(by, edition, partner, due):
    """A workbook of `edition` in which what changed since the edition before is marked, and its content."""
    before = Edition.objects.visible_to(by).filter(number__lt=edition.number).first()
    file = BytesIO()
    workbook = issuing.issue(by=by, file=file, edition=edition, partner=partner, compared_with=before, due=due)
    return workbook, file.getvalue()
