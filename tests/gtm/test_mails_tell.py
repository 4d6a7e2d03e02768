"""The mails that acts bring about tell nobody what is not hers: neither in their text nor in what goes with them."""

import io
import zipfile

import pytest
from django.db import transaction

from partners.models import Mail
from tests.gtm import patrol, stage
from tests.gtm.sent import Visitor

URLS = {url.name: url for url in patrol.urls()}
# Whom an act writes to: found by sending each form.
WRITERS = {"actions:transmit", "actions:remind", "actions:postpone", "actions:send_verdict"}
WRITERS |= {"partners:invite", "requests:submit", "requests:send_call", "meetings:follow_up", "meetings:assign"}
WRITERS |= {"meetings:invite", "meetings:send_updates", "meetings:remove_person"}
WRITERS |= {"meetings:circulate"}


def mails_of(visitor):
    """The mails that sending the form puts into the outbox, which is then taken back."""
    with transaction.atomic():
        last = Mail.objects.order_by("pk").last().pk
        visitor.send()
        sent = [(mail.to, text_of(mail)) for mail in Mail.objects.filter(pk__gt=last)]
        transaction.set_rollback(True)
    return sent


def text_of(mail):
    """All that a mail says, in lower case: workbooks and documents are unpacked."""
    said = [mail.subject, mail.body, mail.to_name]
    for attachment in mail.attachments.all():
        content = bytes(attachment.content)
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                content = b"\n".join(package.read(name) for name in package.namelist())
        said += [attachment.name, content.decode(errors="replace")]
    return "\n".join(said).casefold()


@pytest.mark.parametrize("name", stage.SENT)
def test_mail_holds_nothing_internal(played, db, name):
    sent = mails_of(Visitor(played, stage.SENT[name], URLS[name]))
    assert [to for to, text in sent if stage.INTERNAL in text] == []
    assert bool(sent) == (name in WRITERS)


def test_cells_of_an_attached_workbook_are_looked_at(played, db):
    """The control: what is told there would be found."""
    sent = mails_of(Visitor(played, stage.SENT["actions:transmit"], URLS["actions:transmit"]))
    assert [to for to, text in sent if "tiznit" in text] == ["amina@example.org"]
