"""/meetings/import/: old minutes handed in, corrected and saved as a meeting."""

from html import unescape
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from lxml import html

from meetings.minutes import reading
from meetings.models import Meeting
from meetings.services import minutes as services
from partners.models import Partner
from tests.factories import make_meeting, make_partner
from tests.meetings.old_minutes import SOURCE, document, uploaded

URL, SAVE = "/meetings/import/", "/meetings/import/save/"
SHORT = "Objet : bilan\nDate et lieu : 12 mars 2009, Rabat\nParticipants :\nAAA\nDécisions :\n- Écrire."


@pytest.fixture
def real_data(db):
    call_command("load_reference", stdout=StringIO())


@pytest.fixture
def hand_in(as_user, secretary):
    """Hand in a text or a file; return the answer."""

    def post(text="", file=None):
        return as_user(secretary).post(URL, {"text": text, **({"file": file} if file else {})})

    return post


@pytest.fixture
def save(as_user, secretary):
    """Send the form of a preview with what a person changed in it; return the answer."""

    def post(previewed, **changed):
        return as_user(secretary).post(SAVE, filled(previewed) | changed)

    return post


def filled(response):
    """What the form on a page sends as it is, of each field the last value but of ticks all."""
    [form] = [one for one in html.fromstring(response.content.decode()).forms if one.action == SAVE]
    values = {}
    for name, value in form.form_values():
        # A browser leaves out the first line end of a text, which Django puts there.
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values


def page(response):
    return " ".join(unescape(response.content.decode()).split())


def told(meeting):
    """All that a meeting says, but for what minutes do not tell: actions, themes, and how far decisions are."""
    return {
        "meeting": (meeting.slug, meeting.title, meeting.date, meeting.place, meeting.minutes_author),
        "attendances": list(meeting.attendances.values_list("number", "partner__slug", "capacity", "presence")),
        "statements": list(
            meeting.statements.values_list(
                "number", "kind", "title", "speaker", "speaker_function", "partner__slug", "text"
            )
        ),
        "points": [
            (point.number, point.text, sorted(partner.slug for partner in point.partners.all()))
            for point in meeting.debate_points.all()
        ],
        "decisions": list(meeting.decisions.values_list("number", "text", "responsible", "due")),
    }


# The source -------------------------------------------------------------------------------------


@pytest.mark.parametrize("handed_in", [{"text": SOURCE}, {"file": document(SOURCE)}], ids=["pasted", "document"])
def test_source_becomes_the_meeting_of_the_fixture(hand_in, save, real_data, handed_in):
    expected = told(Meeting.objects.get())
    expected["decisions"] = [(number, text, "", None) for number, text, _responsible, _due in expected["decisions"]]
    Meeting.objects.all().delete()
    if "file" in handed_in:
        handed_in = {"file": uploaded(handed_in["file"])}
    previewed = hand_in(**handed_in)
    assert previewed.status_code == 200
    assert not Meeting.objects.exists()
    response = save(previewed)
    assert response.status_code == 302
    assert response.url == "/meetings/2008-12-24/"
    assert told(Meeting.objects.get()) == expected


def test_minutes_that_leave_come_back_as_the_same_meeting(hand_in, save, real_data, as_user, secretary):
    meeting = Meeting.objects.get()
    meeting.decisions.filter(number=1).update(due="2009-01-31")
    meeting.attendances.filter(partner__slug="sante").update(presence="excused")
    expected = told(meeting)
    written = as_user(secretary).get("/meetings/2008-12-24/minutes.docx").content
    meeting.delete()
    save(hand_in(file=uploaded(written)))
    assert told(Meeting.objects.get()) == expected


def test_preview_shows_all_that_is_read_and_what_is_not(hand_in, real_data):
    Meeting.objects.all().delete()
    response = hand_in("Royaume du Maroc\n\n" + SOURCE)
    forms = response.context["forms"]
    counts = [len(getattr(forms, name).forms) - 1 for name in forms.KINDS]
    assert counts == [19, 3, 9, 4]
    assert "Royaume du Maroc" in page(response)
    assert "deux importantes allocutions" in page(response)


# Corrected --------------------------------------------------------------------------------------


def test_other_name_is_understood_with_a_doubt(hand_in, save, real_data):
    previewed = hand_in(SHORT.replace("AAA", "OIT"))
    assert "« OIT » a été compris comme BIT." in page(previewed).replace("\N{NO-BREAK SPACE}", " ")
    save(previewed)
    assert Meeting.objects.get(date="2009-03-12").attendances.get().partner.slug == "bit"


def test_misspelt_name_is_asked_for_and_never_made_a_partner(hand_in, save, real_data):
    number = Partner.objects.count()
    previewed = hand_in(SHORT.replace("AAA", "PNUDD"))
    assert "PNUD" in page(previewed)
    refused = save(previewed)
    assert refused.status_code == 422
    assert not Meeting.objects.filter(date="2009-03-12").exists()
    assert refused.context["forms"].participants.forms[0].errors.keys() == {"partner"}
    saved = save(refused, **{"participants-0-partner": Partner.objects.get(slug="pnud").pk})
    assert saved.status_code == 302
    assert Meeting.objects.get(date="2009-03-12").attendances.get().partner.slug == "pnud"
    assert Partner.objects.count() == number


def test_line_may_be_left_out_and_another_added(hand_in, save, partner_a):
    previewed = hand_in(SHORT.replace("AAA", "Inconnu"))
    response = save(
        previewed,
        **{
            "participants-0-DELETE": "on",
            "participants-1-partner": partner_a.pk,
            "participants-1-presence": "excused",
            "decisions-1-text": "Relire.\r\nEncore",
            "decisions-0-text": "",
            "decisions-0-DELETE": "on",
            "points-0-text": "Un point",
        },
    )
    assert response.status_code == 302
    meeting = Meeting.objects.get()
    assert list(meeting.attendances.values_list("partner", "presence")) == [(partner_a.pk, "excused")]
    assert list(meeting.decisions.values_list("number", "text")) == [(1, "Relire.\nEncore")]
    assert list(meeting.debate_points.values_list("text", flat=True)) == ["Un point"]


def test_what_was_typed_is_kept_when_it_is_refused(hand_in, save, partner_a):
    refused = save(hand_in("Une ligne\n" + SHORT), title="", place="Fès", **{"decisions-0-text": "Corrigé"})
    assert refused.status_code == 422
    values = filled(refused)
    kept = [values[name] for name in ("place", "decisions-0-text", "unplaced")]
    assert kept == [["Fès"], ["Corrigé"], ["Une ligne"]]
    assert save(refused, title="Bilan").status_code == 302


def test_partner_stands_once_on_the_list(hand_in, save, partner_a):
    refused = save(hand_in(SHORT.replace("AAA", "AAA\nAAA")))
    assert refused.status_code == 422
    assert refused.context["forms"].participants.forms[1].errors.keys() == {"partner"}


def test_list_without_groups_takes_the_capacity_from_the_directory(hand_in, save, real_data):
    save(hand_in(SHORT.replace("AAA", "MAEC ; PNUD ; OIM ; Coordonnateur Résident ; Commission Européenne")))
    found = Meeting.objects.get(date="2009-03-12").attendances.values_list("capacity", flat=True)
    assert list(found) == ["national", "gtm_member", "gtm_member", "coordination", "guest"]


def test_absurd_form_is_refused_not_failed(as_user, secretary):
    client = as_user(secretary)
    for data in ({}, {"participants-TOTAL_FORMS": "x"}, {"participants-TOTAL_FORMS": "100000"}, {"date": "x"}):
        assert client.post(SAVE, data).status_code == 422
    assert not Meeting.objects.exists()


def test_partner_that_is_not_in_the_directory_is_no_choice(hand_in, save, partner_a):
    refused = save(hand_in(SHORT), **{"participants-0-partner": "987654"})
    assert refused.status_code == 422


# Once -------------------------------------------------------------------------------------------


def test_meeting_that_is_there_is_named_at_once_and_not_made_again(hand_in, save, partner_a):
    there = make_meeting(title="Bilan", date="2009-03-12")
    previewed = hand_in(SHORT)
    assert there.get_absolute_url() in page(previewed)
    refused = save(previewed)
    assert refused.status_code == 409
    assert there.get_absolute_url() in page(refused)
    # The same subject on the same day is the same meeting, whatever somebody ticks.
    assert save(refused, is_another="on").status_code == 409
    assert Meeting.objects.count() == 1
    saved = save(refused, is_another="on", title="Réunion technique")
    assert saved.url == "/meetings/2009-03-12/"
    assert Meeting.objects.count() == 2


def test_second_meeting_of_a_day_has_an_address_of_its_own(hand_in, save, partner_a):
    save(hand_in(SHORT))
    saved = save(hand_in(SHORT), is_another="on", title="Réunion technique")
    assert saved.url == "/meetings/2009-03-12-2/"


def test_form_sent_twice_makes_one_meeting(hand_in, as_user, secretary, partner_a):
    data = filled(hand_in(SHORT))
    answers = [as_user(secretary).post(SAVE, data) for _time in range(2)]
    assert [answer.url for answer in answers] == ["/meetings/2009-03-12/"] * 2
    assert Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_minutes_at_once_make_one_meeting(together, secretary):
    def save():
        meeting = Meeting(title="Bilan", date="2009-03-12")
        meeting.clean_fields(exclude=["slug"])
        nothing = {"attendances": [], "statements": [], "points": [], "decisions": []}
        try:
            return services.save(by=secretary, meeting=meeting, **nothing)
        except services.AlreadyThereError as error:
            return error.meeting

    one, other = together(save, save)
    assert one.pk == other.pk
    assert Meeting.objects.count() == 1


# Refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in", "field"),
    [
        ({}, "__all__"),
        ({"text": SHORT, "file": SHORT.encode()}, "__all__"),
        ({"text": "Bonjour"}, "text"),
        ({"file": b"PK\x03\x04" + bytes(100)}, "file"),
        ({"file": b"x" * (reading.MAX_SIZE + 1)}, "file"),
        ({"file": b""}, "file"),
    ],
    ids=["nothing", "both", "no minutes", "broken", "too large", "empty"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(hand_in, handed_in, field):
    if "file" in handed_in:
        handed_in = handed_in | {"file": uploaded(handed_in["file"])}
    response = hand_in(**handed_in)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert handed_in.get("text", "") in page(response) or field == "__all__"


def test_only_the_secretariat_enters_minutes(as_user, alice, reader, partner_a):
    for person in (alice, reader):
        client = as_user(person)
        assert [client.get(URL).status_code, client.post(URL, {"text": SHORT}).status_code] == [403, 403]
        assert client.post(SAVE, {}).status_code == 403
        with pytest.raises(PermissionDenied):
            services.save(by=person, meeting=Meeting(title="x"), attendances=[], statements=[], points=[], decisions=[])


@pytest.mark.parametrize("size", [1, 20])
def test_number_of_queries_does_not_grow(as_user, secretary, size, django_assert_num_queries):
    names = [make_partner(f"P{number:02}").acronym for number in range(size)]
    text = SHORT.replace("AAA", "\n".join(names)) + "\n- Et ceci." * size
    client = as_user(secretary)
    with django_assert_num_queries(7):
        assert client.post(URL, {"text": text}).status_code == 200
