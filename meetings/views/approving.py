"""The minutes of a meeting on their way: sent for remarks, remarked upon, approved."""

from itertools import zip_longest

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import JointAction
from gtm.lib.downloads import sent
from gtm.lib.files import DOCX
from meetings.forms.approving import (
    AnswerForm,
    ApproveForm,
    LetterForm,
    RecipientsForm,
    RemarkForm,
    SeenForm,
    words_of_letter,
)
from meetings.minutes import making
from meetings.minutes.comparing import differences
from meetings.minutes.contents import Minutes
from meetings.models import Meeting, MinutesRemark, MinutesVersion
from meetings.permissions import may_keep_meetings, may_remark
from meetings.services import approving as services
from partners.once import once
from partners.permissions import reads_everything

State = Meeting.MinutesState


@require_safe
def approval(request, slug):
    """Where the minutes are, what was sent, what was remarked, and what this person may do."""
    return _show(request, _meeting(request.user, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def circulate(request, slug):
    """The mail with which the minutes leave, shown before it does."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    meeting = _meeting(request.user, slug)
    asked = RecipientsForm(request.POST or request.GET, user=request.user, meeting=meeting)
    if meeting.minutes_state != State.DRAFT or services.not_held(meeting):
        refusal = services.not_held(meeting) or _("Nothing was done: only a draft is sent for remarks.")
        return _show(request, meeting, status=409, refusal=refusal)
    if not asked.is_valid():
        return _show(request, meeting, status=422, asked=asked)
    words = words_of_letter(meeting, asked.cleaned_data["by"])
    form = LetterForm(request.POST or None, seen=_seen(meeting), initial=words)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.circulate(
                by=request.user,
                meeting=meeting,
                seen=form.cleaned_data["seen"],
                letter=form.letter(asked),
                make=making.make,
            )
        except services.MovedError as error:
            return _show(request, _meeting(request.user, slug), status=409, refusal=error)
        except ValidationError as error:
            form.add_error(None, error.messages)
            status = 422
        else:
            messages.success(request, _("The minutes are on their way to those who were chosen."))
            return redirect("meetings:approval", slug)
    context = {"meeting": meeting, "form": form, "asked": asked}
    return render(request, "meetings/minutes/circulate.html", context, status=status)


@require_POST
@once
def recall(request, slug):
    """Take the minutes back to the draft."""
    return _move(request, slug, SeenForm, services.recall, _("The minutes are a draft again; what was sent is kept."))


@require_POST
@once
def approve(request, slug):
    """Approve the minutes, for good."""
    said = _("The minutes are approved: what they say no longer changes.")
    return _move(request, slug, ApproveForm, services.approve, said, make=making.make)


def _move(request, slug, kind, verb, said, **more):
    """Carry out a `verb` of the services on the minutes as the page showed them."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    meeting = _meeting(request.user, slug)
    options = {"remaining": services.open_remarks(meeting)} if kind is ApproveForm else {}
    form = kind(request.POST, seen=_seen(meeting), **options)
    if not form.is_valid():
        refusal = " ".join(form.errors.get("seen", []))
        return _show(request, meeting, status=422, refusal=refusal, refused=form if kind is ApproveForm else None)
    seen = {name: form.cleaned_data[name] for name in ("seen", "remaining") if name in form.cleaned_data}
    try:
        verb(by=request.user, meeting=meeting, **seen, **more)
    except services.MovedError as error:
        return _show(request, _meeting(request.user, slug), status=409, refusal=error)
    messages.success(request, said)
    return redirect("meetings:approval", slug)


@require_POST
def remark(request, slug):
    """Keep a remark on the minutes that were sent."""
    may_keep = may_keep_meetings(request.user)
    if reads_everything(request.user) and not may_keep:
        raise PermissionDenied
    meeting = _meeting(request.user, slug)
    if not may_remark(request.user, meeting):
        return _show(request, meeting, status=409, refusal=_("No remarks on these minutes are awaited any more."))
    form = RemarkForm(request.POST, user=request.user, meeting=meeting, may_keep=may_keep)
    if not form.is_valid():
        return _show(request, meeting, status=422, remark=form)
    try:
        services.remark(by=request.user, meeting=meeting, **form.cleaned_data)
    except services.MovedError as error:
        return _show(request, _meeting(request.user, slug), status=409, refusal=error, remark=form)
    messages.success(request, _("The remark is kept; the secretariat answers it here."))
    return redirect("meetings:approval", slug)


@require_POST
def answer_remark(request, pk):
    """Say what became of a remark."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    found = MinutesRemark.objects.visible_to(request.user).select_related("version__meeting")
    found = found.defer("version__document").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such remark that you may see."))
    slug = found.version.meeting.slug
    form = AnswerForm(request.POST, remark=found)
    if form.is_valid():
        try:
            services.answer_remark(by=request.user, remark=found, **form.said)
        except services.MovedError as error:
            return _show(request, _meeting(request.user, slug), status=409, refusal=error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The answer is kept; who made the remark sees it."))
            return redirect("meetings:approval", slug)
    return _show(request, _meeting(request.user, slug), status=422, answer=form, answered=found.pk)


@require_safe
def version(request, pk):
    """The minutes as they were sent or approved, byte for byte."""
    found = MinutesVersion.objects.visible_to(request.user).select_related("meeting").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such version of the minutes that you may see."))
    return sent(services.file_name(found.meeting, found.number), bytes(found.document), DOCX.content_type)


def approved(user, meeting):
    """The version that was approved, without its document, or None."""
    if not meeting.is_frozen:
        return None
    return MinutesVersion.objects.visible_to(user).filter(meeting=meeting).defer("document", "said").approved()


def _meeting(user, slug):
    """The meeting with all that its minutes say, or 404."""
    found = Meeting.objects.visible_to(user).with_minutes(user, JointAction.objects.none()).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    return found


def _seen(meeting):
    return services.Seen.of(meeting, making.digest(meeting))


def _show(
    request, meeting, *, status=200, refusal="", refused=None, asked=None, remark=None, answer=None, answered=None
):
    """The page; what was typed into a form that was refused is still there."""
    user, may_keep = request.user, may_keep_meetings(request.user)
    versions = list(
        MinutesVersion.objects.visible_to(user).filter(meeting=meeting).select_related("author").defer("document")
    )
    _compare(versions)
    remarks = MinutesRemark.objects.visible_to(user).filter(version__meeting=meeting)
    remarks = list(remarks.select_related("version", "partner", "author__partner").defer("version__document"))
    for one in remarks:
        one.form = (answer if one.pk == answered else AnswerForm(remark=one)) if may_keep else None
    context = {
        "meeting": meeting,
        "versions": versions,
        "remarks": remarks,
        "refusal": refusal,
        "may_keep": may_keep,
        "sees_all": reads_everything(user),
        "not_held": services.not_held(meeting),
    }
    if may_remark(user, meeting) and any(one.kind == MinutesVersion.Kind.CIRCULATED for one in versions):
        context["remark"] = remark or RemarkForm(user=user, meeting=meeting, may_keep=may_keep)
    if may_keep and not context["not_held"]:
        context |= _what_next(request, meeting, versions, refused, asked)
    return render(request, "meetings/minutes/approval.html", context, status=status)


def _compare(versions):
    """Give each version what it says otherwise than the one before, the first one nothing."""
    for one, before in zip_longest(versions, versions[1:]):
        one.differences = differences(Minutes.of(before.said), Minutes.of(one.said)) if before else []


def _what_next(request, meeting, versions, refused, asked):
    """The forms by which the minutes move on from where they are, and what changed since they left."""
    seen, found = _seen(meeting), {}
    if meeting.minutes_state == State.DRAFT:
        found["asked"] = asked or RecipientsForm(user=request.user, meeting=meeting)
    if meeting.minutes_state == State.CIRCULATED:
        found["recall"] = SeenForm(seen=seen)
    if meeting.minutes_state in (State.CIRCULATED, State.ENTERED):
        remaining = services.open_remarks(meeting)
        found["approve"] = refused or ApproveForm(seen=seen, remaining=remaining)
        found["remaining"] = remaining
    if versions and not meeting.is_frozen:
        found["since"] = differences(Minutes.of(versions[0].said), making.of(meeting))
    return found
