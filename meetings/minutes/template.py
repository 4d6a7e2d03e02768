"""The Word document into which minutes are written: the one that the secretariat styled last, or the original one."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docx import Document
from docx.oxml.ns import qn

from gtm.lib import word, word_template
from gtm.lib.files import MEGABYTE, RefusedError
from gtm.lib.word import Piece
from gtm.lib.word_directions import words
from meetings.minutes import styles
from meetings.models import MinutesTemplate

# Written by `manage.py make_minutes_template`.
ORIGINAL = Path(__file__).parent / "templates" / "compte-rendu.docx"
MAX_SIZE = 4 * MEGABYTE  # it goes with each mail
# What a template may name, and what stands there; the first has a paragraph of its own.
NAMES = {
    "compte_rendu": gettext_lazy("The minutes, from their title to the signature"),
    "objet": gettext_lazy("The subject of the meeting"),
    "date": gettext_lazy("The date of the meeting"),
}
PLACE = "\ue000compte-rendu\ue000"


class Sheet:
    """A template with the place where minutes are written, paragraph after paragraph."""

    def __init__(self, content, *, title, subject, date):
        values = {"compte_rendu": PLACE, "objet": subject, "date": date}
        author = _("Thematic Group on Migration, Morocco")
        filled = word_template.fill(content, values, title=title, author=author)
        self.document = Document(BytesIO(filled))
        self.keys = styles.complete(self.document)
        self.place = _place(self.document)

    def add(self, style, *pieces):
        """Write a paragraph; styles are given by their names."""
        keyed = [piece if isinstance(piece, str) else self._keyed(piece) for piece in pieces]
        word.paragraph(self.document, *keyed, style=self.keys[style], before=self.place)

    def table(self, headings, rows, shares):
        word.table(self.document, headings, rows, shares, before=self.place)

    def _keyed(self, piece):
        return piece._replace(style=self.keys[piece.style]) if piece.style else piece

    def bytes(self):
        """The document, without the place."""
        if self.place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            self.place.getparent().remove(self.place)
        else:
            for run in self.place.findall(qn("w:r")):
                self.place.remove(run)
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()


def _place(document):
    """The paragraph in the place of which minutes are written; raises RefusedError."""
    found = [line for line in document.element.body.iter(qn("w:p")) if words(line).strip() == PLACE]
    if len(found) != 1:
        raise RefusedError(
            _("Write {{ compte_rendu }} once in the text of the template, in a paragraph of its own: minutes go there.")
        )
    return found[0]


def in_use():
    """The MinutesTemplate that was added last, or None where the original one is still used."""
    return MinutesTemplate.objects.in_use()


def content(template):
    """The content of a MinutesTemplate, or of the original one."""
    return bytes(template.content) if template else original()


@cache
def original():
    """The template that the application brings."""
    return ORIGINAL.read_bytes()


def check(file, *, write, read, sample):
    """The content of an uploaded template in which the Minutes `sample` are written and read as they were.

    `write` and `read` do so. Raises RefusedError.
    """
    values = {"compte_rendu": PLACE, "objet": "Ωμέγα objet", "date": "Ωμέγα date"}
    found = word_template.check(file, sample=values, needed=["compte_rendu"])
    if len(found) > MAX_SIZE:
        raise RefusedError(
            _("“%(name)s” is larger than %(limit)s MB: it goes with each mail, so make its pictures smaller.")
            % {"name": file.name, "limit": MAX_SIZE // MEGABYTE}
        )
    try:
        again = read(ContentFile(write(sample, found), "compte-rendu.docx"))
    except RefusedError:
        raise
    except Exception as error:  # whatever python-docx stumbles over in somebody's file
        said = _("Minutes cannot be written into “%(name)s”: open it in Word and save it again.")
        raise RefusedError(said % {"name": file.name}) from error
    if again.said != sample.said:
        said = _("Minutes that are written into “%(name)s” are not read as they were: take the text around them out.")
        raise RefusedError(said % {"name": file.name})
    return found


def build():
    """The original template, to be saved."""
    group = _("Thematic Group on Migration, Morocco")
    document = word.document(title=_("Template of the minutes"), author=group, head=group, foot="{{ date }}")
    styles.complete(document)
    word.paragraph(document, Piece("{{ compte_rendu }}"))
    return document
