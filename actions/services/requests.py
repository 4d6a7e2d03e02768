"""Requests: drafted, submitted, judged by the agencies, answered by the secretariat; each act is told to their log.

Every verb locks the request first, then asks `TRANSITIONS` whether it may be said by this person in this state. Only a
submission writes at once, in the same transaction: it asks people for something by a date. All else is in the digest of
those whom it concerns (`actions.news`).
"""

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import formats, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from actions.columns import BY_NAME
from actions.models import (
    TRANSITIONS,
    Axis,
    Edit,
    JointAction,
    Opinion,
    Participation,
    PartnerRequest,
    RequestDocument,
    RequestEvent,
    Verb,
)
from actions.permissions import may_answer_call, may_ask
from actions.services.saving import Change, create, save
from partners import services as mail
from partners.models import User

CHANNEL = Edit.Channel.FORM
State = PartnerRequest.State
Role = Participation.Role
# What a draft says; the rest of the row is the application's.
FIELDS = ["title", "call", "axis", "purpose", "expected_results", "needs", "budget", "currency"]
PARTNERS = ["agencies", "others"]


class WrongStateError(Exception):
    """A sentence that says in which state the request is now, from which this cannot be done."""

    def __init__(self, request):
        said = _("Nothing was done: the state of this request is now “%(state)s”.")
        super().__init__(said % {"state": request.get_state_display()})


class StaleDraftError(Exception):
    """The draft was changed since the person saw it: `fields` are what differs, `request` says what it says now."""

    def __init__(self, request, fields):
        super().__init__(fields)
        self.request, self.fields = request, fields


# The draft --------------------------------------------------------------------------------------


@transaction.atomic
def write(*, by, token, values, revision=0, documents=()):
    """Save the draft that was begun with `token`, and attach `documents` [(file, Type)]; return it.

    `values` holds FIELDS and PARTNERS. `revision` is what the person saw, 0 of a draft that is new: StaleDraftError
    if somebody else wrote another one meanwhile. The same form sent twice is the same draft.
    """
    if not may_ask(by):
        raise PermissionDenied
    begun = PartnerRequest.objects.filter(token=token, call=values["call"]).exists()
    if values["call"] and not begun:
        _check_call(by, values["call"])
    request, is_new = PartnerRequest.objects.get_or_create(
        token=token, defaults={name: values[name] for name in FIELDS} | {"partner": by.partner, "author": by}
    )
    request = _locked(by, request, Verb.WRITE)
    changed = [] if is_new else _differing(request, values)
    if changed and revision != request.revision:
        raise StaleDraftError(request, changed)
    for name in FIELDS:
        setattr(request, name, values[name])
    request.revision += bool(changed)
    request.full_clean()
    request.save()
    for name in PARTNERS:
        getattr(request, name).set(values[name])
    added = [_attach(by, request, file, kind) for file, kind in documents]
    if is_new or changed or any(added):
        _tell(by, request, Verb.WRITE)
    return request


def _check_call(by, call):
    """Whether a draft may begin to answer `call`."""
    if not call.is_open:
        raise ValidationError({"call": closed(call)})
    if not may_answer_call(by, call):
        raise PermissionDenied


def closed(call):
    """A sentence that says that a call is no longer answered."""
    said = _("The deadline of call %(reference)s was %(date)s: a request may still be written, but not for this call.")
    return said % {"reference": call.reference, "date": formats.date_format(call.deadline, "DATE_FORMAT")}


def _differing(request, values):
    """The names of what the draft in the database says otherwise."""
    differing = [name for name in FIELDS if getattr(request, name) != values[name]]
    return differing + [name for name in PARTNERS if set(getattr(request, name).all()) != set(values[name])]


def _attach(by, request, file, kind):
    """Keep a file with the request, unless it is there already; return whether it is new."""
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    if request.documents.filter(digest=digest).exists():
        return False
    described = {"name": file.name, "content_type": kind.content_type, "size": file.size, "digest": digest}
    RequestDocument.objects.create(request=request, file=file, added_by=by, **described)
    return True


@transaction.atomic
def detach(*, by, document):
    """Take a file from a draft again, unless somebody else just did."""
    request = _locked(by, document.request, Verb.WRITE)
    if not request.documents.filter(pk=document.pk).exists():
        return
    storage, name = document.file.storage, document.file.name
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))
    _tell(by, request, Verb.WRITE)


@transaction.atomic
def submit(*, by, request):
    """Register a draft under the next number of its year, acknowledge it, and tell those who have to act on it."""
    request = _locked(by, request, Verb.SUBMIT)
    if missing := request.missing():
        names = get_text_list([str(name) for name in missing], _("and"))
        raise ValidationError(_("Before it is submitted the request still needs: %(names)s.") % {"names": names})
    if request.call and not request.call.is_open:
        raise ValidationError(f"{closed(request.call)} {_('Change the draft, and take the call out of it.')}")
    request.submitted_at = timezone.now()
    request.number = _next_number(timezone.localdate(request.submitted_at).year)
    _move(by, request, Verb.SUBMIT)
    agencies = ", ".join(agency.full_name for agency in request.agencies.all())
    _post(by, request, [by], _("Request %(number)s is registered"), _acknowledged(), agencies=agencies)
    _post(by, request, User.objects.secretariat(), _("New request %(number)s"), _announced(), agencies=agencies)
    _post(by, request, _people_of(request.agencies.all()), _("Your opinion on request %(number)s"), _asked())
    return request


def _next_number(year):
    """``R-2026-001``, then ``R-2026-002``: whoever asks at the same time waits here until the number is taken."""
    list(Axis.objects.select_for_update().order_by("pk").values_list("pk"))
    prefix = f"R-{year}-"
    numbers = PartnerRequest.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in numbers), default=0) + 1:03}"


@transaction.atomic
def withdraw(*, by, request, reason=""):
    """Take a request back; what was submitted stays to be read."""
    request = _locked(by, request, Verb.WITHDRAW)
    request.answered_at, request.reason = None, ""
    _move(by, request, Verb.WITHDRAW, reason)
    return request


# Opinions and notes -----------------------------------------------------------------------------


@transaction.atomic
def opine(*, by, request, verdict, text):
    """Give the opinion of one's agency, in the place of its earlier one; return it."""
    request = _locked(by, request, Verb.OPINE)
    living = request.opinions.filter(agency=by.partner, superseded_at=None).first()
    if living and (living.verdict, living.text) == (verdict, text):
        return living
    if living:
        living.superseded_at = timezone.now()
        living.save(update_fields=["superseded_at"])
    opinion = Opinion(request=request, agency=by.partner, verdict=verdict, text=text, author=by)
    opinion.full_clean()
    opinion.save()
    _tell(by, request, Verb.OPINE)
    return opinion


@transaction.atomic
def note(*, by, request, reason):
    """Keep a note that never leaves the secretariat; the same one sent twice is kept once."""
    request = _locked(by, request, Verb.NOTE, reason)
    last = request.events.filter(verb=Verb.NOTE).last()
    if last is None or (last.author, last.reason) != (by, reason):
        _tell(by, request, Verb.NOTE, reason)
    return request


# The answer -------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, by, request, reason, action=None):
    """Let a request become a new action, or join `action`; the requesting partner takes part in it."""
    request = _locked(by, request, Verb.ACCEPT, reason)
    request.action = _joined(by, request, action) if action else _created(by, request)
    return _answer(by, request, Verb.ACCEPT, reason)


@transaction.atomic
def decline(*, by, request, reason):
    """Answer that nothing will come of a request."""
    request = _locked(by, request, Verb.DECLINE, reason)
    return _answer(by, request, Verb.DECLINE, reason)


@transaction.atomic
def defer(*, by, request, reason):
    """Answer that a request has to wait."""
    request = _locked(by, request, Verb.DEFER, reason)
    return _answer(by, request, Verb.DEFER, reason)


@transaction.atomic
def reopen(*, by, request, reason):
    """Take up a deferred request again."""
    request = _locked(by, request, Verb.REOPEN, reason)
    request.answered_at, request.reason = None, ""
    _move(by, request, Verb.REOPEN, reason)
    return request


def _answer(by, request, verb, reason):
    request.answered_at, request.reason = timezone.now(), reason
    _move(by, request, verb, reason)
    return request


def _created(by, request):
    """The action that a request becomes: the requesting partner leads it, the agencies support it."""
    values = {
        "title": request.title,
        "axis": request.axis,
        "description": "\n\n".join(filter(None, [request.purpose, request.needs])),
        "expected_results": request.expected_results,
        "budget": request.budget,
        "currency": request.currency,
        Role.LEAD: [request.partner],
        Role.TECHNICAL_SUPPORT: list(request.agencies.all()),
        Role.TO_BE_INVOLVED: list(request.others.all()),
    }
    return create(by=by, channel=CHANNEL, values=values, reason=_origin(request))


def _joined(by, request, action):
    """An action that was there, in which the requesting partner takes part from now on."""
    action = JointAction.objects.visible_to(by).live().select_for_update(of=("self",)).filter(pk=action.pk).first()
    if action is None:
        raise ValidationError(_("This action does not exist."))
    if not action.participations.filter(partner=request.partner).exists():
        role = BY_NAME[Role.TO_BE_INVOLVED]
        partners = [*role.read(action), request.partner]
        outcome = save(by=by, channel=CHANNEL, changes=[Change(action.pk, role, partners)], reason=_origin(request))
        if outcome.refusals:
            raise ValidationError(outcome.refusals[0].message)
    return action


def _origin(request):
    return _("Request %(number)s") % {"number": request.number}


# What every verb does ---------------------------------------------------------------------------


def _locked(by, request, verb, reason=None):
    """The request as the database holds it, locked until the transaction ends, if `verb` may be said of it now."""
    request = PartnerRequest.objects.select_for_update(of=("self",)).select_related("partner").get(pk=request.pk)
    transition = TRANSITIONS[verb]
    if not transition.allows(by, request):
        raise PermissionDenied
    if request.state not in transition.sources:
        raise WrongStateError(request)
    if transition.says_why and not reason:
        raise ValidationError({"reason": _("Say why: the reason is part of the answer.")})
    return request


def _move(by, request, verb, reason=""):
    before, request.state = request.state, TRANSITIONS[verb].target
    request.full_clean()
    request.save()
    _tell(by, request, verb, reason, before)


def _tell(by, request, verb, reason="", before=None):
    RequestEvent.objects.create(
        request=request, verb=verb, before=before or request.state, after=request.state, author=by, reason=reason
    )


# Mails ------------------------------------------------------------------------------------------


def _people_of(partners):
    return User.objects.filter(partner__in=partners, is_active=True)


def _post(by, request, people, subject, body, **words):
    words |= {
        "number": request.number,
        "title": request.title,
        "partner": request.partner.full_name,
        "answer_due": formats.date_format(request.answer_due, "DATE_FORMAT"),
        "opinion_due": formats.date_format(request.opinion_due, "DATE_FORMAT"),
        "link": mail.link(request.get_absolute_url()),
    }
    for person in sorted(people, key=lambda person: person.pk):
        text = body % (words | {"name": person.name or person.email})
        mail.post(by=by, to=person.email, to_name=person.name, subject=subject % words, body=text)


def _acknowledged():
    return _(
        "Dear %(name)s,\n\nYour request “%(title)s” is registered under the number %(number)s. It is addressed to: "
        "%(agencies)s. It is to be answered by %(answer_due)s; here you see how far it is, and the answer:\n"
        "%(link)s\n\n"
        "The secretariat of the Thematic Group on Migration"
    )


def _announced():
    return _(
        "Dear %(name)s,\n\n%(partner)s has submitted request %(number)s, “%(title)s”, to: %(agencies)s. Please "
        "answer it by %(answer_due)s:\n%(link)s"
    )


def _asked():
    return _(
        "Dear %(name)s,\n\n%(partner)s has addressed request %(number)s, “%(title)s”, to you. Please give your "
        "opinion by %(opinion_due)s, here:\n%(link)s\n\nThe secretariat of the Thematic Group on Migration"
    )
