"""The French of the interface is complete, and what runs is what was translated."""

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def french():
    return polib.pofile(str(CATALOGUE), check_for_duplicates=True)


def test_every_string_is_translated(french):
    assert len(french) > 100
    assert [entry.msgid for entry in french if not entry.translated() or entry.fuzzy] == []


def test_compiled_catalogue_is_in_step(french):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {key(entry): said(entry) for entry in compiled} == {key(entry): said(entry) for entry in french}


def test_catalogue_holds_every_string_of_the_source_and_no_other(french, tmp_path, monkeypatch, settings):
    """In a copy, since makemessages writes beside the templates while it works."""
    for name in ("gtm", "partners", "actions", "meetings", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["fr"], verbosity=0)
    source = polib.pofile(str(tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    assert {key(entry) for entry in source} - {key(entry) for entry in french} == set()
    assert {key(entry) for entry in french} - {key(entry) for entry in source} == set()


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def said(entry):
    return entry.msgstr, list(entry.msgstr_plural.values())
