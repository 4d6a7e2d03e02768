"""A workbook with a cell of each kind. `python -m tests.gtm.lib.samples` keeps it, and as LibreOffice saves it."""

import subprocess
import sys
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils.datetime import CALENDAR_MAC_1904

FOLDER = Path(__file__).parent / "workbooks"
SINCE = {"1900": None, "1904": CALENDAR_MAC_1904}
ROWS = [
    ["Référence", "Intitulé", "Début", "Montant"],
    ["A-001", "Accents é ç œ, سلام, 🙂", date(2008, 12, 24), 1250.5],
    ["007", "=SUM(A1) en texte", datetime(2020, 2, 29, 13, 45), 40],
    [None, None, None, None],
    [True, False, time(9, 30), -3],
    ["deux\nlignes", "  espaces  ", date(1999, 1, 1), 0.12],
    ["_x000D_ en toutes lettres", "<&>\"'", None, 1e-7],
]


def workbook(since="1900"):
    """The bytes of a workbook of ROWS and, hidden, of keys, with a property, notes, merged and hidden cells."""
    book = Workbook()
    if SINCE[since]:
        book.epoch = SINCE[since]
    sheet = book.active
    sheet.title = "Tableau d’actions"
    for number, values in enumerate(ROWS, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            cell.value = value.replace("_x000D_", "_x005F_x000D_") if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            elif type(value) is date:
                cell.number_format = "dd/mm/yyyy"
    sheet["D6"].number_format = "0 %"
    sheet["B2"].comment = Comment("À revoir avec Rabat", "Alice")
    sheet["A9"] = "Total"
    sheet.merge_cells("A9:C10")
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    keys = book.create_sheet("clés")
    keys.append(["identité", "x" * 3000])
    keys.sheet_state = "veryHidden"
    book.custom_doc_props.append(StringProperty(name="gtm:edition", value="Édition 1 & 2"))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def main():
    (FOLDER / "openpyxl-1900.xlsx").write_bytes(workbook())
    with TemporaryDirectory() as folder:
        for since in SINCE:
            source = Path(folder) / f"libreoffice-{since}.xlsx"
            source.write_bytes(workbook(since))
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
                 "--outdir", FOLDER, source],
                check=True, stdout=sys.stderr,
            )  # fmt: skip


if __name__ == "__main__":
    main()
