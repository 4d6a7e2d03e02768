"""Bars that lie one below the other, each made of parts."""

from dataclasses import dataclass

from django.utils.formats import localize

from gtm.lib.charts.drawing import LINE, SIZE, WIDTH, Drawing, measure, wrap

LABELS = 220  # how wide the column of labels is
TOTALS = 130  # and that of the totals
THICK, GAP = 22, 10


@dataclass
class Part:
    """So much of a bar; `title` says all of it in words."""

    value: float
    tone: str
    title: str
    href: str = ""


@dataclass
class Bar:
    """A label and its parts; `total` is what stands at the end, if not their sum."""

    label: str
    parts: list[Part]
    href: str = ""
    total: str = ""
    level: str = ""  # another class of the label: of the rest, say
    title: str = ""


def bars(rows, legend=()):
    """A drawing of `rows`, the longest of which takes all the room."""
    sheet = Drawing()
    return draw(sheet, rows, sheet.legend(legend) if legend else 4)


def draw(sheet, rows, y):
    """Put the bars on `sheet` from `y` down."""
    longest = max((sum(part.value for part in bar.parts) for bar in rows), default=0)
    scale = (WIDTH - LABELS - TOTALS) / float(longest) if longest else 0
    for bar in rows:
        y = _bar(sheet, bar, y, scale)
    return sheet


def _bar(sheet, bar, y, scale):
    labels = wrap(bar.label, LABELS - 14)
    high = max(THICK, LINE * len(labels) + 2)
    with sheet.link(bar.href, bar.title or bar.label):
        for number, line in enumerate(labels):
            foot = y + high / 2 + 4.5 + (number - (len(labels) - 1) / 2) * LINE
            sheet.text(LABELS - 8, foot, line, f"label {bar.level}".strip(), "end")
    x, top = float(LABELS), y + (high - THICK) / 2
    for part in bar.parts:
        if not part.value:
            continue
        long, number = float(part.value) * scale, localize(part.value)
        with sheet.link(part.href, part.title):
            sheet.rect(x, top, max(long, 1.0), THICK, part.tone)
            if len(bar.parts) > 1 and measure(number, SIZE) + 6 <= long:
                sheet.text(x + long / 2, top + 15.5, number, f"on-{part.tone}", "middle")
        x += long
    total = bar.total or localize(sum(part.value for part in bar.parts))
    sheet.text(x + 7, top + 15.5, total, "total")
    sheet.reach(y + high)
    return y + high + GAP
