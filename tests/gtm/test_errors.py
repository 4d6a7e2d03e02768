"""Every refusal is a French sentence with the right status."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.gtm.broken_urls")


@pytest.fixture
def client(reader):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(reader)
    return client


REFUSALS = [
    (400, "/400/", "Cette demande est illisible", "Revenez en arrière et réessayez."),
    (403, "/403/", "Cette page ne vous est pas ouverte", "adressez-vous au secrétariat."),
    (403, "/403/why/", "Cette page ne vous est pas ouverte", "Cette édition n’est pas encore transmise."),
    (404, "/nowhere/", "Cette page n’existe pas", "L’adresse est peut-être mal saisie"),
    (404, "/404/", "Cette page n’existe pas", "L’adresse est peut-être mal saisie"),
    (404, "/404/why/", "Cette page n’existe pas", "Il n’y a pas d’action « A9-99 »."),
    (500, "/500/", "L’application a rencontré une erreur", "Rien n’a été enregistré par cette demande."),
]


def check(answer, status, title, sentence):
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert f"<title>{title} · GTM</title>" in page
    assert sentence in page
    assert "what the log says" not in page
    assert 'href="/"' in page


@pytest.mark.parametrize(("status", "path", "title", "sentence"), REFUSALS)
def test_a_refusal_says_what_is_wrong(client, status, path, title, sentence):
    check(client.get(path), status, title, sentence)


def test_a_form_without_its_token_is_refused_in_words(client):
    check(client.post("/405/"), 403, "Ce formulaire a expiré", "rechargez la page et renvoyez le formulaire.")


def test_a_wrong_method_is_refused_in_words(client, reader):
    client = Client()
    client.force_login(reader)
    answer = client.post("/405/")
    check(answer, 405, "Cette adresse n’accepte pas cette demande", "Rien n’a été fait.")
    assert answer["Allow"] == "GET, HEAD"


def test_an_unknown_host_is_refused_in_words(client):
    check(client.get("/", HTTP_HOST="evil.example"), 400, "Cette demande est illisible", "Revenez en arrière")


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_form_that_is_too_large_is_refused_in_words(client, settings, kind):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000  # bytes
    client.cookies["csrftoken"] = "a" * 32
    body = 'block=--x\r\nContent-Disposition: form-data; name="block"\r\n\r\n' + "a" * 10_000 + "\r\n--x--\r\n"
    answer = client.post("/actions/paste/", body, content_type=kind)
    assert answer.status_code == 413
    assert answer.templates[0].name == "413.html"
    assert answer.context["limit"] == 10_000
    assert "Se déconnecter" in answer.content.decode()


def test_people_who_are_logged_in_keep_their_menu(client):
    assert "Se déconnecter" in client.get("/nowhere/").content.decode()


def test_anonymous_people_are_told_as_well(db):
    page = Client().get("/nowhere/").content.decode()
    assert "Cette page n’existe pas" in page
    assert "Se déconnecter" not in page


def test_without_a_database_the_application_still_says_that_it_failed():
    """No `db` fixture here: the first query, for the session, fails as it does when the database is away."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    check(client.get("/"), 500, "L’application a rencontré une erreur", "Rien n’a été enregistré")
    # The page for an unknown address shows who is logged in, and cannot.
    check(client.get("/nowhere/"), 500, "L’application a rencontré une erreur", "Rien n’a été enregistré")
