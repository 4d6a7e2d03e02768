"""The minutes of an old meeting, read line by line: what is understood finds its place, the rest is kept to be shown.

Nothing is asked of the database and nothing is guessed: see meetings.minutes.resolving for who the participants are.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from pathlib import PurePath

from django.utils.translation import gettext as _

from gtm.lib import word_reading
from gtm.lib.files import MEGABYTE, RefusedError
from meetings.minutes import lines
from meetings.minutes.reader import Reader

MAX_SIZE = 10 * MEGABYTE
TEXTS = (".txt", ".md")
MAX_CHARACTERS, MAX_LINES = 500_000, 10_000  # 150 pages
MOST = 120  # parts of a meeting: each is a few fields of a form


def read_text(text):
    """The Minutes that a text holds; raises RefusedError."""
    _bound(len(text), text.count("\n"))
    return _read(lines.of_text(text))


def read_file(file):
    """The Minutes that an uploaded file holds, a Word document or a text; raises RefusedError."""
    if file.size > MAX_SIZE:
        raise RefusedError(
            _("“%(name)s” is larger than %(limit)s MB: take the pictures out of it, or paste its text.")
            % {"name": file.name, "limit": MAX_SIZE // MEGABYTE}
        )
    ending = PurePath(file.name).suffix.lower()
    if ending == ".docx":
        return read_document(file)
    if ending not in TEXTS:
        raise RefusedError(
            _("“%(name)s” is neither a Word document (.docx) nor a text (.txt, .md): save it as one of them.")
            % {"name": file.name}
        )
    return read_text(_decoded(file))


def _decoded(file):
    """The text of a file, as today's programs write it or as those of Windows did."""
    content = file.read()
    encodings = ["utf-16"] if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise RefusedError(_("“%(name)s” is not a text: save it as .txt or .docx again.") % {"name": file.name})


def read_document(file):
    """The Minutes that an uploaded Word document holds; raises RefusedError."""
    paragraphs = word_reading.paragraphs(file)
    runs = [run.words for paragraph in paragraphs for run in paragraph.runs]
    _bound(sum(map(len, runs)), len(paragraphs) + sum(words.count("\n") for words in runs))
    return _read(lines.of_document(paragraphs))


def _bound(characters, number_of_lines):
    if characters > MAX_CHARACTERS or number_of_lines > MAX_LINES:
        raise RefusedError(
            _(
                "This is longer than minutes are: keep to one meeting, of %(characters)s characters and %(lines)s "
                "lines at most."
            )
            % {"characters": MAX_CHARACTERS, "lines": MAX_LINES}
        )


def _read(found):
    reader = Reader()
    for line in found:
        if not reader.styled.take(line):
            reader.take(line)
    minutes = reader.finish()
    if not minutes.size and not minutes.date:
        raise RefusedError(
            _(
                "No minutes were found in it: headings such as “Date et lieu”, “Participants”, “Résumé du débat” and "
                "“Décisions prises” say where each part begins."
            )
        )
    if minutes.size > MOST:
        raise RefusedError(
            _(
                "These minutes have %(number)s participants, statements, points and decisions; "
                "%(limit)s at most are taken."
            )
            % {"number": minutes.size, "limit": MOST}
        )
    return minutes
