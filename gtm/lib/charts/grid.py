"""A grid of counts: rows against columns, each cell tinted by how much it holds."""

from dataclasses import dataclass, field

from django.utils.formats import localize

from gtm.lib.charts.drawing import LINE, SIZE, WIDTH, Drawing, measure, wrap

TINTS = 4
LABELS = 160  # how wide the column of labels is
NARROW = 75
HIGH = 28
SMALL, SMALL_LINE = 11, 12  # letters and lines of labels that would not fit
UPRIGHT = 130  # how long labels of columns may be


@dataclass
class Cell:
    """A count, with shares of it as pairs of a number and a tone."""

    value: int
    title: str = ""
    href: str = ""
    shares: list[tuple] = field(default_factory=list)
    tone: str = "tint"  # the family of its tint


def grid(rows, columns, legend=()):
    """A drawing of `rows`, triples of a label, an address and cells, below `columns`, pairs of a label and an address.

    Labels of narrow columns stand upright.
    """
    sheet = Drawing()
    y = sheet.legend(legend) if legend else 4
    wide = min((WIDTH - LABELS) / max(len(columns), 1), 130)
    y = (_heads if wide > NARROW else _turned_heads)(sheet, columns, wide, y)
    most = max((cell.value for _label, _href, cells in rows for cell in cells if cell.tone == "tint"), default=0)
    for label, href, cells in rows:
        with sheet.link(href, label):
            _label(sheet, label, y)
        for number, cell in enumerate(cells):
            _cell(sheet, cell, LABELS + number * wide, y, wide, most)
        y += HIGH
    return sheet


def _label(sheet, label, y):
    """A label beside its row: in a line of its own size if it fits, else in two small ones."""
    if measure(label, SIZE) <= LABELS - 12:
        sheet.text(LABELS - 8, y + HIGH / 2 + 4.5, label, "", "end")
        return
    lines = wrap(label, LABELS - 12, size=SMALL)
    for row, line in enumerate(lines):
        sheet.text(LABELS - 8, y + HIGH / 2 + 4 + (row - (len(lines) - 1) / 2) * SMALL_LINE, line, "small", "end")


def _heads(sheet, columns, wide, y):
    heads = [wrap(label, wide - 8, most=4) for label, _href in columns]
    deep = max(map(len, heads), default=0) * LINE
    for number, ((label, href), lines) in enumerate(zip(columns, heads, strict=True)):
        with sheet.link(href, label):
            for row, line in enumerate(lines):
                foot = y + deep - (len(lines) - row - 1) * LINE - 4
                sheet.text(LABELS + (number + 0.5) * wide, foot, line, "label", "middle")
    return y + deep + 6


def _turned_heads(sheet, columns, wide, y):
    names = [wrap(label, UPRIGHT, size=SMALL) for label, _href in columns]
    deep = max((measure(line, SMALL) for name in names for line in name), default=0) + 6
    for number, ((label, href), lines) in enumerate(zip(columns, names, strict=True)):
        with sheet.link(href, label):
            for row, line in enumerate(lines):
                x = LABELS + (number + 0.5) * wide + 4 + (row - (len(lines) - 1) / 2) * SMALL_LINE
                sheet.text(x, y + deep, line, "small", turn=-90)
    return y + deep + 6


def _cell(sheet, cell, x, y, wide, most):
    if not cell.value:
        sheet.rect(x + 1, y + 1, wide - 2, HIGH - 2, "empty")
        return
    level = f"{cell.tone}-{1 + (cell.value - 1) * TINTS // most}" if cell.tone == "tint" else cell.tone
    with sheet.link(cell.href, cell.title):
        sheet.rect(x + 1, y + 1, wide - 2, HIGH - 2, level)
        number = localize(cell.value)
        if not cell.shares:
            sheet.text(x + wide / 2, y + HIGH / 2 + 4.5, number, f"on-{level}", "middle")
            return
        sheet.text(x + 8, y + HIGH / 2 + 4.5, number, f"on-{level}")
        at, room = x + 34, wide - 34 - 8
        for share, tone in cell.shares:
            long = room * share / sum(number for number, _tone in cell.shares)
            sheet.rect(at, y + 8, long, HIGH - 16, tone)
            at += long
