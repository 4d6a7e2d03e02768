"""The slides of an edition: the strategic framework, the axes and their actions, in French.

They go with a call for proposals and to meetings, and say what the edition says, whatever the table says now.
"""

from io import BytesIO

from django.utils import formats, timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pptx.enum.text import PP_ALIGN

from actions.columns import BY_NAME
from actions.exchange.french import date
from actions.models import Orientation
from actions.snapshots import FrozenTable
from gtm.lib.excel.dress import BLUE, GREY, INK
from gtm.lib.slides import deck
from gtm.lib.slides.deck import PALE, WHITE, Text, put
from gtm.lib.slides.master import BODY, Box
from gtm.lib.slides.measure import fit
from gtm.lib.slides.tables import pages, table
from partners import services as mail

COLUMNS = {"reference": 80, "title": 406, "lead": 148, "period": 138, "status": 100}  # widths in points
SIZES = (18, 16, 14)  # of the letters in a table: the largest in which it fits on one slide, or else the last
MOST = 120  # actions of an axis: nobody looks at more of them on a wall
A_SLIDE = 8  # orientations, or axes


def write(call):
    """The slides of `call`, in bytes."""
    with translation.override("fr"):
        place = _("%(place)s, %(date)s") % {"place": call.place, "date": date(call.date)}
        said = _("Call for proposals %(reference)s") % {"reference": call.reference}
        slides = _Slides(call.edition, f"{call.reference} · {call.title}", call.title, said, place)
        slides.close(call)
        return slides.bytes()


def of_edition(edition, *, title, said, place):
    """The slides of `edition`, in bytes; the cover says for which occasion they are, in French."""
    with translation.override("fr"):
        return _Slides(edition, title, title, said, place).bytes()


class _Slides:
    """A deck in the making."""

    def __init__(self, edition, name, title, said, place):
        """`name` is the document's; the cover says the `title`, what is `said` of it, and the `place` and day."""
        self.table = FrozenTable(edition.snapshot)
        self.group = _("Thematic Group on Migration, Morocco")
        day = date(timezone.localdate(edition.frozen_at))
        self.edition = _("%(edition)s of the table of joint actions, %(date)s") % {"edition": edition, "date": day}
        self.made = deck.deck(title=name, author=self.group)
        self.actions = {key: [] for key in self.table.head.axes}
        for row in self.table:
            values = dict(zip(self.table.head.columns, row.values, strict=True))
            self.actions.setdefault(values["axis"], []).append(values)
        self._open(title, said, place)
        self._framework()
        self._axes()
        for axis in sorted(self.actions, key=int):
            self._axis(axis)

    def bytes(self):
        file = BytesIO()
        self.made.save(file)
        return file.getvalue()

    def _slide(self, title):
        return deck.slide(self.made, title, f"{self.group} · {self.edition}")

    def _open(self, title, said, place):
        slide = deck.cover(self.made, title, Box(80, 150, 800, 170))
        put(slide, Box(80, 90, 800, 40), Text(self.group, 18, color=WHITE))
        put(slide, Box(80, 336, 64, 4), fill=WHITE)
        put(
            slide,
            Box(80, 352, 800, 100),
            Text(said, 20, bold=True, color=WHITE),
            Text(place, 16, color=WHITE, gap=6),
            Text(self.edition, 16, color=WHITE, gap=4),
        )

    def _framework(self):
        """A card for each orientation that was not put away, or that an action serves, two abreast."""
        names = self.table.head.names["orientation"]
        kept = {str(orientation.number) for orientation in Orientation.objects.live()}
        kept |= {key for found in self.actions.values() for values in found for key in values.get("orientations") or ()}
        for shown in _parts(sorted(kept & names.keys(), key=int)):
            slide, gap, rows = self._slide(_("Strategic framework")), 20, -(-len(shown) // 2)
            wide, tall = (BODY.width - gap) / 2, min(150, (BODY.height - gap * (rows - 1)) / rows)
            for place, key in enumerate(shown):
                left, top = BODY.left + place % 2 * (wide + gap), BODY.top + place // 2 * (tall + gap)
                put(slide, Box(left, top, wide, tall), fill=PALE)
                put(slide, Box(left, top, 6, tall), fill=BLUE)
                put(slide, Box(left + 22, top, 60, tall), Text(key, 40, bold=True, color=BLUE))
                _fitting(slide, Box(left + 84, top + 6, wide - 100, tall - 12), _unnumbered(names[key], key), 20)

    def _axes(self):
        """A line for each axis, with the number of its actions as a bar."""
        most = max(map(len, self.actions.values()), default=0) or 1
        for shown in _parts(sorted(self.actions, key=int)):
            slide, tall = self._slide(_("The axes and their joint actions")), min(62, BODY.height / len(shown))
            for place, key in enumerate(shown):
                top, count = BODY.top + place * tall, len(self.actions[key])
                _badge(slide, Box(BODY.left, top + 6, 36, tall - 12), key)
                _fitting(slide, Box(BODY.left + 52, top + 3, 508, tall - 6), _unnumbered(self._name(key), key), 18)
                bar = Box(BODY.left + 580, top + tall / 2 - 6, 170, 12)
                put(slide, bar, fill=PALE)
                if count:
                    put(slide, bar._replace(width=bar.width * count / most), fill=BLUE)
                text = Text(_counted(count), 14, bold=bool(count), color=INK if count else GREY)
                put(slide, Box(BODY.left + 766, top, 106, tall), text)

    def _name(self, axis):
        return self.table.head.names["axis"].get(axis, axis)

    def _axis(self, axis):
        """The actions of an axis, on as many slides as they take."""
        name, found = self._name(axis), self.actions[axis]
        rows = [self._row(values) for values in found[:MOST]]
        if left_out := len(found[MOST:]):
            more = ngettext(
                "and %(number)s more action, which the workbook shows",
                "and %(number)s more actions, which the workbook shows",
                left_out,
            )
            rows.append(["…", more % {"number": formats.number_format(left_out)}, "", "", ""])
        headings = [_("Reference"), _("Joint action"), *map(capfirst, (_("lead"), _("period"), _("status")))]
        widths = list(COLUMNS.values())
        cut = {size: list(pages(rows, widths, size)) for size in SIZES}
        size = next((size for size, parts in cut.items() if len(parts) < 2), SIZES[-1])
        parts = cut[size]
        for number, part in enumerate(parts, start=1):
            title = f"{name} ({number}/{len(parts)})" if len(parts) > 1 else name
            table(self._slide(title), headings, part, widths, size)
        if not parts:
            said = _("No joint action stands under this axis yet: your proposals will be the first.")
            put(self._slide(name), BODY._replace(height=60), Text(said, 18, color=GREY))

    def _row(self, values):
        shown = ("reference", "title", "lead", "status")
        said = {name: self.table.text(BY_NAME[name], values.get(name)) for name in shown}
        said["period"] = _period(values.get("start"), values.get("end"))
        return [said[name] for name in COLUMNS]

    def close(self, call):
        """How to answer `call`, and by when."""
        slide = self._slide(_("How to submit a request"))
        steps = [
            _("Draw on the table of joint actions, which comes as a workbook, and on the strategic framework."),
            _("Say what is asked for: object, axis, purpose, expected results, needs and budget."),
            _("Address it to one or several United Nations agencies or to the IOM; name the other actors concerned."),
            _("Submit it on the page of this call, %(link)s, or hand it to the secretariat of the group.")
            % {"link": mail.link(call.get_absolute_url())},
        ]
        for number, step in enumerate(steps, start=1):
            top = BODY.top + (number - 1) * 66
            _badge(slide, Box(BODY.left, top + 6, 40, 40), str(number))
            _fitting(slide, Box(BODY.left + 58, top, 810, 54), step, 18)
        said = _("Requests are awaited by %(date)s.") % {"date": date(call.deadline)}
        panel = Box(BODY.left, BODY.top + 292, BODY.width, 72)
        put(slide, panel, Text(said, 24, bold=True, color=BLUE), fill=PALE, padding=20)


def _parts(keys):
    """So many as a slide holds."""
    return [keys[start : start + A_SLIDE] for start in range(0, len(keys), A_SLIDE)]


def _unnumbered(name, number):
    return name.removeprefix(f"{number}. ")


def _badge(slide, box, number):
    put(slide, box, Text(number, 18, bold=True, color=WHITE), fill=BLUE, align=PP_ALIGN.CENTER)


def _fitting(slide, box, words, largest):
    """Words as large as fits."""
    put(slide, box, Text(words, fit(words, box, range(largest, 8, -2))))


def _counted(count):
    said = ngettext("%(number)s action", "%(number)s actions", count)
    return said % {"number": formats.number_format(count)} if count else "–"


def _period(start, end):
    column = BY_NAME["start"]
    start, end = (column.format(column.load(day)) for day in (start, end))
    if start and end:
        return f"{start} – {end}"
    if start:
        return _("from %(date)s") % {"date": start}
    return _("until %(date)s") % {"date": end} if end else ""
