"""Bad files by name: one function for each kind, given the bytes of a good workbook; small all of them."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
TEXTS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XLSX_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

REFUSED, READ = {}, {}  # {name: function of the bytes of a workbook}


def refused(because):
    """Register a kind that must be refused with a sentence that says `because`."""

    def register(function):
        REFUSED[function.__name__] = (function, because)
        return function

    return register


def harmless(function):
    """Register a kind that looks bad, and has to be read as if nothing were."""
    READ[function.__name__] = function
    return function


def unpacked(data):
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, compression=ZIP_DEFLATED):
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed(data, part, old, new, count=-1):
    """The workbook with `old` made `new` in one part; a kind that changes nothing would prove nothing."""
    parts = unpacked(data)
    assert old in parts[part], f"{old} is not in {part}"
    return packed(parts | {part: parts[part].replace(old, new, count)})


def with_part(data, part, content):
    return packed(unpacked(data) | {part: content})


def with_rows(data, rows):
    return with_part(data, SHEET, f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def in_rows(data, more):
    """`more` behind the last row of the first sheet."""
    return changed(data, SHEET, b"</sheetData>", more + b"</sheetData>")


# Other kinds of file ----------------------------------------------------------------------------------------


@refused("empty")
def nothing(_data):
    return b""


@refused("empty")
def only_zeros(_data):
    return bytes(5000)


@refused(".xls)")
def old_excel(_data):
    return OLE + "Workbook".encode("utf-16-le") + bytes(500)


@refused("password")
def encrypted(_data):
    return OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@refused("text document")
def old_word(_data):
    return OLE + "WordDocument".encode("utf-16-le") + bytes(500)


@refused("PDF")
def pdf(_data):
    return b"%PDF-1.4\n%%EOF\n"


@refused("picture")
def picture(_data):
    return b"\x89PNG\r\n\x1a\n" + bytes(20)


@refused("web page")
def web_page(_data):
    return b"\xef\xbb\xbf <HTML><table><tr><td>1</td></tr></table></HTML>"


@refused("XML")
def excel_2003_xml(_data):
    return b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@refused("OpenDocument")
def open_document(_data):
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<content/>"})


@refused("another kind")
def text_document(data):
    return changed(data, TYPES, XLSX_TYPE, XLSX_TYPE.replace(b"spreadsheetml.sheet", b"wordprocessingml.document"))


@refused("another kind")
def zip_of_something(_data):
    return packed({"lettre.txt": "Bonjour"})


@refused("another kind")
def noise(_data):
    return b"\x01\x02\x03" * 1000


@refused("macros")
def macros_by_type(data):
    return changed(data, TYPES, XLSX_TYPE, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


@refused("macros")
def macros_by_part(data):
    return with_part(data, "xl/vbaProject.bin", b"x")


@refused("binary")
def binary_workbook(data):
    return changed(data, TYPES, XLSX_TYPE, b"application/vnd.ms-excel.sheet.binary.macroEnabled.main".replace(
        b".macroEnabled", b""))  # fmt: skip


@refused("Strict")
def strict(data):
    transitional = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return changed(data, RELATIONS, transitional, b"http://purl.oclc.org/ooxml/officeDocument/relationships")


# Archives ---------------------------------------------------------------------------------------------------


@refused("cut short")
def truncated(data):
    return data[: len(data) // 2]


@refused("cut short")
def without_its_last_bytes(data):
    return data[:-30]


@refused("zip")
def part_twice(data):
    parts = unpacked(data)
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr(SHEET.upper(), parts[SHEET])
    return file.getvalue()


@refused("..")
def path_upwards(data):
    return with_part(data, "../../etc/passwd", b"x")


@refused("damaged")
def path_from_the_root(data):
    return with_part(data, "/etc/passwd", b"x")


@refused("damaged")
def path_with_backslashes(data):
    return with_part(data, "xl\\..\\evil.xml", b"x")


@refused("damaged")
def unusual_compression(data):
    return packed(unpacked(data), ZIP_BZIP2)


@refused("password")
def encrypted_parts(data):
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + struct.pack("<H", 1) + data[at + 10 :]


def _central(data, part):
    """Where the archive's table of contents speaks of `part`."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(part)] != part.encode():
        at = data.index(b"PK\x01\x02", at + 1)
    return at


@refused("damaged")
def size_that_lies(data):
    at = _central(data, SHEET)
    return data[: at + 24] + struct.pack("<I", 100) + data[at + 28 :]


@refused("more than")
def size_beyond_all(data):
    at = _central(data, SHEET)
    return data[: at + 24] + struct.pack("<I", 0xFFFFFFF0) + data[at + 28 :]


@refused("damaged")
def checksum_that_lies(data):
    at = _central(data, SHEET)
    return data[: at + 16] + struct.pack("<I", 12345) + data[at + 20 :]


@refused("cut short")
def zip64_that_lies(data):
    at = data.rindex(b"PK\x05\x06")
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**40, 2**40)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    return data[:at] + end64 + locator + data[at:]


@refused("zip")
def parts_without_number(data):
    return packed(unpacked(data) | {f"xl/media/{number}.png": b"" for number in range(5_000)}, ZIP_STORED)


@refused("zip")
def parts_that_share_their_bytes(data):
    """Every entry of the table of contents leads to one kernel of zeros."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = kernel.compress(bytes(2**21)) + kernel.flush()
    checksum = zlib.crc32(bytes(2**21))
    name = b"a"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, checksum, len(content), 2**21, 1, 0) + name
    entry = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, checksum, len(content), 2**21, 1, 0, 0, 0, 0, 0, 0
        )
        + bytes([97 + number])
        for number in range(20)
    )
    body = local + content
    return body + entry + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 20, 20, len(entry), len(body), 0)


def _bomb(part):
    return lambda data: with_part(data, part, unpacked(data)[part] + b" " * (80 * 2**20))


for _part in (SHEET, STYLES, TEXTS, WORKBOOK, TYPES, "docProps/custom.xml"):
    REFUSED[f"bomb_in_{_part}"] = (_bomb(_part), "unpacks to more")


# XML --------------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@refused("document type")
def laughs(data):
    content = unpacked(data)[SHEET].decode().partition("?>")[2] or unpacked(data)[SHEET].decode()
    return with_part(data, SHEET, LAUGHS + content.replace("<sheetData>", "<sheetData>&c;"))


@refused("document type")
def laughs_in_utf_16(data):
    content = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<sst xmlns="{MAIN}">{"<si><t>&c;</t></si>" * 50}</sst>'
    return with_part(data, TEXTS, content.encode("utf-16"))


@refused("document type")
def file_from_outside(data):
    text = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Types/>'
    return with_part(data, TYPES, text)


@refused("damaged")
def invalid_utf_8(data):
    return changed(data, TEXTS, b"</t>", b"\xff\xfe</t>", 1)


@refused("damaged")
def unknown_encoding(data):
    return with_part(data, SHEET, b'<?xml version="1.0" encoding="rot13"?>' + unpacked(data)[SHEET])


@refused("damaged")
def deep_nesting(data):
    return changed(data, SHEET, b"<sheetData>", b"<x>" * 200_000 + b"</x>" * 200_000 + b"<sheetData>")


@refused("damaged")
def deep_nesting_in_a_cell(data):
    return in_rows(data, b'<row r="90"><c r="A90"><extLst>' + b"<x>" * 200_000 + b"</x>" * 200_000
                   + b"</extLst></c></row>")  # fmt: skip


@refused("more than")
def quadratic_token(data):
    return changed(data, SHEET, b"<sheetData>", b"<!--" + b"-a" * 3_000_000 + b"--><sheetData>")


@refused("damaged")
def many_attributes(data):
    return changed(data, SHEET, b"<sheetData>",
                   b"<x " + b" ".join(b'a%d=""' % n for n in range(60_000)) + b"/><sheetData><nonsense/>")  # fmt: skip


@refused("damaged")
def sheet_that_ends_early(data):
    return with_part(data, SHEET, unpacked(data)[SHEET][:-40])


@refused("damaged")
def sheet_without_rows(data):
    return with_part(data, SHEET, f'<worksheet xmlns="{MAIN}"/>')


@refused("damaged")
def rows_of_another_kind(data):
    return with_rows(data, '<y:row xmlns:y="urn:y" r="1"/>')


@refused("damaged")
def cell_in_a_cell(data):
    return with_rows(data, "<row><c><c><v>1</v></c></c></row>")


@refused("damaged")
def row_in_a_row(data):
    return with_rows(data, "<row><row/></row>")


@refused("damaged")
def text_outside_of_cells(data):
    return with_rows(data, "<row><v>1</v></row>")


# Workbooks --------------------------------------------------------------------------------------------------


@refused("missing")
def missing_sheet(data):
    parts = unpacked(data)
    del parts[SHEET]
    return packed(parts)


@refused("missing")
def relation_to_nowhere(data):
    return changed(data, RELATIONS, b"worksheets/sheet1.xml", b"../../../../../etc/passwd")


@refused("missing")
def sheet_on_another_host(data):
    outside = b'TargetMode="External" Target="http://example.org/worksheets/sheet1.xml"'
    return changed(data, RELATIONS, b'Target="worksheets/sheet1.xml"', outside)


@refused("damaged")
def one_sheet_many_times(data):
    content = unpacked(data)[WORKBOOK]
    at = content.index(b"<sheets>") + len(b"<sheets>")
    one = content[at : content.index(b"/>", at) + 2]
    again = b"".join(one.replace(b'name="', b'name="%d' % number, 1) for number in range(50))
    return changed(data, WORKBOOK, b"<sheets>", b"<sheets>" + again)


@refused("damaged")
def workbook_for_a_sheet(data):
    return changed(data, RELATIONS, b"worksheets/sheet1.xml", b"workbook.xml")


@refused("another kind")
def without_content_types(data):
    parts = unpacked(data)
    del parts[TYPES]
    return packed(parts)


@refused("no sheet")
def without_sheets(data):
    content = unpacked(data)[WORKBOOK]
    head, _, rest = content.partition(b"<sheets>")
    return with_part(data, WORKBOOK, head + b"<sheets>" + rest[rest.index(b"</sheets>") :])


@refused("more than")
def millions_of_formats(data):
    return changed(data, STYLES, b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>")


@refused("more than")
def long_styles(data):
    return with_part(data, STYLES, unpacked(data)[STYLES] + b" " * 5 * 2**20)


# Cells ------------------------------------------------------------------------------------------------------


def _cell(text):
    return lambda data: with_rows(data, f'<row r="5">{text}</row>')


BAD_CELLS = {
    "row_zero": ('<c r="A0"><v>1</v></c>', "A0"),
    "column_beyond_the_last": ('<c r="XFE5"><v>1</v></c>', "XFE5"),
    "cell_of_another_row": ('<c r="B6"><v>1</v></c>', "B6"),
    "cell_without_column": ('<c r="5"><v>1</v></c>', "Cell 5"),
    "cell_of_nonsense": ('<c r="Ⅷ٣"><v>1</v></c>', "Ⅷ٣"),
    "cell_twice": ('<c r="B5"><v>1</v></c><c r="B5"><v>2</v></c>', "B5"),
    "text_number_too_high": ('<c r="B5" t="s"><v>99999</v></c>', "B5"),
    "text_number_below_zero": ('<c r="B5" t="s"><v>-1</v></c>', "B5"),
    "text_number_endless": (f'<c r="B5" t="s"><v>{"9" * 9000}</v></c>', "B5"),
    "format_number_too_high": ('<c r="B5" s="99999"><v>1</v></c>', "B5"),
    "unknown_kind": ('<c r="B5" t="zz"><v>1</v></c>', "B5"),
    "text_too_long": (f'<c r="B5" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c>', "B5"),
    "text_too_long_in_pieces": (f'<c r="B5" t="inlineStr"><is>{"<r><t>aaaa</t></r>" * 10_000}</is></c>', "B5"),
    "too_many_columns": ('<c r="XFD5"><v>1</v></c>', "columns"),
}
for _name, (_text, _because) in BAD_CELLS.items():
    REFUSED[_name] = (_cell(_text), _because)


@refused("A1048577")
def row_beyond_the_last(data):
    return with_rows(data, '<row r="1048577"><c><v>1</v></c></row>')


@refused("damaged")
def row_of_nonsense(data):
    return with_rows(data, '<row r="1e5"><c><v>1</v></c></row>')


@refused("damaged")
def row_twice(data):
    return with_rows(data, '<row r="4"><c><v>1</v></c></row><row r="4"><c r="B4"><v>1</v></c></row>')


@refused("rows or")
def too_many_rows(data):
    return with_rows(data, "<row><c><v>1</v></c></row>" * 200_000)


@refused("more than can be read")
def long_text_in_every_cell(data):
    parts = unpacked(data) | {TEXTS: f'<sst xmlns="{MAIN}"><si><t>{"a" * 30_000}</t></si>{"<si/>" * 50}</sst>'}
    return with_rows(packed(parts), "<row>" + '<c t="s"><v>0</v></c>' * 900 + "</row>" + (
        "<row>" + '<c t="s"><v>0</v></c>' * 900 + "</row>") * 20)  # fmt: skip


@refused("unpacks")
def quarter_of_a_gigabyte_of_cells(data):
    return with_rows(data, "<row>" + "<c/>" * 6_000_000 + "</row>")


@refused("more than a table needs")
def endless_merges(data):
    return changed(data, SHEET, b"</sheetData>", b'</sheetData><mergeCells>' + b'<mergeCell ref="A1"/>' * 200_000
                   + b"</mergeCells>")  # fmt: skip


@refused("damaged")
def merge_of_nonsense(data):
    return changed(data, SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A0:B2"/></mergeCells>')


@refused("shorten")
def shared_text_too_long(data):
    return changed(data, TEXTS, b"</t>", b"a" * 40_000 + b"</t>", 1)


# Looks bad, and is read ------------------------------------------------------------------------------------


@harmless
def wrong_dimension(data):
    return changed(data, SHEET, b'<dimension ref="', b'<dimension ref="A1:A2" was="', 1)


@harmless
def rows_of_nothing(data):
    return in_rows(data, b"<row/>" * 100_000)


@harmless
def styled_cells_far_away(data):
    return in_rows(data, b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')


@harmless
def long_comment(data):
    return changed(data, SHEET, b"<sheetData>", b"<!--" + b"a" * 500_000 + b"--><sheetData>")


@harmless
def unknown_parts(data):
    return with_part(data, "xl/embeddings/evil.bin", b"\0" * 100)


@harmless
def strange_extensions(data):
    return changed(data, SHEET, b"</sheetData>", b'</sheetData><extLst><ext uri="{1}"><y/></ext></extLst>')


@harmless
def links_elsewhere(data):
    more = b'<Relationship Id="rIdX" Type="x/externalLink" Target="file:///etc/passwd" TargetMode="External"/>'
    return changed(data, RELATIONS, b"</Relationships>", more + b"</Relationships>")
