"""Old minutes, read from a text or a document: what is understood, and what is shown because it is not."""

from contextlib import suppress
from datetime import date
from io import BytesIO
from itertools import groupby
from time import thread_time

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from gtm.lib.files import RefusedError
from meetings.minutes import reading, words
from meetings.minutes.contents import Decision, Participant
from meetings.minutes.reading import read_file, read_text
from tests.attachments import PDF
from tests.meetings.old_minutes import SOURCE, document, plain, uploaded, written

HANDED_IN = {
    "markdown": lambda: read_text(SOURCE),
    "markdown file": lambda: read_file(uploaded(SOURCE.encode(), "cr.md")),
    "text": lambda: read_text(plain(SOURCE)),
    "Windows text": lambda: read_text(plain(SOURCE).replace("\n", "\r\n")),
    "text without blank lines": lambda: read_text("\n".join(filter(None, plain(SOURCE).split("\n")))),
    "text file": lambda: read_file(uploaded(plain(SOURCE).encode("utf-8-sig"), "CR.TXT")),
    "text file of Notepad": lambda: read_file(uploaded(plain(SOURCE).encode("utf-16"), "cr.txt")),
    "text file of old Windows": lambda: read_file(uploaded(plain(SOURCE).replace("✓", "-").encode("cp1252"), "cr.txt")),
    "document": lambda: read_file(uploaded(document(SOURCE))),
}


@pytest.mark.parametrize("handed_in", HANDED_IN.values(), ids=HANDED_IN)
def test_source_yields_all_that_it_says(handed_in):
    minutes = handed_in()
    assert minutes.title == "Réunion du groupe thématique migration (GTM) avec les partenaires nationaux"
    assert minutes.date == date(2008, 12, 24)
    assert minutes.place == "Siège du Ministère des Affaires Etrangères et de la Coopération (MAEC)"
    assert minutes.author == "Naïma Senhadji, GTM"
    groups = groupby(minutes.participants, lambda one: (one.capacity, one.presence))
    assert [(*group, len(list(listed))) for group, listed in groups] == [
        ("national", "present", 9),
        ("gtm_member", "present", 9),
        ("coordination", "present", 1),
    ]
    assert minutes.participants[-1].name == "Coordonnateur Résident du SNU – Maroc"
    assert [(one.kind, one.speaker, one.speaker_function) for one in minutes.statements] == [
        ("opening", "M. Youssef Amrani", "Secrétaire Général du MAEC"),
        ("opening", "M. Mourad Wahba", "Coordonnateur du Système des Nations Unies au Maroc"),
        ("presentation", "M. Johannes van der Klaauw", "Président du GTM"),
    ]
    # A page's end cut this sentence in two.
    assert "la coopération au développement avec certains pays africains" in minutes.statements[0].text
    assert len(minutes.points) == 9
    assert len(minutes.decisions) == 4
    assert minutes.unplaced == []
    assert len(minutes.introductions) == 2


def test_every_letter_of_the_source_is_somewhere():
    minutes = read_text(SOURCE)
    left = " ".join(SOURCE.replace("*", " ").replace("\n", " ").split())
    said = [one.name for one in minutes.participants] + [one.text for one in minutes.statements]
    said += [one.text for one in minutes.points + minutes.decisions] + minutes.introductions
    said += [words for one in minutes.statements[:2] for words in (f"{one.speaker}, {one.speaker_function}", one.title)]
    said += [minutes.statements[2].title, minutes.place[1:], minutes.title[1:]]
    for words_ in sorted(said, key=len, reverse=True):
        left = left.replace(words_, "|")
    assert " ".join("".join(char if char.isalnum() else " " for char in left).split()) == (
        "COMPTE RENDU DE REUNION Objet r Date et lieu 24 décembre 2008 au s Participants Partenaires nationaux "
        "Membres du GTM Et le Résumé du débat Décisions prises Naïma Senhadji GTM"
    )


# What other minutes do --------------------------------------------------------------------------


def test_line_that_finds_no_place_is_kept():
    minutes = read_text("Royaume du Maroc\n\n" + SOURCE)
    assert minutes.unplaced == ["Royaume du Maroc"]


@pytest.mark.parametrize(
    ("written", "day", "place"),
    [
        ("24 décembre 2008 au siège du MAEC.", date(2008, 12, 24), "Siège du MAEC"),
        ("Le mercredi 1er avril 2009, à Rabat", date(2009, 4, 1), "Rabat"),
        ("3 fevrier 2010 à l’hôtel Farah", date(2010, 2, 3), "Hôtel Farah"),
        ("12/03/2009 – Rabat", date(2009, 3, 12), "Rabat"),
        ("2009-03-12", date(2009, 3, 12), ""),
        ("Rabat, le 12 mars 2009", date(2009, 3, 12), "Rabat"),
        ("31 février 2009, Rabat", None, "31 février 2009, Rabat"),
    ],
)
def test_date_and_place(written, day, place):
    minutes = read_text(f"Objet : x\nDate et lieu : {written}\nParticipants :\nPNUD")
    assert (minutes.date, minutes.place) == (day, place)


def test_date_and_place_on_lines_of_their_own():
    minutes = read_text("Date : 12 mars 2009\nLieu : au siège du PNUD\nParticipants : PNUD ; HCR (excusé) ; BIT.")
    assert (minutes.date, minutes.place) == (date(2009, 3, 12), "Siège du PNUD")
    assert minutes.participants == [
        Participant("PNUD"),
        Participant("HCR", presence="excused"),
        Participant("BIT"),
    ]


def test_groups_of_participants():
    minutes = read_text(
        "Participants :\nPartenaires nationaux :\n- MAEC\nExcusés :\n- Ministère de la Santé\nInvités : AMERM\n"
        "Et le Coordonnateur Résident (absent)"
    )
    assert minutes.participants == [
        Participant("MAEC", "national"),
        Participant("Ministère de la Santé", "national", "excused"),
        Participant("AMERM", "guest"),
        Participant("Coordonnateur Résident", "coordination", "absent"),
    ]


def test_decision_with_who_answers_for_it_and_by_when():
    minutes = read_text(
        "Décisions prises :\n- Écrire ;\nResponsable : le GTM · Échéance : 30 juin 2009\n- Attendre\n"
        "Échéance : bientôt\n- Suivre."
    )
    assert minutes.decisions == [
        Decision("Écrire", "le GTM", date(2009, 6, 30)),
        Decision("Attendre"),
        Decision("Suivre."),
    ]
    assert minutes.unplaced == ["bientôt"]


def test_sentence_cut_by_the_end_of_a_page_or_of_a_line_is_one():
    minutes = read_text(
        "Décisions :\n\n- Le groupe demande à tous les partenaires de la région d’écrire au Ministère de\nl’Intérieur"
        " avant la prochaine réunion, et de le faire savoir ensuite au groupe de\nRabat ;\n\n- Le groupe attend les\n"
        "\nréponses.\n"
    )
    assert [one.text for one in minutes.decisions] == [
        "Le groupe demande à tous les partenaires de la région d’écrire au Ministère de l’Intérieur"
        " avant la prochaine réunion, et de le faire savoir ensuite au groupe de Rabat",
        "Le groupe attend les réponses.",
    ]


def test_paragraphs_of_a_statement_stay_apart():
    [one] = read_text("Ouverture :\n\n✓ Mme A, Présidente : Bonjour.\n\nElle a salué le public.").statements
    assert (one.speaker, one.speaker_function) == ("Mme A", "Présidente")
    assert one.text == "Bonjour.\n\nElle a salué le public."


def test_short_line_that_is_no_signature_stays_a_decision():
    minutes = read_text("Décisions :\nÉcrire au MAEC.\nDiffuser le tableau\nRéunir le groupe en mars 2009 à Rabat.")
    assert [one.text for one in minutes.decisions] == [
        "Écrire au MAEC.",
        "Diffuser le tableau",
        "Réunir le groupe en mars 2009 à Rabat.",
    ]
    assert minutes.author == ""


def test_text_in_which_a_heading_is_quoted_is_no_heading():
    [point] = read_text("Résumé du débat :\n- Objet : la migration ;").points
    assert point.text == "Objet : la migration"


# What is refused --------------------------------------------------------------------------------

TOO_MANY = "Décisions :\n" + "- Une décision ;\n" * (reading.MOST + 1)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: read_text("Bonjour"), "“Participants”"),
        (lambda: read_text("x" * (reading.MAX_CHARACTERS + 1)), "500000"),
        (lambda: read_text(TOO_MANY), "121"),
        (lambda: read_file(uploaded(b"x" * (reading.MAX_SIZE + 1), "cr.txt")), "10"),
        (lambda: read_file(uploaded(PDF, "cr.pdf")), "cr.pdf"),
        (lambda: read_file(uploaded(b"\x81\x00", "cr.txt")), "cr.txt"),
        (lambda: read_file(uploaded(PDF, "cr.docx")), "cr.docx"),
    ],
    ids=["other text", "too long", "too many", "too large", "PDF", "binary", "PDF as Word"],
)
def test_what_holds_no_minutes_is_refused_with_a_sentence(read, said):
    with pytest.raises(RefusedError) as error:
        read()
    assert said.strip("“”") in str(error.value)


@pytest.mark.parametrize("piece", ["✓", "- ", "**", "**x", "M. ", ": ", "le ", "24 ", "x\n", "(", " ;"])
def test_absurd_text_takes_no_time(piece):
    text = f"Date et lieu : {piece * (reading.MAX_CHARACTERS // len(piece) - 20)}"
    before = thread_time()
    with suppress(RefusedError):
        read_text(text)
    assert words.presenter(text) == ("", "")
    assert thread_time() - before < 3


# Nothing is lost --------------------------------------------------------------------------------

BEGINNINGS = ["", "- ", "✓ ", "1. ", "### ", "**x** ", "Objet : ", "Date et lieu : 1er mai 2009 ", "Date : ", "Lieu : "]
BEGINNINGS += ["**Participants :** ", "Participants\n", "Membres du GTM : ", "Invités :\n- ", "Excusés : "]
BEGINNINGS += ["Et le Coordonnateur ", "Ouverture ", "Ouverture : ", "- **M. A, B :** ", "**Présentation de tout :** "]
BEGINNINGS += ["Présentation ", "Résumé du débat : ", "Débat\n", "Décisions prises :\n", "Décisions :\n- "]
BEGINNINGS += ["Responsable : ", "Échéance : ", "Responsable : x · Échéance : 1er mai 2009 ", "Rédigé par : "]
BEGINNINGS += ["Compte rendu ", "COMPTE RENDU DE REUNION\n"]
ENDINGS = ["", ".", " ;", " :", ", le 2 juin 2010", " (excusé)", " ; HCR.", "\n"]
PIECES = st.lists(st.tuples(st.sampled_from(BEGINNINGS), st.sampled_from(ENDINGS)), min_size=1, max_size=12)


@settings(max_examples=300)
@given(PIECES)
def test_no_line_is_lost_in_whatever_order(pieces):
    text = "\n".join(f"{begin}mot{number}x{end}" for number, (begin, end) in enumerate(pieces))
    try:
        said = repr(read_text(text))
    except RefusedError:
        return
    assert [number for number in range(len(pieces)) if f"mot{number}x" not in said.casefold()] == []


def test_what_somebody_typed_into_a_document_of_ours_is_not_lost():
    minutes = read_text(SOURCE)
    document = Document(BytesIO(written(minutes)))
    typed = 0
    for paragraph in list(document.paragraphs):
        # Beside each piece, in its style, and in a paragraph of its own before the next.
        for run in list(paragraph.runs):
            run.text = f"{run.text}mot{typed}x"
            typed += 1
        paragraph.insert_paragraph_before(f"mot{typed}x", paragraph.style)
        typed += 1
    file = BytesIO()
    document.save(file)
    said = repr(reading.read_document(uploaded(file.getvalue()))).casefold()
    assert typed > 100
    assert [number for number in range(typed) if f"mot{number}x" not in said] == []
