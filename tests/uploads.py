"""Files as people send them to the admin's import, and the two steps of an import."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

FORMATS = ["xlsx", "csv"]


def xlsx(headings, *rows):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv(text):
    return text.encode("utf-8-sig")


def rows_of(data):
    """The rows of the first sheet of a workbook, as lists of values."""
    return [list(row) for row in load_workbook(BytesIO(data)).worksheets[0].values]


def url(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def preview(client, model, data, extension="xlsx"):
    """Send a file; nothing is saved."""
    file = SimpleUploadedFile(f"envoi.{extension}", data)
    return client.post(url(model, "import"), {"import_file": file, "format": FORMATS.index(extension), "resource": "0"})


def confirm(client, model, previewed):
    """Confirm the import that `previewed` showed, and follow to the page it ends on."""
    form = previewed.context["confirm_form"]
    return client.post(url(model, "process_import"), form.initial, follow=True)


def plain(text):
    """`text` with every space an ordinary one."""
    return " ".join(str(text).split())


def faults(response):
    """Why an import is refused: [(row, heading, sentence)], or the sentence about the whole file."""
    if errors := response.context["form"].errors:
        return [plain(sentence) for sentences in errors.values() for sentence in sentences]
    result = response.context["result"]
    assert not result.row_errors(), result.row_errors()
    return [plain(error.error) for error in result.base_errors] + [
        (row.number + 1, heading, plain(" ".join(sentences)))
        for row in result.invalid_rows
        for heading, sentences in row.error_dict.items()
    ]


def said(response):
    """The messages at the head of a page."""
    return [plain(message) for message in response.context["messages"]]
