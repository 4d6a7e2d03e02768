"""Bad files, each by its name: refused with a sentence that says why, quickly and in little memory, or read in full."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation

from gtm.lib.excel.reading import WorkbookRefused, limits, read
from gtm.lib.excel.reading.xml import Parser
from tests.gtm.lib.hostile import READ, REFUSED
from tests.gtm.lib.samples import FOLDER

SECONDS, MEGABYTES = 2, 400
GOOD = (FOLDER / "libreoffice-1900.xlsx").read_bytes()
NAMES = [
    ("a.xls", ".xls"), ("a.XLSM", ".xlsm"), ("a.xlsb", ".xlsb"), ("a.ods", ".ods"), ("a.docx", "text document"),
    ("a.pdf", "PDF"), ("a.xltx", "template"),
]  # fmt: skip


@pytest.fixture(scope="module")
def measured():
    """{kind: (refusal or None, CPU seconds, megabytes at the peak)}, each read in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.gtm.lib.measured"],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


def test_every_kind_was_tried(measured):
    assert set(measured) == {*REFUSED, *READ}
    assert len(measured) >= 60


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_file_is_refused(measured, kind):
    sentence, seconds, megabytes = measured[kind]
    assert sentence is not None, "it was read"
    assert REFUSED[kind][1] in sentence
    assert "cannot be read: open it" not in sentence, "the last resort is for what nobody foresaw"
    assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), (seconds, megabytes)


@pytest.mark.parametrize("kind", READ)
def test_a_harmless_file_is_read_in_full(measured, kind):
    _sentence, seconds, megabytes = measured[kind]
    assert read(BytesIO(READ[kind](GOOD))).sheets == read(BytesIO(GOOD)).sheets
    assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), (seconds, megabytes)


@pytest.mark.parametrize(("name", "because"), NAMES)
def test_a_name_is_refused(name, because):
    with translation.override(None), pytest.raises(WorkbookRefused) as caught:
        read(BytesIO(GOOD), name)
    assert because in str(caught.value)


CONTROLS = {
    "MAX_TOKEN": "quadratic_token",
    "MAX_DEPTH": "deep_nesting",
    "MAX_ROWS": "too_many_rows",
    "MAX_COLUMNS": "too_many_columns",
    "MAX_CHARACTERS": "long_text_in_every_cell",
    "MAX_FORMATS": "millions_of_formats",
    "MAX_MERGED": "endless_merges",
    "MAX_SHORT_PART": "long_styles",
    "MAX_PARTS": "parts_without_number",
    "ALWAYS_UNPACKED": "bomb_in_xl/worksheets/sheet1.xml",
}


@pytest.mark.parametrize(("limit", "kind"), CONTROLS.items())
def test_without_its_limit_a_bad_file_gets_in(monkeypatch, limit, kind):
    monkeypatch.setattr(limits, limit, 10**12)
    monkeypatch.setattr(limits.Budget, "check", lambda budget: None)
    assert read(BytesIO(REFUSED[kind][0](GOOD))).sheets


def test_without_the_budget_nothing_stops_a_slow_file(monkeypatch):
    monkeypatch.setattr(limits, "thread_time", iter(range(0, 10**6, 100)).__next__)
    with translation.override(None), pytest.raises(WorkbookRefused, match="takes too long"):
        read(BytesIO(GOOD))
    monkeypatch.setattr(limits.Budget, "check", lambda budget: None)
    assert read(BytesIO(GOOD)).sheets


def test_without_the_guard_entities_are_expanded(monkeypatch):
    monkeypatch.setattr(Parser, "_declared", lambda *args: None)
    assert read(BytesIO(REFUSED["laughs_in_utf_16"][0](GOOD))).sheets[0].rows[0].cells[0] == "ha" * 16
