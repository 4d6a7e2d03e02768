"""A damaged workbook is read or refused, quickly, and loses no row: a fuzzer that breaks good ones at random.

``make trust`` breaks 10,000; every other run of the tests a small share of that.
"""

import logging
import os
import random
import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from time import thread_time

import openpyxl

from gtm.lib.excel.reading import Book, WorkbookRefused, read
from tests.gtm.lib.hostile import packed, unpacked
from tests.gtm.lib.samples import FOLDER

FILES = 10_000 if os.environ.get("TRUST") == "full" else 300
SECONDS = 2
GOOD = [path.read_bytes() for path in sorted(FOLDER.glob("*.xlsx"))]
CELLS = re.compile(r"worksheets/sheet|sharedStrings|styles|workbook\.xml|\.rels$|Content_Types")
TAG = re.compile(rb"<[^>]*>")
VALUE = re.compile(rb'"[^"]*"')
STRANGE = [b"", b"-1", b"0", b"99999999999999999999", b"NaN", b"A0", b"XFE1", b"A1:XFD1048576", b"\xff", b"\0",
           b"&x;", b"_xD800_", b"<c>", b"</row>", b"<![CDATA[", b"<!DOCTYPE a>", b"1e309", b"../../x"]  # fmt: skip


def broken(number):
    """The workbook number `number`: the good one, the same broken, and whether what holds its cells was left alone."""
    choose = random.Random(number)
    good = choose.choice(GOOD)
    if choose.random() < 0.3:
        return good, _bytes(choose, good), True
    parts = unpacked(good)
    part = choose.choice(sorted(parts))
    if choose.random() < 0.1:
        other = choose.choice(sorted(parts))
        return good, packed(parts | {part: parts[other], other: parts[part]}), False
    if choose.random() < 0.05:
        return good, packed({name: content for name, content in parts.items() if name != part}), False
    for _time in range(choose.choice([1, 1, 1, 5])):
        parts[part] = _xml(choose, parts[part])
    return good, packed(parts), not CELLS.search(part)


def _bytes(choose, data):
    """Some bytes changed, put in or taken away: the checksums of the archive tell where that matters."""
    for _time in range(choose.choice([1, 1, 3, 20])):
        at = choose.randrange(len(data))
        size = choose.choice([0, 1, 1, 1, 50])
        data = data[:at] + choose.randbytes(choose.choice([0, size])) + data[at + size :]
    return data


def _xml(choose, data):
    """A tag left out, doubled or moved, a value that makes no sense, or nonsense anywhere."""
    places = list((TAG if choose.random() < 0.5 else VALUE).finditer(data))
    if not places or choose.random() < 0.2:
        at = choose.randrange(len(data) + 1)
        return data[:at] + choose.choice(STRANGE) + data[at:]
    here, there = choose.choice(places), choose.choice(places)
    quoted = here[0].startswith(b'"')
    new = choose.choice([b"", here[0] * 2, there[0], b'"' + choose.choice(STRANGE) + b'"' if quoted else b"<x/>"])
    return data[: here.start()] + new + data[here.end() :]


def faults(reader, files):
    """What is wrong with `reader` (bytes → Book), and {outcome: how many files}."""
    found, outcomes = [], Counter()
    for number in range(files):
        good, bad, cells_intact = broken(number)
        start = thread_time()
        try:
            book = reader(bad)
        except WorkbookRefused:
            outcomes["refused"] += 1
        except Exception as error:
            found.append((number, repr(error)))
        else:
            outcomes["read"] += 1
            if not isinstance(book, Book):
                found.append((number, f"no book: {book}"))
            elif cells_intact:
                outcomes["compared"] += 1
                if _rows(book) != _rows(read(BytesIO(good))):
                    found.append((number, "rows differ"))
        if thread_time() - start > SECONDS:
            found.append((number, "slow"))
    return found, outcomes


def _rows(book):
    return [(sheet.title, sheet.rows) for sheet in book.sheets]


def guarded(data):
    return read(BytesIO(data))


def test_a_broken_workbook_is_read_in_full_or_refused(caplog):
    with caplog.at_level(logging.ERROR, "gtm.lib.excel.reading"):
        found, outcomes = faults(guarded, FILES)

    print(f"\n{FILES} broken workbooks: {dict(outcomes)}, {len(found)} faults")
    assert found == []
    assert [record.exc_info for record in caplog.records] == [], "each kind of fault is foreseen"
    assert outcomes["refused"] + outcomes["read"] == FILES
    assert min(outcomes[outcome] for outcome in ("refused", "read", "compared")) > FILES / 20


def test_a_reader_that_drops_a_row_is_found_out():
    def careless(data):
        book = guarded(data)
        return replace(book, sheets=[replace(sheet, rows=sheet.rows[:-1]) for sheet in book.sheets])

    assert {fault for _number, fault in faults(careless, 100)[0]} == {"rows differ"}


def test_a_reader_that_lets_out_other_exceptions_is_found_out():
    def plain(data):
        openpyxl.load_workbook(BytesIO(data))
        return guarded(data)

    assert len({fault.partition("(")[0] for _number, fault in faults(plain, 200)[0]}) > 3
