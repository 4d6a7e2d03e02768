"""Pictures of the table: their figures are those of the database, and every mark leads to what it counts."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from defusedxml import ElementTree
from django.core.management import call_command
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions.filters import ActionFilter, RequestFilter
from actions.models import JointAction, Participation, PartnerRequest, Region
from actions.services import freeze
from gtm.lib.charts.files import STYLE
from gtm.pictures import coordination, gallery, periods
from gtm.pictures.sight import Sight
from partners.models import Partner
from tests import factories

pytestmark = pytest.mark.django_db
PAYLOAD = "\"><script>alert(1)</script>&' ]]> \x0b"
SVG = "{http://www.w3.org/2000/svg}"
Role, Status, State = Participation.Role, JointAction.Status, PartnerRequest.State
TODAY = timezone.localdate()


@pytest.fixture
def national():
    return factories.make_partner("NAT", kind=Partner.Kind.NATIONAL)


@pytest.fixture
def table(partner_a, partner_b, national, secretary, alice):
    """Seven live actions under three axes, one put away, and all that the pictures speak of."""
    one, two, _three = (factories.make_axis(number) for number in (1, 2, 3))
    region = Region.objects.create(code="MA-98", name="Région")
    dates = {"start": TODAY - timedelta(200), "end": TODAY + timedelta(200)}
    money = {"budget": Decimal("1000.50"), "currency": "MAD", "funding_source": "=1+1"}
    make = factories.make_action
    first = make(partner_a, [partner_a, partner_b], axis=one, status="ongoing", progress=40, regions=[region], **dates)
    make(partner_a, axis=one, **money)
    make(partner_b, [national], axis=one, status="completed", progress=100, **money | {"currency": "EUR"})
    make(national, [partner_a, partner_b], axis=two, status="ongoing", regions=[region], **money)
    make(axis=two, budget=5, currency="MAD", title=PAYLOAD.replace("\x0b", ""), end=TODAY)
    make(None, [partner_b], axis=two, status="abandoned", start=TODAY)
    make(None, [partner_a, national], axis=two, is_synthetic=True)
    make(partner_a, axis=one, archived_at=timezone.now(), regions=[region], **dates | money)
    factories.make_milestone(first, due=TODAY - timedelta(1))
    factories.make_decision(partners=[partner_a], due=TODAY + timedelta(9))
    for state, days in [(State.SUBMITTED, 40), (State.SUBMITTED, 2), (State.DECLINED, 12), (State.DRAFT, 0)]:
        request = factories.make_request(partner_a, alice, [partner_b], state)
        if request.submitted_at:
            PartnerRequest.objects.filter(pk=request.pk).update(submitted_at=timezone.now() - timedelta(days))
    freeze(by=secretary)
    return JointAction.objects.live()


def drawn(user):
    """{name: picture} of all that this person may see."""
    sight = Sight(user)
    return {name: gallery.named(name, sight) for name in [*gallery.OF_THE_TABLE, *gallery.OF_COORDINATION]}


def figures(picture):
    return [[datum.value for datum in row] for row in picture.rows]


# The figures ------------------------------------------------------------------------------------


def test_actions_are_counted_by_axis_and_status(table, secretary):
    counts = defaultdict(Counter)
    for action in table:
        counts[str(action.axis)][action.status] += 1
    picture = drawn(secretary)["axes"]
    assert [row[0] for row in figures(picture)] == ["1. Axis 1", "2. Axis 2", "3. Axis 3"]
    for label, *numbers, total in figures(picture):
        assert numbers == [counts[label][status] for status in Status]
        assert total == sum(numbers)


def test_actions_are_counted_by_lead_and_partners_by_role(table, secretary):
    pictures, leads, roles = drawn(secretary), Counter(), Counter()
    for action in table:
        leads.update([action.lead.full_name] if action.lead else [])
        roles.update((part.partner.full_name, part.role) for part in action.participations.all())
    assert {row[0]: row[-1] for row in figures(pictures["leads"])} == leads
    for label, *numbers, total in figures(pictures["roles"]):
        assert numbers == [roles[label, role] for role in Role]
        assert total == sum(numbers)


def test_the_matrix_counts_an_action_once_whatever_the_roles(table, secretary):
    counts = Counter()
    for action in table:
        counts.update((name, str(action.axis)) for name in {partner.full_name for partner in action.partners.all()})
    picture = drawn(secretary)["matrix"]
    assert {(partner, axis): number for partner, axis, number, *_roles in figures(picture)} == counts


def test_regions_and_budgets_are_counted_and_no_currency_is_added_to_another(table, secretary):
    pictures = drawn(secretary)
    assert figures(pictures["regions"]) == [["Région", sum("Région" in map(str, one.regions.all()) for one in table)]]
    sums, numbers = Counter(), Counter()
    for action in table.exclude(budget=None):
        sums[action.currency, action.funding_source] += action.budget
        numbers[action.currency, action.funding_source] += 1
    shown = {(row[0], row[1] if row[1] == "=1+1" else ""): row[2:] for row in figures(pictures["funding"])}
    assert shown == {key: [sums[key], numbers[key]] for key in sums}
    assert shown["MAD", "=1+1"] == [Decimal("2001.00"), 2]


def test_editions_are_counted_as_they_were_frozen(table, secretary, alice):
    before = Counter(table.values_list("status", flat=True))
    table.filter(status="ongoing").update(status="suspended")
    edition, today = figures(drawn(secretary)["editions"])
    assert edition[1:-1] == [*(before[status] for status in Status), 7]
    assert today[1:-1] == [*(Counter(table.values_list("status", flat=True))[status] for status in Status), 7]
    assert edition[-1] == 70  # the mean of 40 and 100
    assert not drawn(alice)["editions"].rows  # not circulated


def test_requests_are_counted_by_state_and_delay(table, secretary, alice):
    labels = {str(state.label): state for state in State}
    shown = {labels[row[0]]: row[1:] for row in figures(drawn(secretary)["requests"])}
    assert shown == {State.SUBMITTED: [1, 1, 2, 21], State.DECLINED: [1, 0, 1, 12]}
    assert State.DRAFT in {labels[row[0]] for row in figures(drawn(alice)["requests"])}


def test_the_timeline_has_all_that_has_a_date(table, secretary):
    rows = figures(drawn(secretary)["timeline"])
    dated = [row for row in rows if row[3:] in [[one.start, one.end] for one in table.exclude(start=None, end=None)]]
    assert len(dated) == table.exclude(start=None, end=None).count() == 3
    assert [row[4] for row in rows if row not in dated] == [TODAY - timedelta(1), TODAY + timedelta(9)]


def test_partners_meet_where_both_take_part(table, secretary, partner_a, partner_b, national):
    pairs = Counter()
    for action in table:
        names = sorted({partner.pk: partner.full_name for partner in action.partners.all()}.items())
        pairs.update((one, other) for n, (_pk, one) in enumerate(names) for _other, other in names[n + 1 :])
    for name in gallery.OF_COORDINATION:
        assert {(one, other): number for one, other, number in figures(drawn(secretary)[name])} == pairs
    sight = Sight(secretary)
    found = coordination.findings(sight, coordination.Encounters.of(sight))
    assert [axis.number for axis, *_more in found.axes] == [1, 3]
    assert {*found.alone} == {one for one in table if len({*one.partners.all()}) == 1}
    assert found.number_alone == len(found.alone) == 2
    assert {*found.idle} == {*Partner.objects.all()} - {partner_a, partner_b, national}


def test_the_figures_of_the_real_data_are_those_of_a_count_by_hand(secretary):
    call_command("load_reference", stdout=StringIO())
    pictures, sight = drawn(secretary), Sight(secretary)
    assert [row[-1] for row in figures(pictures["axes"])] == [3, 1, 1, 0, 4, 3]
    assert [row[1:3] for row in figures(pictures["axes"])] == [[3, 0], [1, 0], [1, 0], [0, 0], [2, 2], [2, 1]]
    assert Counter(row[-1] for row in figures(pictures["roles"])) == {1: 6}
    assert len(pictures["matrix"].rows) == 6
    for name in ("leads", "timeline", "editions", "regions", "funding", "requests", "network"):
        assert not pictures[name].rows
        assert not pictures[name].drawing
    found = coordination.findings(sight, coordination.Encounters.of(sight))
    assert (len(found.axes), len(found.idle), found.number_alone) == (6, 16, 6)


# Links ------------------------------------------------------------------------------------------


def listed(user, href):
    """The rows of the list at this address, as its filter gives them."""
    path, _mark, query = href.partition("?")
    if path == reverse("requests:list"):
        visible = PartnerRequest.objects.visible_to(user)
        return RequestFilter(QueryDict(query), visible, request=SimpleNamespace(user=user)).qs
    assert path == reverse("actions:table")
    found = ActionFilter(QueryDict(query), user=user)
    assert found.form.is_valid(), href
    return found.qs


def links_of(picture):
    """Pairs of an address and the number that the picture says of it, in its figures and in its marks."""
    for row in picture.rows:
        yield from ((datum.href, datum.value) for datum in row if isinstance(datum.value, int))
    for link in ElementTree.fromstring(str(picture.svg)).iter("a"):
        said = re.search(r":\s(\d+)\s\w+(\s\(.*\))?$", link.findtext("title"))
        if said:
            yield link.get("href"), int(said[1])


def test_every_figure_and_every_mark_leads_to_exactly_what_it_counts(secretary, table, monkeypatch):
    monkeypatch.setattr(periods, "MOST", 1)  # by quarter
    for name, picture in drawn(secretary).items():
        links = {(href, number) for href, number in links_of(picture) if "?" in href and "view=" not in href}
        assert links or name == "editions"
        for href, number in links:
            assert listed(secretary, href).count() == number, href


def test_the_page_of_the_table_shows_what_a_mark_counts(as_user, secretary, table, partner_a):
    client = as_user(secretary)
    for picture in (drawn(secretary)["leads"], drawn(secretary)["encounters"], drawn(secretary)["funding"]):
        *_labels, number = picture.rows[0]
        assert client.get(number.href).context["page"].paginator.count == number.value


def test_budgets_lead_to_the_actions_that_add_up_to_them(secretary, table):
    for row in drawn(secretary)["funding"].rows:
        found = listed(secretary, row[2].href)
        assert sum(action.budget for action in found) == row[2].value
        assert len(found) == row[3].value


def test_what_the_pictures_ask_of_the_table_survives_another_filter(as_user, secretary, table, partner_a, partner_b):
    answer = as_user(secretary).get(f"/actions/?partner={partner_a.slug}&beside={partner_b.slug}&partners=3")
    assert answer.context["page"].paginator.count == 1
    content = answer.content.decode()
    assert f'<input type="hidden" name="beside" value="{partner_b.slug}">' in content
    assert '<input type="hidden" name="partners" value="3">' in content


# Who sees what, and as what ---------------------------------------------------------------------


def test_a_focal_point_sees_the_actions_of_her_partner_only(as_user, alice, table, partner_a):
    factories.make_action(factories.make_partner("CANARI"), title="Canari", start=date(2026, 1, 1))
    own = [action for action in table if partner_a in action.partners.all()]
    client = as_user(alice)
    answer = client.get("/pictures/")
    assert "canari" not in answer.content.decode().lower()
    axes = answer.context["pictures"][0]
    assert sum(row[-1].value for row in axes.rows) == len(own)
    for row in axes.rows:
        assert not row[-1].href or listed(alice, row[-1].href).count() == row[-1].value
    assert client.get("/pictures/coordination/").status_code == 403
    assert client.get("/pictures/encounters.svg").status_code == 404


def test_words_stay_words(as_user, secretary, table):
    partner = factories.make_partner(name=PAYLOAD.replace("\x0b", "x"))
    factories.make_action(partner, [partner], title="A" + PAYLOAD, start=TODAY, regions=Region.objects.all())
    Region.objects.update(name=PAYLOAD)
    client = as_user(secretary)
    for page in ("/pictures/", "/pictures/coordination/"):
        content = client.get(page).content.decode()
        assert "<script>alert" not in content
        assert " style=" not in content
    for name, picture in drawn(secretary).items():
        if picture.drawing:
            assert ElementTree.fromstring(str(picture.svg)).get("class") == "chart"
            ElementTree.fromstring(client.get(f"/pictures/{name}.svg").content)


def test_nothing_to_draw_is_said_in_a_sentence(as_user, secretary):
    client = as_user(secretary)
    for page in ("/pictures/", "/pictures/coordination/"):
        answer = client.get(page)
        assert "<svg" not in answer.content.decode()
        for picture in answer.context["pictures"]:
            assert picture.empty in answer.content.decode().replace("&#x27;", "'")
    for kind in ("svg", "png", "xlsx"):
        assert client.get(f"/pictures/axes.{kind}").status_code == 404


def test_the_desk_shows_a_few(secretary, table, django_assert_num_queries):
    with django_assert_num_queries(5):
        shown = render_to_string("desk/_pictures.html", {"pictures": gallery.of_the_desk(Sight(secretary))})
    assert shown.count("<svg") == len(gallery.ON_THE_DESK)


def test_a_milestone_of_what_was_put_away_is_not_shown(secretary):
    archived = factories.make_action(archived_at=timezone.now())
    factories.make_milestone(archived, due=TODAY)
    assert not drawn(secretary)["timeline"].rows


def test_many_partners_are_added_up_and_many_actions_counted_by_quarter(secretary, monkeypatch):
    monkeypatch.setattr("gtm.pictures.sight.TOP", 2)
    partners = [factories.make_partner(f"P{number}") for number in range(30)]
    for number, partner in enumerate(partners):
        factories.make_action(partner, partners[:number], start=TODAY, end=TODAY + timedelta(number * 30))
    factories.make_action(partners[0], start=TODAY, end=TODAY)
    monkeypatch.setattr(periods, "MOST", 1)
    pictures = drawn(secretary)
    assert len(pictures["leads"].rows) == 30
    assert pictures["leads"].notes
    assert len(pictures["encounters"].rows) == 30 * 29 / 2
    assert len(pictures["network"].notes) == 2
    for picture in pictures.values():
        assert not picture.drawing or picture.drawing.height < 1200


@pytest.mark.parametrize(("page", "queries"), [("/pictures/", 23), ("/pictures/coordination/", 9)])
def test_the_number_of_queries_does_not_grow(
    as_user, secretary, table, partner_a, partner_b, django_assert_num_queries, page, queries
):
    client = as_user(secretary)
    for _again in range(2):
        with django_assert_num_queries(queries):
            client.get(page)
        for number in range(5):
            action = factories.make_action(
                factories.make_partner(), [partner_a, partner_b], axis=factories.make_axis(2)
            )
            factories.make_milestone(action, due=TODAY + timedelta(number))
            factories.make_decision(partners=[partner_a], due=TODAY)
            factories.make_request(partner_a, secretary, [partner_b], State.SUBMITTED)
        freeze(by=secretary)


# Files ------------------------------------------------------------------------------------------


def test_a_drawing_is_taken_away_with_its_style_and_without_links(as_user, reader, table):
    answer = as_user(reader).get("/pictures/matrix.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    root = ElementTree.fromstring(answer.content)
    assert root.get("role") == "img"
    assert "fill: #" in root.find(f"{SVG}style").text
    assert "var(" not in root.find(f"{SVG}style").text
    assert not [*root.iter(f"{SVG}a")]
    assert root.find(f"{SVG}title").text
    assert TODAY.strftime("%Y") in root.find(f"{SVG}desc").text


def test_an_image_has_the_letters_of_its_words(as_user, reader, table):
    """Without a font the words would be missing, and two images with different words the same."""
    client = as_user(reader)
    first = client.get("/pictures/regions.png")
    assert first.headers["Content-Type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    Region.objects.update(name="Région d’à côté")
    assert client.get("/pictures/regions.png").content != first.content


def test_figures_are_taken_away_as_figures_and_text_as_text(as_user, reader, table):
    content = as_user(reader).get("/pictures/funding.xlsx").content
    sheet = load_workbook(BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert ["MAD", "=1+1", 2001, 2] in rows
    assert {cell.data_type for cell in sheet["B"][4:]} == {"s"}


def test_every_tone_has_its_rule_in_the_style_sheet(table, secretary):
    rules = {*re.findall(r"\.chart \.([\w-]+)", STYLE.read_text())}
    for picture in drawn(secretary).values():
        for tones in re.findall(r'class="([^"]+)"', str(picture.svg)):
            assert {*tones.split()} - {"chart", "label"} <= rules
