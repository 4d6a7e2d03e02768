"""Pasting a block from a spreadsheet on the table, at /actions/paste/."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import pasting
from actions.models import CellEdit, Edit, FormerReference, JointAction
from tests.factories import make_action, make_partner, make_secretary, make_theme

PATH = "/actions/paste/"


# Reading a block --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb", [["a", "b"]]),
        ("a\t\r\n\tb\r\n", [["a", ""], ["", "b"]]),
        ("a\t", [["a", ""]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ('"one\ntwo"\tb\r\n', [["one\ntwo", "b"]]),
        ('"one\ttwo"\tb\r\n', [["one\ttwo", "b"]]),
        ('"he said ""yes"", then\nleft"\r\n', [['he said "yes", then\nleft']]),
        ('"yes" he said\tb\r\n', [['"yes" he said', "b"]]),
        ('"yes"\tb\r\n', [['"yes"', "b"]]),
        ('5" tube\t"\r\n', [['5" tube', '"']]),
        ('"never closed\tb\r\n', [['"never closed', "b"]]),
        ("=1+1\t+3\t-2\t@me\r\n", [["=1+1", "+3", "-2", "@me"]]),
        ("a\rb\r", [["a"], ["b"]]),
    ],
)
def test_block_is_read_as_it_was_copied(text, rows):
    assert pasting.read(text) == rows


def excel(rows):
    """What Excel puts on the clipboard for `rows`."""

    def cell(text):
        return '"' + text.replace('"', '""') + '"' if "\n" in text or "\t" in text else text

    return "".join("\t".join(map(cell, row)) + "\r\n" for row in rows)


TEXTS = st.text(st.sampled_from('ab" \t\n=é,;'), max_size=8).filter(
    # Excel writes a cell that begins with a quote as if it were quoted: see the cases above.
    lambda text: not text.startswith('"')
)


@given(
    st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4).filter(lambda rows: any(map(any, rows)))
)
def test_what_excel_copies_is_read_back(rows):
    assert pasting.read(excel(rows)) == rows


@pytest.mark.parametrize("text", ["", "\r\n", "\t\t\r\n", "a\n" * 2001, "a\t" * 30])
def test_block_without_text_or_too_large_is_refused(text):
    with pytest.raises(pasting.BlockError) as error:
        pasting.read(text)
    assert "bloc" in str(error.value)


def test_largest_block_is_read():
    rows = [["x" * 10] * 30 for _ in range(2000)]
    assert len(pasting.read(excel(rows))) == 2000
    assert len(pasting.read('"\t' * 29 + "\n")) == 1
    assert len(pasting.read("a\n" * 2000)) == 2000


# Preview ----------------------------------------------------------------------------------------


@pytest.fixture
def paste(as_user, secretary):
    """Post a block and return the answer; ``at=(action, column)`` lays it on the table from there on."""

    def post(block, user=secretary, **fields):
        return as_user(user).post(PATH, {"block": block, **fields})

    return post


@pytest.fixture
def apply(client):
    """Confirm what a preview showed."""

    def post(preview, **fields):
        return client.post("/actions/apply/", {"plan": preview.context["plan"], **fields}, follow=True)

    return post


def text_of(response):
    return plain(unescape(response.content.decode()))


def plain(text):
    """`text` with the spaces of a keyboard."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.django_db
def test_page_says_what_to_paste(as_user, secretary):
    text = text_of(as_user(secretary).get(PATH))
    assert "Référence" in text
    assert "30 colonnes" in text


@pytest.mark.django_db
def test_block_with_headings_is_shown_then_made_as_one_edit(paste, apply):
    lead = make_partner("BIT")
    one, two = make_action(title="Un"), make_action(title="Deux")
    block = f"RÉFÉRENCE\tChef de file\tAction commune\r\n{one.reference}\tbit\tUno\r\n{two.reference}\t\tDue\r\n"

    preview = paste(block)

    assert preview.status_code == 200, text_of(preview)
    assert (preview.context["cells"], preview.context["actions"]) == (3, 2)
    assert not Edit.objects.exists()
    answer = apply(preview, reason="Fichier de l’OIM")
    assert "2 actions ont été modifiées" in text_of(answer)
    edit = Edit.objects.get()
    assert (edit.channel, edit.reason, edit.cells.count()) == ("paste", "Fichier de l’OIM", 3)
    one = JointAction.objects.for_table().get(pk=one.pk)
    assert (one.title, one.lead) == ("Uno", lead)


@pytest.mark.django_db
def test_block_is_laid_on_the_table_from_the_chosen_cell_on(paste, apply):
    one, two = make_action(places="Rabat"), make_action()

    preview = paste(
        "agreed\t10 %\r\nConvenue\t20\r\n",
        references=f"{one.reference} {two.reference}",
        columns="status progress start",
    )
    apply(preview)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, one.progress, two.status, two.progress) == ("agreed", 10, "agreed", 20)


@pytest.mark.django_db
def test_text_that_looks_like_a_formula_is_text(paste, apply):
    action = make_action()
    texts = ["=1+1", "+212 5", "-3", "@oim"]

    for text in texts:
        apply(paste(f"{text}", references=action.reference, columns="remarks"))
        action.refresh_from_db()
        assert action.remarks == text


@pytest.mark.django_db
def test_empty_cell_empties_that_of_the_table(paste, apply):
    action = make_action(places="Rabat", themes=[make_theme("Genre")], progress=5)

    apply(paste("\t\t x\r\n", references=action.reference, columns="places themes remarks"))

    action.refresh_from_db()
    assert (action.places, list(action.themes.all()), action.remarks) == ("", [], "x")


@pytest.mark.django_db
def test_former_reference_is_known(paste):
    action = make_action()
    FormerReference.objects.create(action=action, reference="A6-01")

    preview = paste("Référence\tLieux\nA6-01\tRabat\n")

    assert [difference.after for difference in preview.context["differences"]] == ["Rabat"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("start", "bientôt", "« bientôt » n’est pas une date"),
        ("start", "12/24/2008", "n’est pas une date"),
        ("lead", "Nobody", "« Nobody »"),
        ("lead", "AAA;BBB", "un seul chef de file"),
        ("status", "Achevée", "ne peut pas passer de « Proposée » à « Achevée »"),
        ("status", "", "ne peut pas passer"),
        ("progress", "140", "pourcentage"),
        ("progress", "9" * 25, ""),
        ("budget", "12,345", ""),
        ("budget", "5", "devise"),
        ("title", "", "ce champ ne peut pas être vide"),
        ("title", "x" * 301, "300"),
        ("description", "😀" * 16_384, "32767"),
        ("title", "a\x00b", "caractère de contrôle"),
        ("axis", "", "axe"),
        ("axis", "77", "« 77 »"),
    ],
)
def test_refused_cell_says_why_beside_its_text(paste, partner_a, partner_b, column, text, sentence):
    action = make_action()

    preview = paste(f"{text}\tx", references=action.reference, columns=f"{column} remarks")

    [refused] = preview.context["refused"]
    assert (refused.reference, refused.text) == (action.reference, text)
    assert sentence.casefold() in plain(refused.message).casefold()
    assert plain(refused.message) in text_of(preview)


@pytest.mark.django_db
def test_what_cannot_be_placed_is_named(paste):
    action = make_action()
    block = (
        f"Référence\tCouleur\tOrigine\tLieux\n{action.reference}\trouge\tPoint 1\tRabat\nA9-99\t\t\tFès\n\t\t\tSafi\n"
    )

    text = text_of(paste(block))

    for said in ("laissés de côté : Couleur", "laissées de côté : Origine", "« A9-99 »", "n’a pas de référence"):
        assert said in text


@pytest.mark.django_db
def test_what_goes_past_the_table_is_said(paste):
    action = make_action()

    preview = paste("1\t2\n3\t4\n5\t6\n", references=action.reference, columns="places")

    assert len(preview.context["remarks"]) == 2
    assert preview.context["cells"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ("", "vide"),
        ("Lieux\nRabat\n", "« Référence »"),
        ("Référence\tLieux\tlieux\nA1-01\tRabat\tFès\n", "Deux colonnes"),
        ("a\n" * 2001, "trop grand"),
    ],
)
def test_block_that_cannot_be_taken_comes_back_with_a_sentence(paste, block, sentence):
    answer = paste(block)

    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert answer.context["text"] == block


@pytest.mark.django_db
def test_same_action_twice_is_refused_once(paste):
    action = make_action()
    preview = paste(f"Référence\tLieux\n{action.reference}\tRabat\n{action.reference}\tFès\n")
    assert preview.context["cells"] == 1
    assert [refused.text for refused in preview.context["refused"]] == ["Fès"]


@pytest.mark.django_db
def test_cell_changed_after_the_preview_is_not_lost(paste, apply, secretary):
    action = make_action(places="Rabat", remarks="")
    preview = paste("Fès\tVu", references=action.reference, columns="places remarks")
    JointAction.objects.filter(pk=action.pk).update(places="Safi")

    answer = apply(preview)

    action.refresh_from_db()
    assert (action.places, action.remarks) == ("Safi", "Vu")
    assert answer.status_code == 409
    assert [(one.wanted, one.current) for one in answer.context["disputes"]] == [("Fès", "Safi")]
    answer = apply(answer)
    action.refresh_from_db()
    assert action.places == "Fès"


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["alice", "reader", "outsider"])
def test_only_the_secretariat_pastes(request, paste, name, partner_a):
    user = request.getfixturevalue(name)
    action = make_action(lead=partner_a)

    assert paste("x", user=user, references=action.reference, columns="places").status_code == 403
    assert paste("x", user=user).status_code == 403
    assert not CellEdit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("columns", ["is_synthetic", "pk", "archived", "__class__", "search_text", "reference"])
def test_no_other_field_is_reached(paste, columns):
    action = make_action()
    preview = paste("1", references=action.reference, columns=columns)
    assert preview.context["plan"] == ""


@pytest.mark.django_db
def test_plan_is_of_the_person_who_saw_it(paste, client, secretary, as_user):
    action = make_action()
    preview = paste("Fès", references=action.reference, columns="places")
    as_user(make_secretary("other@example.org"))

    answer = client.post("/actions/apply/", {"plan": preview.context["plan"]}, follow=True)

    assert "Rien n’a été modifié" in text_of(answer)
    assert not Edit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [10, 200])
def test_queries_do_not_grow_with_the_block(as_user, secretary, rows, django_assert_num_queries):
    actions = [make_action() for _ in range(rows)]
    block = "Référence\tLieux\tStatut\n" + "".join(f"{action.reference}\tRabat\tConvenue\n" for action in actions)
    client = as_user(secretary)

    with django_assert_num_queries(7):
        preview = client.post(PATH, {"block": block})

    assert preview.context["actions"] == rows
