"""Minutes that leave as a Word document are read back to the letter, whatever they say."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.minutes import reading, template
from meetings.minutes.contents import Decision, Minutes, Participant, Point, Statement
from meetings.minutes.layout import Part
from meetings.minutes.styled import Styled
from tests.meetings.old_minutes import PARTS, SAID, SOURCE, differences, uploaded, written

ODD = ["Décisions prises :", "✓ ", "- ", "Objet : x", "M. A, Président du GTM a présenté", "أهداف المشروع", "« x »"]
ODD += ["''", '"', "<w:p/>", "&amp;", "{{ x }}", " ;", ".", "**x**", "\t", "Échéance : 1er mai 2009", "(excusé)"]
LETTERS = st.characters(blacklist_categories=["Cc", "Cs", "Cn"])
WORDS = st.lists(st.sampled_from(ODD) | st.text(LETTERS, max_size=8), min_size=1, max_size=4)


def stripped(pieces):
    return pieces.map(str.strip).filter(bool)


def joined(lines):
    return st.sampled_from(["\n", "\n\n", " "]).map(lambda between: between.join(lines))


LINE = stripped(WORDS.map("".join))
TEXT = st.lists(LINE, min_size=1, max_size=3).flatmap(joined)
EMPTY = st.just("")
DAYS = st.dates(date(1956, 1, 1), date(2100, 1, 1))
CAPACITIES = ["national", "gtm_member", "coordination", "guest"]
LISTED = st.lists(
    st.builds(
        Participant,
        LINE,
        st.sampled_from(CAPACITIES),
        st.sampled_from(["present", "excused", "absent", "invited"]),
    ),
    max_size=4,
).map(lambda listed: sorted(listed, key=lambda one: CAPACITIES.index(one.capacity)))
SPOKEN = st.builds(
    Statement, st.sampled_from(["opening", "presentation", "other"]), LINE | EMPTY, LINE, LINE | EMPTY, TEXT
)
MEETINGS = st.builds(
    Minutes,
    title=LINE,
    date=DAYS,
    place=LINE | EMPTY,
    author=LINE | EMPTY,
    participants=LISTED,
    statements=st.lists(SPOKEN, max_size=4),
    points=st.lists(st.builds(Point, TEXT), max_size=4),
    decisions=st.lists(st.builds(Decision, TEXT, LINE | EMPTY, DAYS | st.none()), max_size=4),
)


def back(minutes):
    """What is read of the document that is written of `minutes`."""
    return reading.read_document(uploaded(written(minutes)))


@settings(max_examples=20)
@given(MEETINGS)
def test_any_meeting_comes_back_as_it_was(minutes):
    read = back(minutes)
    assert differences(minutes, read) == []
    assert (read.introductions, read.unplaced) == ([], [])


@settings(max_examples=20)
@given(MEETINGS)
def test_any_meeting_comes_back_from_what_a_version_keeps(minutes):
    assert Minutes.of(json.loads(json.dumps(minutes.said))) == minutes


@pytest.fixture
def real():
    """The meeting of the source, in which every part that there may be says something."""
    read = reading.read_text(SOURCE)
    read.decisions[0] = replace(read.decisions[0], responsible="Le GTM", due=date(2009, 1, 31))
    read.participants[3] = replace(read.participants[3], presence="excused")
    read.participants.append(Participant("AMERM", "guest"))
    return read


def test_real_meeting_comes_back_as_it_was(real):
    assert differences(real, back(real)) == []


def restyled():
    """The template as the secretariat may style it: letterhead, another font, styles under other keys, one lost."""
    document, file = Document(BytesIO(template.original())), BytesIO()
    styles = document.styles
    styles[Part.POINT].font.name = "Georgia"
    styles[Part.DECISION].element.set(qn("w:styleId"), "Style7")
    styles.element.remove(styles[Part.SIGNATORY].element)
    document.paragraphs[0].insert_paragraph_before("ROYAUME DU MAROC")
    document.sections[0].header.paragraphs[0].text = "{{ objet }}"
    document.add_paragraph("Fait le {{ date }}")
    document.save(file)
    return file.getvalue()


def test_real_meeting_comes_back_from_a_restyled_template(real):
    content = written(real, restyled())
    assert differences(real, reading.read_document(uploaded(content))) == []
    document = Document(BytesIO(content))
    assert document.sections[0].header.paragraphs[0].text == real.title
    assert document.paragraphs[0].text == "ROYAUME DU MAROC"
    assert document.paragraphs[-1].text == "Fait le 24 décembre 2008"
    assert next(line for line in document.paragraphs if line.style.name == Part.POINT).style.font.name == "Georgia"


def bare(content):
    """The document as a program leaves it that knows nothing of styles."""
    document, file = Document(BytesIO(content)), BytesIO()
    for style in list(document.element.body.iter(qn("w:pStyle"), qn("w:rStyle"))):
        style.getparent().remove(style)
    document.save(file)
    return file.getvalue()


def test_real_meeting_comes_back_from_words_alone(real):
    content = bare(written(real))
    assert differences(real, reading.read_document(uploaded(content))) == []
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
    assert differences(real, reading.read_text(text)) == []


# Headings under which only what has a style of its own stands.
SILENT = {Part.TITLE, Part.PARTICIPANTS, Part.DEBATE, Part.DECISIONS}


@pytest.mark.parametrize("part", [part for part in Part if part not in SILENT])
def test_reader_that_drops_a_part_is_found(real, monkeypatch, part):
    real.statements.append(Statement("other", "Interventions du public", "Mme A", "AMERM", "Bonjour"))
    take = Styled.take
    monkeypatch.setattr(Styled, "take", lambda self, line: line.part == part or take(self, line))
    assert differences(real, back(real))


@pytest.mark.parametrize("name", SAID)
def test_comparison_sees_every_difference(real, name):
    value = getattr(real, name)
    other = replace(real, **{name: value[:-1] if name in PARTS or isinstance(value, str) else date(2009, 1, 1)})
    assert differences(real, other) == [name]
