"""Calls for proposals: drafted, sent once with their documents to those who are invited, and never changed after."""

import hashlib
import json
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from actions.models import CallDocument, CallForProposals, LetterTemplate
from actions.permissions import may_call
from actions.services.transmission import Recipient
from partners import services as mail
from partners.models import Contact, User

FIELDS = ["reference", "date", "place", "addressee", "title", "body", "deadline", "signatory", "edition"]
# What mail servers let through, as it is before a mail writes it in letters.
MAX_ATTACHED = 8 * 2**20


class SentError(Exception):
    """A sentence that says that the call was sent, and so is what it is."""

    def __str__(self):
        return _("Nothing was done: this call was sent, and no longer changes.")


class StaleCallError(Exception):
    """The draft was changed since the person saw it: `fields` are what differs, `call` says what it says now."""

    def __init__(self, call, fields):
        super().__init__(fields)
        self.call, self.fields = call, fields


class Made(NamedTuple):
    """A document of a call as it leaves."""

    kind: str
    name: str
    content: bytes
    content_type: str


# The draft --------------------------------------------------------------------------------------


def next_reference():
    """``AP-2026-01``, then ``AP-2026-02``: what is proposed; the secretariat may write another."""
    prefix = f"AP-{timezone.localdate().year}-"
    taken = CallForProposals.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    numbers = [int(number) for one in taken if (number := one.removeprefix(prefix)).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:02}"


def seen(call):
    """What somebody sees of a draft, in a word: another one if it is changed."""
    said = [str(getattr(call, name)) for name in FIELDS]
    said.append(sorted(call.invited.values_list("pk", flat=True)) if call.pk else [])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@transaction.atomic
def write(*, by, token, values, seen_as=""):
    """Save the draft that was begun with `token`, and return it. `values` holds FIELDS and ``invited``.

    `seen_as` is what `seen` said of the draft that the person changed: StaleCallError if somebody else changed it
    meanwhile. The same form sent twice is the same draft.
    """
    if not may_call(by):
        raise PermissionDenied
    said = {name: values[name] for name in FIELDS}
    CallForProposals(token=token, author=by, **said).full_clean(validate_unique=False)
    try:
        call, is_new = CallForProposals.objects.get_or_create(token=token, defaults=said | {"author": by})
    except IntegrityError:  # somebody took it at the same moment
        raise ValidationError({"reference": _("Another call already has this reference.")}) from None
    call = _locked(call)
    changed = [] if is_new else _differing(call, values)
    if changed and seen_as != seen(call):
        raise StaleCallError(call, changed)
    for name, value in said.items():
        setattr(call, name, value)
    call.full_clean()
    call.save()
    call.invited.set(values["invited"])
    return call


def _differing(call, values):
    """The names of what the draft in the database says otherwise."""
    differing = [name for name in FIELDS if getattr(call, name) != values[name]]
    return differing + (["invited"] if set(call.invited.all()) != set(values["invited"]) else [])


def _locked(call):
    """The draft as the database holds it, locked until the transaction ends."""
    call = CallForProposals.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.sent_at:
        raise SentError
    return call


# Sending ----------------------------------------------------------------------------------------


def people(partners):
    """{partner: [Recipient]}: the contacts of each, and those who log in for it; nobody twice, whomever he speaks for.

    Who is without anybody is to be reached otherwise.
    """
    contacts = Contact.objects.live().filter(partner__in=partners).order_by("name", "pk")
    accounts = User.objects.filter(is_active=True, partner__in=partners).order_by("name", "pk")
    found, known = {partner.pk: {} for partner in partners}, {}
    for one in [*contacts, *accounts]:
        recipient = known.setdefault(one.email.lower(), Recipient(one.name, one.email))
        found[one.partner_id].setdefault(recipient.email, recipient)
    return {partner: list(found[partner.pk].values()) for partner in partners}


@transaction.atomic
def send(*, by, call, make):
    """Send a call to those who are invited; return it, or SentError the second time.

    `make` writes the documents of the call as it is then, [Made]: they are kept, and leave with the mails.
    """
    if not may_call(by):
        raise PermissionDenied
    call = _locked(call)
    invited = list(call.invited.live())
    if not invited:
        raise ValidationError(_("Nobody is invited: change the draft, and choose at least one partner."))
    if call.deadline < timezone.localdate():
        raise ValidationError(_("The deadline is past: change the draft, and set another one."))
    documents = make(by=by, call=call)
    for made in documents:
        document = CallDocument(call=call, kind=made.kind, name=made.name, content=made.content)
        document.full_clean()
        document.save()
    call.sent_at = timezone.now()
    call.full_clean()
    call.save()
    _post(by, call, invited, documents)
    return call


def _post(by, call, invited, documents):
    """One mail to each address, whichever of the partners invited its reader speaks for."""
    total, attachments = 0, []
    for made in sorted(documents, key=lambda made: len(made.content)):
        total += len(made.content)
        if total <= MAX_ATTACHED:
            attachments.append((made.name, made.content, made.content_type))
    written = {}
    for partner, recipients in people(invited).items():
        for recipient in recipients:
            written.setdefault(recipient, []).append(partner.full_name)
    for recipient, partners in written.items():
        words = {
            "name": recipient.name or partners[0],
            "partners": ", ".join(partners),
            "title": call.title,
            "reference": call.reference,
            "deadline": formats.date_format(call.deadline, "DATE_FORMAT"),
            "link": mail.link(call.get_absolute_url()),
        }
        body = _invitation() if len(attachments) == len(documents) else f"{_invitation()}\n\n{_left_out()}"
        mail.post(
            by=by,
            to=recipient.email,
            to_name=recipient.name,
            reply_to=by.email,
            subject=_("Call for proposals %(reference)s: requests awaited by %(deadline)s") % words,
            body=body % words,
            attachments=attachments,
        )


def _invitation():
    return _(
        "Dear %(name)s,\n\nThe Thematic Group on Migration invites %(partners)s to submit requests by %(deadline)s: "
        "“%(title)s” (%(reference)s). The letter, the table of joint actions and the slides go with this mail, and "
        "stand on the page of the call, where whoever has an account writes a request:\n%(link)s\n\nIf you have no "
        "account, answer this mail.\n\nThe secretariat of the Thematic Group on Migration"
    )


def _left_out():
    return _("A document is too large for a mail. If you have no account, ask us for it in answer to this mail.")


# The template of the letter ---------------------------------------------------------------------


@transaction.atomic
def keep_template(*, by, name, content):
    """Use from now on the template `content`, which was checked; the one in use sent again stays what it is."""
    if not may_call(by):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # the same form sent twice at once
    last = LetterTemplate.objects.first()
    if last and bytes(last.content) == content:
        return last
    template = LetterTemplate(name=name, content=content, added_by=by)
    template.full_clean()
    template.save()
    return template
