"""The file as a program reads it: well formed, in the order of the format, and without what must not leave."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree

from actions import services
from actions.exchange import issuing
from actions.models import JointAction
from tests import factories

CANARY = "CANARI-NOTE-INTERNE"
# ECMA-376, part 1, 18.3.1.99: the children of a worksheet, those that we write.
ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts",
]  # fmt: skip


def an_extract(actions, partner, by):
    file = BytesIO()
    issuing.extract(actions, by=None, file=file)
    return file


def a_marked_workbook(actions, partner, by):
    """Of an edition, for a partner, with locks and with notes on what changed since the one before."""
    before = services.freeze(by=by)
    actions.update(places="=1+1")
    file = BytesIO()
    issuing.issue(by=by, file=file, edition=services.freeze(by=by), partner=partner, compared_with=before)
    return file


@pytest.fixture(params=[an_extract, a_marked_workbook])
def parts(request, partner_a, secretary):
    """Every part of a workbook of a few rows, by name."""
    for title in ("=1+1", "Étude & <enquête>", "ورشة"):
        factories.make_action(partner_a, title=title, internal_notes=CANARY)
    with ZipFile(request.param(JointAction.objects.live(), partner_a, secretary)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def local(name):
    return name.rpartition("}")[2]


def sheets(parts):
    return {
        name: ElementTree.fromstring(data)
        for name, data in parts.items()
        if "worksheets/sheet" in name and "rels" not in name
    }


def test_every_part_is_well_formed(parts):
    for data in parts.values():
        ElementTree.fromstring(data)


def test_internal_notes_never_leave(parts):
    assert JointAction.objects.filter(internal_notes=CANARY).count() == 3
    leaks = [name for name, data in parts.items() if CANARY.encode() in data]
    assert leaks == []


def test_no_cell_holds_a_formula(parts):
    formulas = [name for name, root in sheets(parts).items() for element in root.iter() if local(element.tag) == "f"]
    assert formulas == []


def test_the_children_of_each_sheet_come_in_order(parts):
    for name, root in sheets(parts).items():
        places = [ORDER.index(local(child.tag)) for child in root]
        assert places == sorted(places), name


def test_rows_and_cells_come_once_and_in_order(parts):
    for name, root in sheets(parts).items():
        rows = [element for element in root.iter() if local(element.tag) == "row"]
        numbers = [int(row.get("r")) for row in rows]
        assert numbers == sorted(set(numbers)), name
        for row in rows:
            columns = [re.match("[A-Z]+", cell.get("r"))[0] for cell in row]
            assert columns == sorted(set(columns), key=lambda column: (len(column), column)), name


def test_every_style_of_a_cell_exists(parts):
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    count = len(next(element for element in styles if local(element.tag) == "cellXfs"))
    used = {int(cell.get("s", 0)) for root in sheets(parts).values() for cell in root.iter() if local(cell.tag) == "c"}
    assert max(used) < count


def test_every_part_has_a_type_and_every_link_a_target(parts):
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    named = {element.get("PartName") for element in types}
    by_extension = {element.get("Extension") for element in types}
    for name in parts:
        assert f"/{name}" in named or name.rpartition(".")[2] in by_extension, name
    for name in (name for name in parts if name.endswith(".rels")):
        folder = name.rpartition("_rels/")[0]
        for link in ElementTree.fromstring(parts[name]):
            target = link.get("Target")
            assert (target.lstrip("/") if target.startswith("/") else folder + target) in parts, (name, target)
            assert link.get("TargetMode") != "External"


def test_names_of_the_filter_and_the_repeated_titles_are_defined(parts):
    names = re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]+)<', parts["xl/workbook.xml"].decode())
    assert ("_xlnm.Print_Titles", "'Tableau'!$1:$1,'Tableau'!$A:$C") in names
    assert ("_xlnm._FilterDatabase", "'Tableau'!$A$1:$AC$4") in names


def test_messages_fit_into_the_limits_of_excel(parts):
    for root in sheets(parts).values():
        for validation in (element for element in root.iter() if local(element.tag) == "dataValidation"):
            assert len(validation.get("errorTitle")) <= 32
            assert len(validation.get("error")) <= 225
