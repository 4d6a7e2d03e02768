"""Inviting a focal point: the mail, the link that works once, and the account that it opens."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners import services
from partners.models import Invitation, Mail, User
from partners.models.invitations import digest
from tests import factories
from tests.uploads import url

PASSWORD = "onze-hirondelles-grises"
ADDRESS = "amal@emploi.example.org"
FILLED = {"name": "Amal Idrissi", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def office(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def invitation(secretary, partner_a):
    return services.invite(by=secretary, partner=partner_a, email=ADDRESS)


def path(mail):
    """Where the link in `mail` leads, on the public address and no other."""
    (found,) = re.findall(r"https?://\S+", mail.body)
    assert found.startswith("https://gtm.example.org/accounts/invitation/")
    return found.removeprefix("https://gtm.example.org")


def is_logged_in(client):
    return client.get("/accounts/password/change/").status_code == 200


# The invitation


def test_secretary_invites_from_the_page_of_the_partner(office, secretary, partner_a):
    page = office.get(partner_a.get_absolute_url()).content.decode()
    assert reverse("partners:invite", args=[partner_a.slug]) in page
    office.post(reverse("partners:invite", args=[partner_a.slug]), {"email": "Amal@Emploi.example.org"})
    invitation = Invitation.objects.get()
    assert (invitation.partner, invitation.email) == (partner_a, ADDRESS)
    mail = invitation.mail
    assert (mail.to, mail.reply_to, mail.created_by) == (ADDRESS, secretary.email, secretary)
    assert mail.state == Mail.State.WAITING
    assert ADDRESS in office.get(partner_a.get_absolute_url()).content.decode()


def test_secretary_invites_from_the_admin(office, partner_a):
    office.post(url(Invitation, "add"), {"partner": partner_a.pk, "email": ADDRESS})
    assert Client().get(path(Invitation.objects.get().mail)).status_code == 200
    page = office.post(url(Invitation, "add"), {"partner": partner_a.pk, "email": "secretary@example.org"})
    assert page.context["adminform"].form.errors["email"]


def test_a_forged_host_leaves_no_trace_in_the_mail(office, partner_a, settings):
    settings.ALLOWED_HOSTS = ["*"]
    office.post(reverse("partners:invite", args=[partner_a.slug]), {"email": ADDRESS}, HTTP_HOST="evil.example")
    assert "evil" not in Mail.objects.get().as_message().message().as_string()


def test_names_are_text_in_the_mail(secretary, partner_a):
    partner_a.name = "L'emploi & <b>l'insertion</b>"
    partner_a.save()
    assert partner_a.full_name in services.invite(by=secretary, partner=partner_a, email=ADDRESS).mail.body


def test_the_secret_is_long_and_only_its_digest_is_kept(invitation):
    secret = path(invitation.mail).split("/")[-2]
    assert len(secret) * 6 >= 128  # bits: six to a letter
    assert invitation.token_digest == digest(secret) != secret


def test_a_partner_may_have_several(secretary, partner_a, invitation, alice):
    second = services.invite(by=secretary, partner=partner_a, email="other@example.org")
    assert set(Invitation.objects.open()) == {invitation, second}


@pytest.mark.parametrize("closed", [False, True])
def test_whoever_has_an_account_is_not_invited(office, alice, partner_b, closed):
    alice.is_active = not closed
    alice.save()
    page = office.post(reverse("partners:invite", args=[partner_b.slug]), {"email": "ALICE@example.org"})
    assert page.context["form"].errors["email"]
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_nobody_is_invited_for_an_archived_partner(secretary, partner_a):
    type(partner_a).objects.filter(pk=partner_a.pk).archive()
    with pytest.raises(ValidationError):
        services.invite(by=secretary, partner=partner_a, email=ADDRESS)


def test_only_the_secretariat_invites_and_revokes(reader, alice, partner_a, invitation):
    for person in (reader, alice):
        with pytest.raises(PermissionDenied):
            services.invite(by=person, partner=partner_a, email="other@example.org")
        with pytest.raises(PermissionDenied):
            services.revoke(by=person, invitation=invitation)


def test_partners_do_not_see_who_is_invited(as_user, alice, partner_a, invitation):
    assert ADDRESS not in as_user(alice).get(partner_a.get_absolute_url()).content.decode()


def test_a_new_invitation_revokes_the_former_and_its_mail(secretary, partner_a, partner_b, invitation):
    second = services.invite(by=secretary, partner=partner_b, email=ADDRESS.upper())
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert invitation.mail.state == Mail.State.CANCELLED
    assert list(Invitation.objects.open()) == [second]


def test_the_database_holds_one_invitation_to_an_address(secretary, partner_a, invitation):
    with pytest.raises(IntegrityError):
        factories.make_invitation(partner_a, secretary, email=ADDRESS.upper())


def test_revoking_twice_says_so(office, secretary, invitation):
    revoke = reverse("partners:revoke_invitation", args=[invitation.pk])
    levels = [[message.level_tag for message in get_messages(office.post(revoke).wsgi_request)] for _ in range(2)]
    assert levels == [["success"], ["success", "error"]]
    invitation.refresh_from_db()
    assert invitation.revoked_at


# The link


def test_looking_at_the_link_uses_nothing_up(client, invitation):
    for _ in range(3):
        assert client.get(path(invitation.mail)).status_code == 200
        assert client.head(path(invitation.mail)).status_code == 200
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.open().exists()


def test_accepting_opens_the_account_and_logs_in(client, invitation, partner_a):
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    answer = client.post(path(invitation.mail), FILLED)
    assert answer.url == "/"
    person = User.objects.get(email=ADDRESS)
    assert (person.name, person.partner, person.is_staff) == ("Amal Idrissi", partner_a, False)
    assert person.check_password(PASSWORD)
    assert is_logged_in(client)
    assert client.session.session_key != planted.session_key
    invitation.refresh_from_db()
    assert invitation.account == person
    assert Client().login(email=ADDRESS, password=PASSWORD)


@pytest.mark.parametrize("weak", ["court", "1234567890123", "motdepasse", ADDRESS, "Amal Idrissi"])
def test_a_weak_password_is_refused_and_the_link_goes_on(client, invitation, weak):
    page = client.post(path(invitation.mail), FILLED | {"password1": weak, "password2": weak})
    assert page.context["form"].errors["password2"]
    assert client.post(path(invitation.mail), FILLED).status_code == 302


def test_two_different_passwords_are_refused(client, invitation):
    page = client.post(path(invitation.mail), FILLED | {"password2": "douze-hirondelles"})
    assert page.context["form"].errors["password2"]
    assert not is_logged_in(client)


def used(invitation):
    services.accept(invitation=invitation, name="Amal", password=PASSWORD)


def revoked(invitation):
    services.revoke(by=invitation.mail.created_by, invitation=invitation)


def expired(invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def put_away(invitation):
    type(invitation.partner).objects.filter(pk=invitation.partner_id).archive()


def already_active(invitation):
    """The secretariat opened the account in the admin meanwhile."""
    factories.make_focal_point(ADDRESS, invitation.partner)


DEAD = [used, revoked, expired, put_away]


def told(client, address, method):
    """What the answer says, tokens apart."""
    answer = getattr(client, method)(address, FILLED)
    return answer.status_code, re.sub(r"[\w-]{43,64}", "…", answer.content.decode())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("closing", DEAD)
def test_a_dead_link_answers_like_a_wrong_one(client, invitation, closing, method):
    address = path(invitation.mail)
    closing(invitation)
    people = User.objects.count()
    wrong = told(client, reverse("account_invitation", args=["x" * 43]), method)
    assert wrong[0] == 404
    assert told(client, address, method) == wrong
    assert User.objects.count() == people
    assert not is_logged_in(client)


def test_an_account_opened_meanwhile_is_left_alone(client, invitation):
    already_active(invitation)
    assert client.post(path(invitation.mail), FILLED).status_code == 404
    assert not User.objects.get(email=ADDRESS).check_password(PASSWORD)
    assert not is_logged_in(client)


def test_the_link_works_for_seven_days(invitation):
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=7) - timedelta(minutes=1) < left <= timedelta(days=7)


def test_trying_links_is_slowed_down(client, db):
    for number in range(20):
        assert client.post(reverse("account_invitation", args=[f"guess-{number}"]), FILLED).status_code == 404
    assert client.post(reverse("account_invitation", args=["guess"]), FILLED).status_code == 429


def test_the_page_is_kept_by_no_cache(client, invitation):
    assert "no-store" in client.get(path(invitation.mail))["Cache-Control"]


# Twice at once


def twice(client_of, address, data):
    """The statuses of two answers to the same form, sent at the same time."""

    def send(client):
        try:
            return client.post(address, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(send, [client_of(), client_of()]))


@pytest.mark.django_db(transaction=True)
def test_the_link_used_twice_at_once_opens_one_account(invitation):
    assert twice(Client, path(invitation.mail), FILLED) == [302, 404]
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_inviting_twice_at_once_leaves_one_link_open(secretary, partner_a):
    def at_the_desk():
        client = Client()
        client.force_login(secretary)
        return client

    assert twice(at_the_desk, reverse("partners:invite", args=[partner_a.slug]), {"email": ADDRESS}) == [302, 302]
    assert Invitation.objects.open().count() == 1
    assert sorted(Mail.objects.values_list("state", flat=True)) == [Mail.State.CANCELLED, Mail.State.WAITING]


# The account


def test_closing_the_account_ends_the_session_that_the_link_began(client, invitation):
    client.post(path(invitation.mail), FILLED)
    assert is_logged_in(client)
    User.objects.filter(email=ADDRESS).update(is_active=False)
    assert not is_logged_in(client)
    assert not client.login(email=ADDRESS, password=PASSWORD)


@pytest.mark.parametrize("size", [1, 20])
def test_partner_page_takes_the_same_queries_at_any_size(office, secretary, partner_a, size, django_assert_num_queries):
    for number in range(size):
        factories.make_invitation(partner_a, secretary)
        factories.make_focal_point(f"p{number}@example.org", partner_a)
    with django_assert_num_queries(13):
        office.get(partner_a.get_absolute_url())
