"""What tests of accounts do with the log-in form."""

LOG_IN = "/accounts/login/"
PASSWORD = "sept-cigognes-blanches"
NEW_PASSWORD = "huit-cigognes-noires"


def log_in(client, email="amina@example.org", password=PASSWORD, **extra):
    return client.post(LOG_IN, {"login": email, "password": password}, **extra)


def is_logged_in(client):
    return client.get("/accounts/password/change/").status_code == 200
