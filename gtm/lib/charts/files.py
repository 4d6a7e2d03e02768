"""Pictures as files: one that holds its own style, and the same in pixels."""

import re
from pathlib import Path

import resvg_py
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from gtm.lib.charts.drawing import LINE, UNFIT, WIDTH, Drawing, wrap

# The rules that a page has too, up to what only a page needs: a file is on white paper and has no variables.
STYLE = Path(__file__).parents[2] / "static" / "gtm" / "charts.css"
ON_PAGES_ONLY = "/* On pages only"
FONTS = Path(__file__).parent / "fonts"
FONT = "Liberation Sans"
MARGIN = 24
ZOOM = 2.5


def _style():
    text = re.sub(r"/\*.*?\*/", "", STYLE.read_text().partition(ON_PAGES_ONLY)[0], flags=re.DOTALL)
    variables = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))
    rules = re.sub(r":root[^{]*\{.*?\}", "", text, flags=re.DOTALL)
    return " ".join(re.sub(r"var\((--[\w-]+)\)", lambda match: variables[match[1]], rules).split())


style = SimpleLazyObject(_style)


def svg(picture, foot):
    """The picture in a file of its own: title, description, the drawing and, at its `foot`, of when and for whom."""
    sheet = Drawing()
    y = 24
    for line in wrap(picture.title, WIDTH, 2, 20):
        sheet.text(0, y, line, "file-title")
        y += 26
    for line in wrap(picture.description, WIDTH, 3):
        sheet.text(0, y, line, "quiet")
        y += LINE
    top = y + 4
    y = top + picture.drawing.height + 12
    for line in [line for note in picture.notes for line in wrap(note, WIDTH, 3)]:
        y += LINE
        sheet.text(0, y, line, "quiet")
    sheet.text(0, y + 2 * LINE, foot, "quiet")
    wide, high = WIDTH + 2 * MARGIN, sheet.height + 2 * MARGIN
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{}" height="{}" viewBox="0 0 {} {}" role="img" '
        'direction="ltr" aria-labelledby="title" aria-describedby="desc"><title id="title">{}</title>'
        '<desc id="desc">{}</desc><style>{}</style><rect class="paper" width="{}" height="{}"/>'
        '<g transform="translate({} {})">{}<g transform="translate(0 {})">{}</g></g></svg>',
        *(wide, high, wide, high),
        *(UNFIT.sub("\ufffd", text) for text in (picture.title, f"{picture.description} {foot}")),
        str(style),
        *(wide, high),
        *(MARGIN, MARGIN, sheet.svg(with_links=False)),
        *(top, picture.drawing.svg(with_links=False)),
    )


def png(picture, foot):
    """The same in pixels, in letters that every machine has: those beside this file."""
    return resvg_py.svg_to_bytes(
        svg_string=str(svg(picture, foot)),
        zoom=ZOOM,
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family=FONT,
        sans_serif_family=FONT,
    )
