"""The minutes of 24 December 2008 as somebody may hand them in, and meetings to write minutes of."""

import re
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from meetings.minutes import template, writing

SOURCE = (settings.FIXTURE_DIRS[0] / "compte-rendu-2008-12-24.md").read_text(encoding="utf-8")
PARTS = ("participants", "statements", "points", "decisions")
SAID = ("title", "date", "place", "author", *PARTS)


def plain(markdown):
    """The text without its signs, as it stands on the clipboard after copying from Word."""
    return re.sub(r"^[#-]+ |\*\*| +$", "", markdown, flags=re.MULTILINE)


def document(markdown):
    """A Word document as people write it: bold labels, lists with ticks for bullets, no styles of ours."""
    made = Document()
    for line in filter(str.strip, markdown.split("\n")):
        bare = re.sub(r"^(#+|-) +", "", line).strip()
        style = "List Bullet" if line.startswith("- ") else None
        paragraph = made.add_paragraph(style=style)
        for number, words in enumerate(re.split(r"\*\*", bare.removeprefix("✓ ") if style else bare)):
            if words:
                paragraph.add_run(words).bold = number % 2 == 1 or line.startswith("#")
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def uploaded(content, name="compte-rendu.docx"):
    return SimpleUploadedFile(name, content)


def written(minutes, content=None):
    """The document of Minutes, in a template or in the original one."""
    return writing.write(minutes, content or template.original())


def differences(one, other):
    """The parts in which two Minutes are not the same."""
    return [name for name in SAID if getattr(one, name) != getattr(other, name)]
