"""Take the pictures of the README: `make screenshots`, on a demonstration of its own.

The workbook is drawn by LibreOffice and poppler-utils.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
PORT = 8017
ADDRESS = f"http://127.0.0.1:{PORT}"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Name, address, window, light or dark: what the secretariat sees, and what a focal point does.
SHOTS = [
    ("table", "/actions/", DESK, "light"),
    ("table-dark", "/actions/?partner=emploi", DESK, "dark"),
    ("table-phone", "/actions/?partner=emploi", PHONE, "light"),
    ("action", "/actions/A5-04/", DESK, "light"),
    ("partners", "/partners/", DESK, "light"),
    ("desk", "/", DESK, "light"),
    ("pictures", "/pictures/", DESK, "light"),
    ("meeting", "/meetings/2008-12-24/", DESK, "light"),
    ("agenda", f"/meetings/{date.today() + timedelta(days=21)}/agenda/", DESK, "light"),
    ("notes", "/meetings/2008-12-24/hold/", DESK, "light"),
    ("review", "/actions/changes/1/?show=all", DESK, "light"),
]
SHOTS_OF_FOCAL_POINT = [("mine", "/actions/mine/", DESK, "light"), ("mine-phone", "/actions/mine/", PHONE, "light")]


def main():
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DEMO": "1",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
        }
        for command in ("migrate", "createcachetable", "load_reference", "load_demo"):
            manage(command, environment)
        subprocess.run([sys.executable, "-m", "docs.circulation"], cwd=ROOT, env=environment, check=True)
        take_workbook(Path(folder), environment)
        serve = [sys.executable, "-u", "manage.py", "serve", f"--port={PORT}"]
        with subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
            server.stdout.readline()  # It says when it is open.
            try:
                take_pages()
            finally:
                server.terminate()
                server.wait()


def manage(command, environment, *arguments):
    order = [sys.executable, "manage.py", command, *arguments]
    subprocess.run(order, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def take_pages():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for person, shots in (("secretariat", SHOTS), ("emploi", SHOTS_OF_FOCAL_POINT)):
            page = browser.new_page(locale="fr-FR")
            page.goto(ADDRESS)
            page.get_by_label("E-mail").fill(f"{person}@gtm.example")
            page.get_by_label("Mot de passe").fill("demonstration-gtm")
            page.get_by_role("button", name="Se connecter").click()
            for name, path, window, scheme in shots:
                page.set_viewport_size(window)
                page.emulate_media(color_scheme=scheme)
                page.goto(ADDRESS + path, wait_until="networkidle")
                page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


def take_workbook(folder, environment):
    """Its second page, where the sheet *Tableau* begins."""
    manage("export_table", environment, str(folder / "table.xlsx"))
    for command in (
        ["soffice", "--headless", "--convert-to", "pdf", "table.xlsx"],
        ["pdftoppm", "-f", "2", "-r", "90", "-png", "-singlefile", "table.pdf", PICTURES / "workbook"],
    ):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
