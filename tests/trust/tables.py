"""Random tables, and what people and their programs do to a workbook on its way: for the round trip."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from hypothesis import strategies as st
from openpyxl import load_workbook

from actions.exchange import issuing
from actions.exchange.identity import KEY
from actions.exchange.plan import plan
from actions.exchange.recognise import recognise
from actions.models import Axis, ChangeSet, JointAction, Participation, Region
from actions.snapshots import LiveTable
from gtm.lib.excel.reading import read
from partners.models import Partner

SHEET = 1  # of the table
# What goes wrong in spreadsheets: signs that begin formulas, leading zeros, line breaks, other scripts, look-alikes.
STARTS = ["", "=", "+", "-", "@", "'", "=1+1", "0", "007", "_x0041_", "TRUE", "1e5", "12/24", "العربية ", "é", "<&>"]
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
WORDS = st.builds(
    lambda start, words: start + " ".join(words), st.sampled_from(STARTS), st.lists(LETTERS, min_size=1, max_size=4)
)
TEXTS = st.builds("\n".join, st.lists(WORDS, min_size=1, max_size=3))
DAYS = st.integers(0, 50_000).map(lambda days: date(1955, 1, 1) + timedelta(days))


@st.composite
def fields(draw):
    """The fields of an action, such as the form would take them."""
    start, end = sorted([draw(DAYS), draw(DAYS)])
    found = {
        "title": draw(WORDS)[:300],
        "description": draw(st.just("") | TEXTS),
        "places": draw(st.just("") | WORDS),
        "indicators": draw(st.just("") | TEXTS),
        "status": draw(st.sampled_from(JointAction.Status.values)),
        "progress": draw(st.none() | st.integers(0, 100)),
        "start": draw(st.sampled_from([None, start])),
        "end": draw(st.sampled_from([None, end])),
        "funding_secured": draw(st.sampled_from([None, True, False])),
    }
    if draw(st.booleans()):
        found["budget"] = Decimal(draw(st.integers(0, 10**13))) / 100
        found["currency"] = draw(st.sampled_from(JointAction.Currency.values))
    return found


TABLES = st.lists(
    st.tuples(fields(), st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Participation.Role.values)), max_size=5)),
    min_size=2,
    max_size=6,
)


def fill(table, partners, regions):
    """Put a table of `TABLES` in place of what there is."""
    ChangeSet.objects.all().delete()
    Participation.objects.all().delete()
    JointAction.regions.through.objects.all().delete()
    JointAction.objects.all().delete()
    axis = Axis.objects.first()
    for number, (values, parts) in enumerate(table, 1):
        action = JointAction.objects.create(reference=f"A1-{number:02}", axis=axis, **values)
        taken = set()
        for place, role in parts:
            if (place, role) not in taken and (role != "lead" or "lead" not in {one for _place, one in taken}):
                taken.add((place, role))
                Participation.objects.create(action=action, partner=partners[place], role=role)
        action.regions.set(regions[: number % 3])


def issue():
    """The workbook of the whole table: its entry in the ledger, and the file."""
    file = BytesIO()
    return issuing.issue(by=None, table=LiveTable(JointAction.objects.live()), file=file), file.getvalue()


class Tampered:
    """A workbook as somebody has it open; `draw` decides what becomes of it."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[SHEET]
        self.header = next(cell.row for row in self.sheet.iter_rows() for cell in row if cell.value == KEY)
        headings = {str(cell.value): cell.column for cell in self.sheet[self.header] if cell.value}
        lines = [[cell.value for cell in row[:2]] for row in self.book["GTM"].iter_rows()]
        self.places = {name: headings[heading] for name, heading in lines if heading in headings} | {KEY: headings[KEY]}

    @property
    def rows(self):
        return range(self.header + 1, self.sheet.max_row + 1)

    def cell(self, row, name):
        return self.sheet.cell(row, self.places[name])

    def find(self, key):
        return next(row for row in self.rows if str(self.cell(row, KEY).value) == str(key))

    def sort(self, order):
        values = [[cell.value for cell in self.sheet[row]] for row in self.rows]
        for row, place in zip(self.rows, order, strict=True):
            for cell, value in zip(self.sheet[row], values[place], strict=True):
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl would make a formula of it

    def hide(self, numbers):
        for row in self.rows:
            self.sheet.row_dimensions[row].hidden = row % 3 in numbers
        for name, place in self.places.items():
            self.sheet.column_dimensions[self.sheet.cell(1, place).column_letter].hidden = len(name) % 3 in numbers

    def push_down(self, number):
        self.sheet.insert_rows(1, number)
        self.header += number

    def turn_round(self):
        """The columns in the opposite order."""
        last = self.sheet.max_column
        for row in self.sheet.iter_rows(min_row=self.header):
            said = [(cell.value, copy(cell._style)) for cell in row][::-1]
            for cell, (value, style) in zip(row, said, strict=True):
                cell.value, cell._style = value, style
                if isinstance(value, str):
                    cell.data_type = "s"
        self.places = {name: last + 1 - place for name, place in self.places.items()}

    def retype_dates(self, how):
        for name in ("start", "end"):
            for row in self.rows:
                cell = self.cell(row, name)
                if cell.value:
                    cell.value = how(cell.value)
                    cell.number_format = "General"

    def retype_numbers(self):
        for row in self.rows:
            budget, progress = self.cell(row, "budget"), self.cell(row, "progress")
            if budget.value is not None:
                budget.value = f"{budget.value:,.2f}".replace(",", "\u202f").replace(".", ",")
            if progress.value is not None:
                progress.value = f"{progress.value:.0%}"

    def forget(self):
        """A sheet that was copied into a new file."""
        for sheet in self.book.worksheets:
            if sheet is not self.sheet:
                self.book.remove(sheet)
        self.book.custom_doc_props.props.clear()
        self.sheet.title = "Feuil1"

    def save(self):
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()


DATES = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f" {day.day}/{day.month}/{day.year:04}",
    lambda day: day,
]


@st.composite
def tamperings(draw):
    """[(method of Tampered, its arguments)] that change nothing."""
    found = []
    if draw(st.booleans()):
        found.append(("hide", draw(st.sets(st.integers(0, 2), max_size=2))))
    found.append(("retype_dates", draw(st.sampled_from(DATES))))
    if draw(st.booleans()):
        found.append(("retype_numbers",))
    if draw(st.booleans()):
        found.append(("turn_round",))
    if draw(st.booleans()):
        found.append(("push_down", draw(st.integers(1, 3))))
    if draw(st.integers(0, 3)) == 0:
        found.append(("forget",))
    return found


# New values of each kind, none of which any table holds already.
NUMBERS = st.integers(10**8, 10**9)
WORD = NUMBERS.map(lambda number: (f"=édité {number}", f"=édité {number}"))
LINES = NUMBERS.map(lambda number: (f"  édité\r\n{number} ", f"édité\n{number}"))
DAY = st.dates(date(2095, 1, 1), date(2099, 1, 1)).map(lambda day: (f"{day:%d/%m/%Y}", day.isoformat()))
# {column: (what is written, what it is stored as)}
EDITS = {"title": WORD, "places": WORD, "description": LINES, "indicators": LINES, "beneficiaries": LINES, "end": DAY}


def proposals(content, partner=None):
    """({(key, column): proposed}, kinds of the other rows, problems) of the change set that a file makes."""
    change_set = ChangeSet.objects.create(name="return.xlsx", partner=partner)
    plan(change_set, recognise(read(BytesIO(content), "return.xlsx")))
    rows = list(change_set.rows.prefetch_related("cells"))
    cells = {(row.action_id, cell.column): cell.error or cell.proposed for row in rows for cell in row.cells.all()}
    return cells, [row.kind for row in rows if row.kind != "changed"], change_set.report["problems"]


def cast():
    """Partners whose names spreadsheets might trip over, an axis and regions."""
    names = ["OIM", "=ONU; Femmes", "Ministère des MRE", "007"]
    partners = [
        Partner.objects.create(slug=f"p{number}", name=name, kind="un_agency") for number, name in enumerate(names)
    ]
    Axis.objects.get_or_create(number=1, defaults={"title": "Axe, avec des signes : « ; »"})
    regions = [Region.objects.create(code=code, name=f"Région {code}") for code in ("01", "02")]
    return partners, regions
