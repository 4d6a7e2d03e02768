"""An edition on its way: to whom it goes, and the register of what became of it."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions import services
from actions.exchange import transmitting
from actions.exchange.issuing import WorkbookError
from actions.forms import AnswerForm, HandOverForm, PostponeForm, TransmitForm
from actions.models import Edition, Transmission
from actions.permissions import may_edit_actions
from actions.services.transmission import words_for
from partners.models import Mail, Partner
from partners.once import once


def _edition(user, number):
    """The edition, for the secretariat: others read it, but not to whom it went."""
    if not may_edit_actions(user):
        raise PermissionDenied
    return get_object_or_404(Edition.objects.visible_to(user).select_related("snapshot"), number=number)


@require_safe
def register(request, number):
    """To whom an edition was handed, and what came back."""
    edition = _edition(request.user, number)
    # Cancelled ones are in the outbox, for whoever asks.
    mails = Mail.objects.visible_to(request.user).exclude(state=Mail.State.CANCELLED).order_by("not_before", "pk")
    transmissions = list(
        edition.transmissions.visible_to(request.user)
        .select_related("partner", "workbook", "sent_by")
        .prefetch_related(Prefetch("mails", mails), "change_sets")
    )
    counts = Counter(transmission.standing for transmission in transmissions)
    context = {
        "edition": edition,
        "transmissions": transmissions,
        "counts": [(standing, counts[standing]) for standing in Transmission.Standing],
        "without": Partner.objects.live().exclude(pk__in=[one.partner_id for one in transmissions]),
        "answers": Transmission.Answer,
        "today": timezone.localdate(),
    }
    return render(request, "actions/transmissions/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def transmit(request, number):
    """Choose who gets an edition by e-mail, see the messages, send."""
    edition = _edition(request.user, number)
    form = TransmitForm(request.POST or None, user=request.user)
    reachable = [partner.pk for partner, _people in form.people]
    context = {"edition": edition, "form": form, "without": Partner.objects.live().exclude(pk__in=reachable)}
    if not form.is_bound or not form.is_valid() or "back" in request.POST:
        status = 400 if form.is_bound and form.errors else 200
        return render(request, "actions/transmissions/transmit.html", context, status=status)
    chosen, due = form.chosen(), form.cleaned_data["due"]
    if "send" in request.POST:
        try:
            sent = transmitting.send(
                by=request.user,
                batch=form.cleaned_data["batch"],
                edition=edition,
                recipients=chosen,
                own=form.is_own,
                letter=form.letter(),
                due=due,
            )
        except WorkbookError as error:
            form.add_error(None, str(error))
            return render(request, "actions/transmissions/transmit.html", context, status=400)
        done = ngettext(
            "The edition is on its way to %(number)s partner.",
            "The edition is on its way to %(number)s partners.",
            len(sent),
        )
        messages.success(request, done % {"number": len(sent)})
        return redirect("actions:register", number)
    context["letters"] = [
        (
            partner,
            recipient,
            form.letter().filled(words_for(edition=edition, partner=partner, recipient=recipient, due=due)),
        )
        for partner, recipients in chosen.items()
        for recipient in recipients
    ]
    return render(request, "actions/transmissions/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, number):
    """Record that an edition reached a partner otherwise, and give the workbook for that."""
    edition = _edition(request.user, number)
    form = HandOverForm(request.POST or None, initial={"partner": request.GET.get("partner")})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            transmission = transmitting.hand_over(
                by=request.user,
                batch=data["batch"],
                edition=edition,
                partner=data["partner"],
                own=form.is_own,
                recipients=data["recipients"],
                due=data["due"],
                note=data["note"],
            )
        except WorkbookError as error:
            form.add_error(None, str(error))
        else:
            url = reverse("actions:workbook", args=[transmission.workbook.identity])
            said = _("It is in the register.")
            messages.success(
                request, format_html('{} <a class="alert-link" href="{}">{}</a>', said, url, _("Download the workbook"))
            )
            return redirect("actions:register", number)
    context = {"edition": edition, "form": form}
    return render(request, "actions/transmissions/hand_over.html", context, status=400 if form.errors else 200)


@require_POST
def answer(request, pk):
    """Record an answer that came without a workbook that the application reads."""
    transmission = _transmission(request.user, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.transmission.answer(by=request.user, transmission=transmission, **form.cleaned_data)
        messages.success(request, _("The answer of %(partner)s is recorded.") % {"partner": transmission.partner})
    else:
        messages.error(request, _("This answer is not known: nothing was recorded."))
    return redirect("actions:register", transmission.edition.number)


@require_POST
@once
def remind(request, pk):
    """Write again, at once, to those who have not answered."""
    transmission = _transmission(request.user, pk)
    number = services.transmission.remind(by=request.user, transmission=transmission)
    if number:
        said = ngettext("%(number)s reminder waits to leave.", "%(number)s reminders wait to leave.", number)
        messages.success(request, said % {"number": number})
    else:
        messages.info(request, _("Nobody is left to remind."))
    return redirect("actions:register", transmission.edition.number)


@require_POST
def postpone(request, pk):
    """Await a workbook by another day."""
    transmission = _transmission(request.user, pk)
    form = PostponeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["due"]))
    elif services.transmission.postpone(by=request.user, transmission=transmission, **form.cleaned_data):
        words = {"partner": transmission.partner, "date": date_format(form.cleaned_data["due"])}
        messages.success(request, _("The workbook of %(partner)s is awaited by %(date)s.") % words)
    else:
        messages.info(request, _("%(partner)s answered meanwhile.") % {"partner": transmission.partner})
    return redirect("actions:register", transmission.edition.number)


def _transmission(user, pk):
    if not may_edit_actions(user):
        raise PermissionDenied
    return get_object_or_404(Transmission.objects.visible_to(user).select_related("edition", "partner"), pk=pk)
