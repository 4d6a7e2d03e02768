"""The page every screen extends, and who gets to see one."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation


def shell(rf, user):
    request = rf.get("/")
    request.user = user
    return render_to_string("base.html", {}, request)


def test_the_menu_says_who_is_logged_in_and_for_whom(rf, alice, partner_a):
    page = shell(rf, alice)
    assert "<summary>Alice</summary>" in page
    assert f"Point focal, {partner_a.full_name}" in page


@pytest.mark.parametrize(("who", "shown"), [("secretary", True), ("alice", False), ("reader", False)])
def test_only_the_secretariat_is_offered_the_administration(rf, request, who, shown):
    assert ("Administration" in shell(rf, request.getfixturevalue(who))) == shown


def test_the_page_is_french_and_reads_from_left_to_right(rf, reader):
    page = shell(rf, reader)
    assert '<html lang="fr" dir="ltr">' in page
    assert "bootstrap.min.css" in page


def test_arabic_mirrors_the_page(rf, reader):
    with translation.override("ar"):
        page = shell(rf, reader)
    assert '<html lang="ar" dir="rtl">' in page
    assert "bootstrap.rtl.min.css" in page


def test_anonymous_people_are_sent_to_the_log_in_page_and_back(client, db):
    assert client.get("/actions/?status=ongoing").url == "/accounts/login/?next=/actions/%3Fstatus%3Dongoing"


def test_a_part_of_a_page_sends_the_whole_page_to_the_log_in(client, db):
    answer = client.get("/actions/", HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == "/accounts/login/?next=/actions/"
    assert answer.content == b""


def test_the_brand_leads_to_the_desk_of_each(as_user, reader):
    page = as_user(reader).get("/")
    assert page.status_code == 200
    assert '<a class="brand" href="/">' in page.content.decode()
