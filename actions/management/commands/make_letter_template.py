"""`manage.py make_letter_template`: write the template of the letter of a call for proposals that comes with us."""

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from actions.exchange.call_letter import ORIGINAL
from gtm.lib import word
from gtm.lib.word import Piece


class Command(BaseCommand):
    help = "Write anew the template of the letter of a call for proposals. The secretariat restyles it in Word."

    def handle(self, **options):
        with translation.override("fr"):
            build().save(ORIGINAL)
        self.stdout.write(str(ORIGINAL))


def build():
    """The letter with names in the places of what each letter says."""
    group = _("Thematic Group on Migration, Morocco")
    document = word.document(title=_("Template of the letter"), author=group, head="", foot="{{ reference }}")
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = word.Pt(11), word.Pt(8)
    normal.paragraph_format.line_spacing = 1.15

    def line(*pieces, left=0, before=0, keep=False, space=None):
        word.paragraph(document, *pieces)
        written = document.paragraphs[-1].paragraph_format
        written.left_indent, written.space_before, written.keep_with_next = word.Cm(left), word.Pt(before), keep
        written.space_after = space if space is None else word.Pt(space)

    def said(label, name):
        return Piece(_("%(label)s: ") % {"label": label}, bold=True), name

    line(Piece(group, bold=True, color=word.BLUE), space=2)
    line(*said(_("Our reference"), "{{ reference }}"))
    line(_("%(place)s, %(date)s") % {"place": "{{ place }}", "date": "{{ date }}"}, left=9, before=8)
    line(Piece("{{ addressee }}", bold=True), left=9, before=8, space=20)
    line(*said(_("Object"), "{{ object }}"), space=2)
    line(*said(_("Requests awaited by"), "{{ deadline }}"), space=16)
    line("{{ text }}")
    line("{{ signatory }}", left=9, before=36, space=28)
    line(Piece(_("%(label)s: ") % {"label": _("Annexes")}, bold=True), keep=True, space=2)
    word.paragraph(document, "{%p for annex in annexes %}")
    line("–\u00a0{{ annex }}", left=0.5, space=2)
    word.paragraph(document, "{%p endfor %}")
    return document
