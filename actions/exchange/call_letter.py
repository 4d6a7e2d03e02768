"""The letter of a call for proposals, in French, from the template that the secretariat styled last in Word."""

from functools import cache
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.exchange.french import date
from actions.models import LetterTemplate
from gtm.lib import word_template
from gtm.lib.word_template import Lines

# Written by `manage.py make_letter_template`.
ORIGINAL = Path(__file__).parent / "templates" / "call.docx"

# What a template may name, and what stands there.
NAMES = {
    "reference": gettext_lazy("The reference of the call"),
    "date": gettext_lazy("The date of the letter"),
    "place": gettext_lazy("The place that stands before the date"),
    "addressee": gettext_lazy("To whom the letter goes, line by line"),
    "object": gettext_lazy("The object"),
    "text": gettext_lazy("The text, paragraph by paragraph"),
    "deadline": gettext_lazy("The day by which requests are awaited"),
    "annexes": gettext_lazy("What goes with the letter, a line each"),
    "signatory": gettext_lazy("Name and function of who signs"),
}
# A letter may do without the place.
NEEDED = [name for name in NAMES if name != "place"]


def write(call, template=None):
    """The letter of `call`, in bytes, from a LetterTemplate or else from the original one."""
    with translation.override("fr"):
        content = bytes(template.content) if template else original()
        author = _("Thematic Group on Migration, Morocco")
        return word_template.fill(content, _values(call), title=f"{call.reference} · {call.title}", author=author)


def _values(call):
    return {
        "reference": call.reference,
        "date": date(call.date),
        "place": call.place,
        "addressee": call.addressee,
        "object": call.title,
        "text": call.body,
        "deadline": date(call.deadline),
        "annexes": Lines(annexes(call.edition)),
        "signatory": call.signatory,
    }


def annexes(edition):
    """What goes with the letter, in words."""
    day = date(timezone.localdate(edition.frozen_at))
    return [
        _("Table of joint actions, edition %(number)s of %(date)s (Excel workbook)")
        % {"number": edition.number, "date": day},
        _("Strategic framework and joint actions (slides)"),
    ]


def in_use(user):
    """The LetterTemplate that was added last, or None where the original one is still used."""
    return LetterTemplate.objects.visible_to(user).select_related("added_by").first()


@cache
def original():
    """The template that the application brings."""
    return ORIGINAL.read_bytes()


def check(file):
    """The content of an uploaded template with which a letter can be written; raises RefusedError."""
    sample = {name: f"{name} Ωμέγα" for name in NAMES} | {"annexes": Lines(["annexe Άλφα", "annexe Βήτα"])}
    return word_template.check(file, sample=sample, needed=NEEDED)
