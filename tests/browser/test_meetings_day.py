"""The way of a meeting in a browser, on the real data: old minutes come in, a series is planned, its next meeting is
prepared, held, decided and written down, a decision is followed until it is done, and a calendar reads it all.
"""

import io
import re
from datetime import timedelta

from django.utils import timezone
from docx import Document
from icalendar import Calendar
from playwright.sync_api import expect

from meetings.models import Attendee, Decision, Meeting, MinutesVersion
from partners.models import Mail, Partner
from tests import factories
from tests.browser.test_form import pick
from tests.meetings.old_minutes import SOURCE

SAVED = '.hold-state[data-is="saved"]'


def step(page, name):
    page.click(f"nav .nav a[href$='/{name}/']")


def import_the_real_minutes(page):
    page.click("a[href='/meetings/import/']")
    page.set_input_files(
        "[name=file]", {"name": "compte-rendu.md", "mimeType": "text/markdown", "buffer": SOURCE.encode()}
    )
    page.click(".part-form > button")
    page.click(".form-end button")
    page.wait_for_selector(".minutes-text")


def plan_a_quarterly_series(page):
    """It begins today."""
    page.goto("/meetings/series/add/")
    page.fill("[name=title]", "Réunion trimestrielle du GTM")
    page.fill("[name=first]", timezone.localdate().isoformat())
    page.select_option("[name=every]", "3")
    page.select_option("[name=on_holiday]", "keep")
    page.fill("[name=starts_at]", "09:30")
    page.fill("[name=ends_at]", "12:00")
    page.fill("[name=place]", "Siège du MAEC")
    for name in ("MAEC", "ILO"):
        pick(page, "Partenaires invités", name)
    page.click("main form button.btn-primary")
    page.fill("[name=number]", "4")
    page.click("form[action$='/plan/'] button")
    page.wait_for_selector(".alert-success")


def prepare(page):
    step(page, "agenda")
    page.click("#offer-decisions > button")
    page.wait_for_selector(".agenda-item")
    step(page, "people")
    page.click("form[action$='/invite/'] .btn-primary")
    page.wait_for_selector(".alert-success")


def hold(page):
    step(page, "hold")
    page.wait_for_selector(SAVED)
    page.keyboard.press("Alt+Digit2")
    page.keyboard.type("Ouvrir un guichet d’accueil à Tanger")
    page.keyboard.press("Alt+Digit3")
    page.keyboard.type("Le BIT rédige la note de cadrage du guichet")
    page.keyboard.press("Tab")
    page.keyboard.type("BIT")
    page.keyboard.press("Tab")
    page.keyboard.type("ILO")
    page.keyboard.press("Tab")
    for kind in ("point", "decision"):
        expect(page.locator(f"li[data-part={kind}]:not([data-new])")).to_have_count(1)
    page.wait_for_selector(SAVED)
    for line in page.locator(".attends").all():
        line.locator("input[value=present] + label").click()
    expect(page.locator(".hold-counts > span").nth(1)).to_contain_text(re.compile("[23]"))


def test_from_the_old_minutes_to_the_decision_that_is_done(visit, real_data, secretary):
    Meeting.objects.all().delete()
    bit = Partner.objects.get(slug="bit")
    omar = factories.make_focal_point("omar@example.org", bit)
    page = visit("/meetings/", secretary)
    import_the_real_minutes(page)
    old = Meeting.objects.get()
    assert [old.attendances.count(), old.debate_points.count(), old.decisions.count()] == [19, 9, 4]

    plan_a_quarterly_series(page)
    assert Meeting.objects.filter(series__isnull=False).count() == 4
    meeting = Meeting.objects.get(date=timezone.localdate())
    page.goto(meeting.get_absolute_url())
    prepare(page)
    assert meeting.agenda.get().decisions.count() == 4
    assert Attendee.objects.get(meeting=meeting).email == omar.email

    # He answers by the link of his mail, without an account.
    mail = Mail.objects.get(to=omar.email)
    answering = visit(re.search(r"https://gtm.example.org(/meetings/answer/\S+)", mail.body)[1])
    answering.click("button[value=accepted]")
    answering.wait_for_selector(".alert-success")
    assert Attendee.objects.get(meeting=meeting).answer == "accepted"
    invitation = Calendar.from_ical(mail.attachments.get().content)
    assert (invitation["METHOD"], invitation.events[0]["UID"]) == ("REQUEST", f"meeting-{meeting.slug}@gtm.example.org")

    page.goto(meeting.get_absolute_url())
    hold(page)
    decision = Decision.objects.get(meeting=meeting)
    assert (decision.responsible, decision.partners.get()) == ("BIT", bit)

    # The minutes go out for remarks, and are approved.
    step(page, "minutes")
    page.fill("[name=by]", (timezone.localdate() + timedelta(days=10)).isoformat())
    page.click("form[action$='/minutes/circulate/'] .btn-primary")
    page.click("form[action$='/minutes/circulate/'] .btn-primary")
    page.wait_for_selector(".minutes-circulated")
    page.click("form[action$='/minutes/approve/'] .btn-primary")
    page.wait_for_selector(".minutes-approved")
    page.goto(meeting.get_absolute_url())
    with page.expect_download() as downloading:
        page.click("a[href$='/minutes.docx']")
    content = downloading.value.path().read_bytes()
    assert content == bytes(MinutesVersion.objects.get(kind="approved").document)
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    assert "Le BIT rédige la note de cadrage du guichet" in text
    assert "Ouvrir un guichet d’accueil à Tanger" in text

    # Omar says what was done; the secretariat that it is done.
    his = visit(decision.get_absolute_url(), omar)
    his.fill("[name=text]", "La note est envoyée")
    his.click("form[action$='/follow-up/'] button")
    his.wait_for_selector(".alert-success")
    page.goto(decision.get_absolute_url())
    page.fill("[name=text]", "Reçue")
    page.select_option("[name=status]", "done")
    page.click("form[action$='/follow-up/'] button")
    page.wait_for_selector(".alert-success")
    decision.refresh_from_db()
    assert decision.status == "done"

    # His calendar reads the four meetings.
    his.goto("/accounts/calendar/")
    his.click("main form .btn-primary")
    address = his.locator("code").text_content()
    feed = page.request.get(re.sub("^https://gtm.example.org", "", address))
    assert (feed.status, feed.headers["content-type"].split(";")[0]) == (200, "text/calendar")
    assert len(Calendar.from_ical(feed.body()).events) == 4
