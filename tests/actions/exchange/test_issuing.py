"""What leaves can be written again as it was; it says which one it is, and who may change what."""

import io
from datetime import date, timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from actions import services
from actions.columns import BY_NAME, circulated_columns
from actions.exchange import identity, issuing
from actions.exchange.identity import checksum
from actions.models import IssuedWorkbook, JointAction, Snapshot
from actions.snapshots import FrozenTable, LiveTable
from gtm.lib import excel
from tests import factories

DUE = date(2030, 1, 31)


@pytest.fixture
def action(partner_a, partner_b):
    return factories.make_action(
        partner_a,
        [partner_b],
        reference="A1-01",
        title="Étude",
        places="Rabat",
        budget=Decimal("1250.50"),
        currency="MAD",
    )


@pytest.fixture
def edition(secretary, action):
    factories.make_action(reference="A1-02", title="Colloque", end="2008-12-24", internal_notes="narvalus")
    return services.freeze(by=secretary, remarks="Lire d’abord l’axe 1.")


def written(issued):
    file = io.BytesIO()
    issuing.write(issued, file)
    return file


def opened(issued):
    return load_workbook(written(issued))


def column(sheet, name):
    """The letter of a column of the sheet Tableau by its name in the code."""
    place = [known.name for known in circulated_columns()].index(name)
    return sheet.cell(1, place + 1).column_letter


def change(secretary, action, **values):
    changes = [services.Change(action.pk, BY_NAME[name], value) for name, value in values.items()]
    services.save(by=secretary, channel="form", changes=changes)


def upset(secretary, action, partner_a, partner_b):
    """Change all that a workbook might draw on."""
    change(secretary, action, title="Autre titre", places="")
    partner_a.acronym, partner_a.name = "ZZZ", "Renommé"
    partner_a.save()
    partner_b.archived_at = timezone.now()
    partner_b.save()
    action.axis.title = "Autre axe"
    action.axis.archived_at = timezone.now()
    action.axis.save()
    JointAction.objects.update(archived_at=timezone.now())
    factories.make_axis(9)
    factories.make_partner("NEW")


def test_an_extract_is_written_again_byte_by_byte(secretary, action, partner_a, partner_b):
    first = io.BytesIO()
    issued = issuing.extract(JointAction.objects.live(), by=secretary, file=first, description="Axe : 1")
    upset(secretary, action, partner_a, partner_b)
    issued = IssuedWorkbook.objects.get(pk=issued.pk)
    assert written(issued).getvalue() == first.getvalue()


def test_a_marked_workbook_of_an_edition_is_written_again_byte_by_byte(
    secretary, action, edition, partner_a, partner_b, monkeypatch
):
    change(secretary, action, places="Fès")
    second = services.freeze(by=secretary)
    first = io.BytesIO()
    issuing.issue(by=secretary, file=first, edition=second, partner=partner_a, compared_with=edition, due=DUE)
    upset(secretary, action, partner_a, partner_b)
    later = timezone.now() + timedelta(days=4000)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert written(IssuedWorkbook.objects.get(partner=partner_a)).getvalue() == first.getvalue()


def test_the_rows_are_kept_as_they_were_written(secretary, action, django_assert_max_num_queries):
    live = list(LiveTable(JointAction.objects.live()))
    with django_assert_max_num_queries(22):
        issued = issuing.extract(JointAction.objects.live(), by=secretary, file=io.BytesIO())
    assert list(FrozenTable(issued.snapshot)) == live


def test_nothing_is_in_the_ledger_that_could_not_be_written(secretary):
    factories.make_action(reference="A1-01")
    JointAction.objects.update(remarks="é" * 40_000)  # no form would take it
    with pytest.raises(issuing.WorkbookError, match="A1-01"):
        issuing.extract(JointAction.objects.live(), by=secretary, file=io.BytesIO())
    assert not IssuedWorkbook.objects.exists()
    assert not Snapshot.objects.exists()


def test_both_ways_give_the_same_workbook(secretary, action, edition, partner_a, monkeypatch):
    """All that shows of every cell of every sheet, its lock and its note."""
    change(secretary, action, places="=1+1", remarks="  deux\nlignes _x0041_ & <b>")
    issued = issuing.issue(
        by=secretary, edition=services.freeze(by=secretary), partner=partner_a, compared_with=edition
    )
    spliced = look(opened(issued))
    monkeypatch.setattr(excel, "Rows", lambda sheet, scratch: excel.PlainRows(sheet))
    assert look(opened(issued)) == spliced


def look(workbook):
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.data_type,
            cell.number_format,
            cell.quotePrefix,
            cell.alignment.wrap_text,
            cell.alignment.horizontal,
            cell.protection.locked,
            cell.fill.start_color.rgb,
            cell.font.name,
            cell.border.left and cell.border.left.style,
            cell.comment and (cell.comment.text, cell.comment.author, cell.comment.height),
        )
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
    } | {
        (sheet.title, number): dimension.height
        for sheet in workbook
        for number, dimension in sheet.row_dimensions.items()
    }


def test_it_says_twice_which_one_it_is(edition, partner_a):
    issued = issuing.issue(by=None, edition=edition, partner=partner_a)
    workbook = opened(issued)
    properties = {held.name: held.value for held in workbook.custom_doc_props.props}
    lines = dict(workbook[identity.SHEET].values)
    assert properties[identity.PROPERTY] == lines.pop(identity.PROPERTY) == str(issued.identity)
    assert workbook[identity.SHEET].sheet_state == "hidden"
    headings = [cell.value for cell in workbook["Tableau"][1]]
    assert list(lines) == edition_columns(edition)
    assert list(lines.values()) == headings[:-2]


def edition_columns(edition):
    return FrozenTable(edition.snapshot).head.columns


def test_each_row_hides_its_key_and_checksum(edition):
    sheet = opened(issuing.issue(by=None, edition=edition))["Tableau"]
    *_columns, key, total = sheet[1]
    assert (key.value, total.value) == (identity.KEY, identity.CHECKSUM)
    assert all(sheet.column_dimensions[cell.column_letter].hidden for cell in (key, total))
    rows = list(FrozenTable(edition.snapshot))
    found = [(row[-2].value, row[-1].value, row[-2].number_format) for row in sheet.iter_rows(min_row=2)]
    assert found == [(str(row.key), checksum(row.values), "@") for row in rows]
    assert len({total for _key, total, _format in found}) == 2


def locks(sheet, row):
    """The names of the columns whose cell in `row` is open."""
    return {
        known.name for known, cell in zip(circulated_columns(), sheet[row], strict=False) if not cell.protection.locked
    }


def test_a_partner_finds_her_rows_open_and_the_others_locked(edition, partner_a, partner_b):
    editable = {known.name for known in circulated_columns() if known.partner_may_edit}
    for partner in (partner_a, partner_b):
        sheet = opened(issuing.issue(by=None, edition=edition, partner=partner))["Tableau"]
        assert (locks(sheet, 2), locks(sheet, 3)) == (editable, set())
        assert sheet.protection.sheet
        assert not sheet.protection.password
        allowed = sheet.protection
        assert not any(
            [allowed.autoFilter, allowed.sort, allowed.formatColumns, allowed.formatRows, allowed.formatCells]
        )
    outsider = factories.make_partner("OUT")
    sheet = opened(issuing.issue(by=None, edition=edition, partner=outsider))["Tableau"]
    assert (locks(sheet, 2), locks(sheet, 3)) == (set(), set())


def test_new_rows_are_open_in_every_column_that_can_be_filled_in(edition, partner_a):
    sheet = opened(issuing.issue(by=None, edition=edition, partner=partner_a))["Tableau"]
    for known in circulated_columns():
        blank = sheet.column_dimensions[column(sheet, known.name)]
        assert blank.protection.locked == (not known.is_editable), known.name


def test_without_an_addressee_nothing_is_protected(edition):
    sheet = opened(issuing.issue(by=None, edition=edition))["Tableau"]
    assert not sheet.protection.sheet
    assert locks(sheet, 2) == {known.name for known in circulated_columns() if known.is_editable}


def test_changed_cells_are_marked_with_what_they_were(secretary, action, edition, partner_a):
    change(secretary, action, places="Fès", budget=None, currency="", description="Neuf")
    factories.make_action(reference="A1-03")
    JointAction.objects.filter(reference="A1-02").update(archived_at=timezone.now())
    second = services.freeze(by=secretary)
    workbook = opened(issuing.issue(by=None, edition=second, partner=partner_a, compared_with=edition))
    sheet = workbook["Tableau"]
    notes = {cell.coordinate: cell.comment for row in sheet.iter_rows() for cell in row if cell.comment}
    marked = {name: f"{column(sheet, name)}2" for name in ("places", "budget", "currency", "description")}
    assert set(notes) == {*marked.values(), "A3"}
    assert notes[marked["places"]].text.endswith("Rabat")
    assert "1250,50" in notes[marked["budget"]].text.replace("\u202f", "").replace("\xa0", "")
    assert all("1" in note.text and note.author == workbook.properties.creator for note in notes.values())
    fills = {sheet[place].fill.start_color.rgb for place in notes}
    assert len(fills) == 1
    assert sheet["C2"].fill.start_color.rgb not in fills
    cover = "\n".join(str(cell.value) for cell in workbook.worksheets[0]["B"])
    assert "A1-02" in cover


def test_an_extract_is_marked_too_and_misses_no_row(secretary, action, edition):
    change(secretary, action, places="Fès")
    table = LiveTable(JointAction.objects.filter(pk=action.pk))
    first = io.BytesIO()
    issued = issuing.issue(by=secretary, file=first, table=table, compared_with=edition)
    assert written(issued).getvalue() == first.getvalue()
    workbook = opened(issued)
    sheet = workbook["Tableau"]
    assert [cell.coordinate for cell in sheet[2] if cell.comment] == [f"{column(sheet, 'places')}2"]
    assert "A1-02" not in "\n".join(str(cell.value) for cell in workbook.worksheets[0]["B"])


def test_a_long_previous_value_is_cut_in_its_note(secretary, action, edition):
    change(secretary, action, description="mot " * 1000)
    second = services.freeze(by=secretary)
    change(secretary, action, description="")
    third = services.freeze(by=secretary)
    sheet = opened(issuing.issue(by=None, edition=third, compared_with=second))["Tableau"]
    note = sheet[f"{column(sheet, 'description')}2"].comment
    assert note.text.endswith("mot  …")
    assert len(note.text) < 1100


def test_the_cover_says_of_which_edition_for_whom_and_by_when(edition, partner_a):
    issued = issuing.issue(by=None, edition=edition, partner=partner_a, due=DUE)
    cover = "\n".join(str(cell.value) for cell in opened(issued).worksheets[0]["B"])
    for said in ("AAA", "31 janvier 2030", "Lire d’abord l’axe 1."):
        assert said in cover


def test_internal_notes_are_nowhere(edition, partner_a, secretary):
    for partner in (None, partner_a):
        issued = issuing.issue(by=secretary, edition=edition, partner=partner, compared_with=edition)
        with ZipFile(written(issued)) as archive:
            assert not any(b"narvalus" in archive.read(name) for name in archive.namelist())


TEXTS = st.text(st.sampled_from("=+-@'\t\r\n\x01\x0b_x0D5Fa é😀ب<&>\"") | st.characters(exclude_categories=["Cs"]))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_every_kind_of_text_survives(db, texts):
    JointAction.objects.all().delete()
    axis = factories.make_axis(1)
    JointAction.objects.bulk_create(
        JointAction(axis=axis, reference=f"A1-{number:02}", title="…", remarks=text.replace("\0", ""))
        for number, text in enumerate(texts)
    )
    sheet = opened(issuing.issue(by=None, table=LiveTable(JointAction.objects.live())))["Tableau"]
    letter = column(sheet, "remarks")
    kept = [row.remarks for row in JointAction.objects.in_table_order()]
    assert [excel.decode(cell.value or "") for cell in sheet[letter][1:]] == [
        text.replace("\r\n", "\n") for text in kept
    ]
