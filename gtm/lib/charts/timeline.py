"""Spans of time and moments in lanes, under a scale of years, with today."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format, localize

from gtm.lib.charts.drawing import LINE, SIZE, WIDTH, Drawing, cut, measure, wrap

LABELS, ROW = 190, 20
BELOW = 11  # what moments below spans add to their row
ROOM = WIDTH - LABELS - 10


@dataclass
class Span:
    """From a day to a day; without one it is open on that side. `value` is written into it, if there is one."""

    start: date | None
    end: date | None
    tone: str
    title: str
    href: str = ""
    label: str = ""
    value: int | None = None


@dataclass
class Moment:
    """A day."""

    day: date
    tone: str
    title: str
    href: str = ""


@dataclass
class Lane:
    """A heading, rows of spans and the moments that belong to each: pairs of spans and moments."""

    label: str
    rows: list[tuple[list[Span], list[Moment]]] = field(default_factory=list)
    href: str = ""


def timeline(lanes, *, today, today_label, first, last, legend=()):
    """A drawing of `lanes` from the day `first` to the day `last`."""
    sheet = Drawing()
    top = sheet.legend(
        legend, diamonds={moment.tone for lane in lanes for _spans, held in lane.rows for moment in held}
    )
    days = max((last - first).days, 1)

    def at(day):
        return LABELS + ROOM * min(max((day - first).days, 0), days) / days

    years = range(first.year, last.year + 1)
    step = 1 + len(years) // 12
    head = top + LINE
    bottom = head + 8 + sum(map(_height, lanes))
    for year in years[::step]:
        x = at(date(year, 1, 1))
        if year > first.year or date(year, 1, 1) == first:
            sheet.line(x, head - 10, x, bottom, "rule")
        if x + measure(str(year), SIZE) + 4 <= WIDTH:
            sheet.text(x + 4, head, str(year), "quiet")
    if first <= today <= last:  # behind what it would hide
        x = at(today)
        sheet.line(x, head + 4, x, bottom, "today")
        anchor = "end" if x > WIDTH - 120 else "start"
        words = f"{today_label} {date_format(today)}"
        sheet.text(x + (-4 if anchor == "end" else 4), bottom + LINE, words, "today-label", anchor)
    y = head + 8
    for lane in lanes:
        y = _lane(sheet, lane, y, at)
    sheet.reach(bottom + LINE + 4)
    return sheet


def _label(lane):
    return wrap(lane.label, LABELS - 14)


def _deep(spans, moments):
    """How deep a row is: moments lie below spans, whose words they would hide."""
    return ROW + BELOW * bool(spans and moments)


def _height(lane):
    return 10 + max(sum(_deep(*row) for row in lane.rows), len(_label(lane)) * ROW)


def _lane(sheet, lane, y, at):
    sheet.line(0, y, WIDTH, y, "rule")
    with sheet.link(lane.href, lane.label):
        for number, line in enumerate(_label(lane)):
            sheet.text(0, y + 16 + number * ROW * 0.8, line, "strong")
    foot = y + _height(lane)
    y += 5
    for spans, moments in lane.rows:
        for span in spans:
            _span(sheet, span, y, at)
        for moment in moments:
            with sheet.link(moment.href, moment.title):
                sheet.diamond(at(moment.day), y + ROW / 2 + (ROW / 2 + 2) * bool(spans), moment.tone, 5)
        y += _deep(spans, moments)
    return foot


def _span(sheet, span, y, at):
    x = at(span.start) if span.start else float(LABELS)
    to = at(span.end) if span.end else WIDTH - 10.0
    long = max(to - x, 3.0)
    with sheet.link(span.href, span.title):
        sheet.rect(x, y + 2, long, ROW - 4, span.tone)
        words = span.label if span.value is None else localize(span.value)
        if words and measure(words[:12], 11) <= long - 4:
            anchor, place = ("middle", x + long / 2) if span.value is not None else ("start", x + 4)
            sheet.text(place, y + ROW / 2 + 4, cut(words, long - 4, 11), f"small on-{span.tone}", anchor)
