"""What the browser loads: vendored, named in a README, from no other host, and nothing inline."""

import hashlib
import json
import re

import pytest
from django.conf import settings as configured
from django.core.management import call_command

ROOT = configured.BASE_DIR
VENDOR = ROOT / "gtm" / "static" / "vendor"
README = (VENDOR / "README.md").read_text()
OWN_CSS = [path for path in ROOT.glob("*/static/**/*.css") if VENDOR not in path.parents]
OWN_JS = [path for path in ROOT.glob("*/static/**/*.js") if VENDOR not in path.parents]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))


def named(path):
    return str(path.relative_to(ROOT))


def test_the_readme_names_every_vendored_file_with_its_sum():
    listed = {name: digest for digest, name in re.findall(r"`([0-9a-f]{64})` \| `(\S+)`", README)}
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "README.md"]
    assert listed == {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_every_vendored_package_has_its_licence():
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert (folder / "LICENSE").read_text().strip()
        assert f"`{folder.name}/`" in README


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = configured.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    # What other packages bring is theirs to test, and slow to compress.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "import_export"])
    return tmp_path


def test_the_files_are_collected_named_by_content_and_compressed(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert paths["gtm/gtm.css"] != "gtm/gtm.css"
    for name in ("gtm/gtm.css", "vendor/bootstrap/bootstrap.rtl.min.css", "vendor/htmx/htmx.min.js"):
        assert (collected / f"{paths[name]}.br").exists()


@pytest.mark.parametrize("path", [*OWN_CSS, *VENDOR.rglob("*.css")], ids=named)
def test_no_style_sheet_loads_from_elsewhere(path):
    css = path.read_text()
    assert "@import" not in css
    addresses = re.findall(r"url\(\s*[\"']?([^)\"']*)", css)
    assert [address for address in addresses if re.match(r"(https?:)?//", address)] == []


@pytest.mark.parametrize("path", OWN_CSS, ids=named)
def test_style_sheets_mirror_for_arabic(path):
    """No left and no right: logical properties only."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert re.findall(r"[^\n]*\b(?:left|right)\b[^\n]*", css) == []


@pytest.mark.parametrize("path", OWN_JS, ids=named)
def test_scripts_name_no_host_and_evaluate_nothing(path):
    assert re.findall(r"https?://|\beval\b|\bFunction\(|innerHTML|\.style\b", path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_load_nothing_from_elsewhere_and_hold_nothing_inline(path):
    html = path.read_text()
    assert re.findall(r"\b(?:src|href|action)=[\"'](?:https?:)?//[^\"']*", html) == []
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\s(?:style|on\w+|hx-on\S*)\s*=|\|\s*safe\b", html) == []
