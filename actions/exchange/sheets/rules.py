"""What the cells of the table accept, and how they colour themselves as they are filled in."""

from django.utils.translation import gettext as _
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from actions.columns import Kind
from actions.exchange.sheets import signs
from actions.models import JointAction
from gtm.lib import excel
from gtm.lib.excel import dress


def add(book, sheet, columns, imprint, last):
    """Add the rules of each column, for the rows from the second to `last`, and the hidden lists they point to."""
    letters = {column.name: get_column_letter(number) for number, column in enumerate(columns, 1)}
    lists = book.create_sheet(_("Lists"))
    lists.sheet_state = "hidden"
    head = imprint.table.head
    for column in columns:
        if validation := _validation(column, head, lists):
            validation.add(f"{letters[column.name]}2:{letters[column.name]}{last}")
            sheet.add_data_validation(validation)
    _colour_statuses(sheet, letters["status"], last)
    _mark_late(sheet, letters["end"], letters["status"], last, imprint.now)
    _part_axes(sheet, letters["axis"], get_column_letter(len(columns)), last)


def _validation(column, head, lists):
    options = {"allow_blank": True, "showErrorMessage": True, "errorTitle": _("This value does not fit")}
    if words := _closed_list(column, head):
        return DataValidation(
            "list", _append_list(lists, column.name, words), error=_("Choose from the list."), **options
        )
    match column.kind:
        case Kind.DATE:
            # Serial 1 is 1 January 1900, the first day that Excel knows.
            error = _("A date is written day/month/year, for example 24/12/2008.")
            return DataValidation("date", "1", operator="greaterThanOrEqual", error=error, **options)
        case Kind.AMOUNT:
            error = _("An amount is a number, from 0; its currency has its own column.")
            return DataValidation("decimal", "0", operator="greaterThanOrEqual", error=error, **options)
        case Kind.PERCENT:
            error = _("Progress is a percentage, from 0 to 100.")
            return DataValidation("decimal", "0", operator="between", formula2="1", error=error, **options)
    return None


def _closed_list(column, head):
    if column.choices:
        return [str(label) for label in column.choices.labels]
    if column.kind == Kind.BOOLEAN:
        return [column.format(True), column.format(False)]
    if column.name == "axis":
        return [head.names["axis"][axis] for axis in head.axes]
    return []


def _append_list(lists, name, words):
    """Write a list in the next column of the hidden sheet; return where it is."""
    number = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate([name, *words], 1):
        excel.write(lists.cell(row, number), word)
    letter = get_column_letter(number)
    return f"{quote_sheetname(lists.title)}!${letter}$2:${letter}${len(words) + 1}"


def _colour_statuses(sheet, status, last):
    for value, colours in signs.STATUS.items():
        rule = CellIsRule(
            "equal", [f'"{value.label}"'], font=Font(bold=True, color=colours.ink), fill=dress.fill(colours.paper)
        )
        sheet.conditional_formatting.add(f"{status}2:{status}{last}", rule)


def _mark_late(sheet, end, status, last, today):
    """Late as of the day of the workbook: the sheet stays true to the count on its cover."""
    is_open = ",".join(f'${status}2="{value.label}"' for value in JointAction.Status.open())
    rule = Rule(
        "expression",
        formula=[f"AND(ISNUMBER({end}2),{end}2<DATE({today.year},{today.month},{today.day}),OR({is_open}))"],
        dxf=DifferentialStyle(
            font=Font(bold=True, color=signs.LATE_INK), numFmt=NumberFormat(numFmtId=200, formatCode=signs.LATE_DATE)
        ),
    )
    sheet.conditional_formatting.add(f"{end}2:{end}{last}", rule)


def _part_axes(sheet, axis, last_letter, last):
    """A line between two axes, wherever sorting puts them."""
    rule = FormulaRule([f'AND(${axis}2<>${axis}1,${axis}2<>"")'], border=dress.grid(top=dress.BLUE))
    sheet.conditional_formatting.add(f"A2:{last_letter}{last}", rule)
