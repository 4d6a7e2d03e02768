"""manage.py load_reference."""

import json
import shutil
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count

from actions.models import Axis, JointAction, Orientation, Participation, Region, Theme
from meetings.models import Attendance, DebatePoint, Decision, Meeting, Statement
from partners.models import Partner, PartnerAlias

pytestmark = pytest.mark.django_db


def load():
    """What the command says, with plain spaces."""
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue().replace("\xa0", " ")


def refusal():
    """The sentence with which the command refuses, having loaded nothing."""
    with pytest.raises(CommandError) as error:
        load()
    assert tables() == {}
    return str(error.value).replace("\xa0", " ")


def tables():
    """Every row of our tables, links included."""
    models = [
        m
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in {"partners", "actions", "meetings"}
    ]
    return {model._meta.label: rows for model in models if (rows := list(model.objects.order_by("pk").values()))}


@pytest.fixture
def folder(tmp_path, settings):
    """A copy of the fixtures, which the command will read."""
    copy = tmp_path / "fixtures"
    shutil.copytree(settings.FIXTURE_DIRS[0], copy)
    settings.FIXTURE_DIRS = [copy]
    return copy


def edit(path, number, **fields):
    """Change `fields` of row `number` of a fixture."""
    rows = json.loads(path.read_text())
    rows[number - 1]["fields"] |= fields
    path.write_text(json.dumps(rows))


def test_loads_the_figures_of_the_minutes():
    load()
    assert Partner.objects.filter(involvement="participant").count() == 18 + 1
    assert Partner.objects.filter(involvement="prospective").count() == 3
    assert Attendance.objects.filter(capacity="national", presence="present").count() == 9
    assert Attendance.objects.filter(capacity="gtm_member", presence="present").count() == 9
    assert Attendance.objects.filter(capacity="coordination", presence="present").count() == 1
    assert (Orientation.objects.count(), Axis.objects.count(), Theme.objects.count()) == (4, 6, 4)
    assert Region.objects.count() == 12
    assert (Meeting.objects.count(), Statement.objects.count()) == (1, 3)
    assert (DebatePoint.objects.count(), Decision.objects.count()) == (9, 4)
    assert JointAction.objects.count() == 12


def test_every_action_comes_from_one_debate_point_and_every_point_leads_to_one():
    load()
    assert set(JointAction.objects.annotate(n=Count("debate_points")).values_list("n", flat=True)) == {1}
    assert not DebatePoint.objects.filter(actions=None).exists()


def test_every_action_tells_the_secretariat_that_its_axis_is_to_be_confirmed():
    load()
    assert not JointAction.objects.exclude(internal_notes__contains="à confirmer par le secrétariat").exists()


@pytest.mark.parametrize(
    ("words", "slug"),
    [("sante", "sante"), ("ILO", "bit"), ("onu femmes", "unifem"), ("ministere de l’emploi", "emploi")],
)
def test_partners_are_found_by_their_other_names(words, slug):
    load()
    assert [partner.slug for partner in Partner.objects.search(words)] == [slug]


def test_says_what_it_created_and_what_it_left():
    assert "Actions communes : 12 en plus" in load()
    again = load()
    assert "en plus" not in again
    assert "laissées telles quelles : 131" in again


def test_a_second_load_changes_nothing():
    load()
    before = tables()
    load()
    assert tables() == before


def test_an_edit_stays():
    load()
    JointAction.objects.filter(reference="A3-01").update(title="Un autre titre")
    load()
    assert JointAction.objects.get(reference="A3-01").title == "Un autre titre"


def test_what_somebody_removed_from_an_action_a_partner_or_a_meeting_stays_removed():
    load()
    Participation.objects.all().delete()
    PartnerAlias.objects.all().delete()
    Decision.objects.get(number=4).delete()
    DebatePoint.objects.get(number=1).actions.clear()
    load()
    assert not Participation.objects.exists()
    assert not PartnerAlias.objects.exists()
    assert Decision.objects.count() == 3
    assert not DebatePoint.objects.get(number=1).actions.exists()


def test_a_partner_added_before_keeps_its_names():
    Partner.objects.create(slug="bit", acronym="BIT", name="Bureau de Rabat", kind="un_agency")
    load()
    assert Partner.objects.get(slug="bit").name == "Bureau de Rabat"
    assert not PartnerAlias.objects.filter(partner__slug="bit").exists()


@pytest.mark.parametrize(
    ("name", "number", "fields", "sentence"),
    [
        (
            "actions.json",
            1,
            {"axis": [9]},
            "actions.json, enregistrement nᵒ 1, champ « axis » : La clé [9] ne désigne rien (axe).",
        ),
        ("actions.json", 1, {"axis": None}, "champ « axis »"),
        ("actions.json", 1, {"axis": "cinq"}, 'La clé "cinq" ne désigne rien (axe).'),
        ("actions.json", 1, {"themes": [["inconnu"]]}, 'La clé ["inconnu"] ne désigne rien (domaine transversal).'),
        ("actions.json", 1, {"themes": 3}, "Une liste de clés est attendue."),
        ("actions.json", 1, {"participations": []}, "Ce champ n’existe pas."),
        ("actions.json", 1, {"status": "imaginary"}, "champ « status »"),
        ("actions.json", 1, {"start": "2009-02-30"}, "champ « start »"),
        ("actions.json", 1, {"start": "2009-02-01", "end": "2009-01-01"}, "actions.json, enregistrement nᵒ 1"),
        ("actions.json", 1, {"colour": "blue"}, "champ « colour »"),
        ("meeting-2008-12-24.json", 21, {"meeting": None}, "champ « meeting »"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_loaded(folder, name, number, fields, sentence):
    edit(folder / name, number, **fields)
    said = refusal()
    assert sentence in said
    assert said.endswith("Rien n’a été chargé.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[\n{", "meeting-2008-12-24.json n’est pas du JSON : voir ligne 2, colonne 2."),
        ("{}", "n’est pas une liste d’enregistrements"),
        ("[3]", "Un enregistrement s’écrit"),
        ('[{"model": "partners.partner", "pk": 1, "fields": {}}]', "sans clé primaire"),
        (
            '[{"model": "partners.ministry", "fields": {}}]',
            "« partners.ministry » n’existe pas",
        ),
        ('[{"model": "ministry", "fields": {}}]', "« ministry » n’existe pas"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_loaded(folder, text, sentence):
    (folder / "meeting-2008-12-24.json").write_text(text)
    assert sentence in refusal()


def test_a_missing_file_is_named(folder):
    (folder / "partners.json").unlink()
    assert "partners.json manque" in refusal()


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "partners.json").write_bytes((folder / "partners.json").read_text().encode("latin-1", "ignore"))
    assert "partners.json manque, ou n’est pas un texte en UTF-8." in refusal()
