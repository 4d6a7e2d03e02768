"""Every model of the three apps has its admin screens."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from partners.models import Submission
from tests.uploads import url

# What nobody needs to look at: digests that are kept for a day.
TECHNICAL = {Submission}
MODELS = [model for app in ("partners", "actions", "meetings") for model in apps.get_app_config(app).get_models()]
MODELS = [model for model in MODELS if model not in TECHNICAL]


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_model_is_registered(model):
    assert admin.site.is_registered(model)


# What the application itself writes, and the admin only shows.
SHOWN = {"Participation", "FormerReference", "Edit", "CellEdit", "Milestone", "ProgressReport", "Document"}
SHOWN |= {"Snapshot", "Edition", "IssuedWorkbook", "Transmission"}
SHOWN |= {"ChangeSet", "RowChange", "CellChange", "Remark", "RememberedMapping"}
SHOWN |= {"PartnerRequest", "Opinion", "RequestEvent", "RequestDocument"}
SHOWN |= {"Comment", "Confirmation", "CallForProposals", "CallDocument", "LetterTemplate"}
SHOWN |= {"Mail", "MailAttachment", "Notifications", "FollowUp", "Engagement"}
SHOWN |= {"MeetingSeries", "SeriesException"}
SHOWN |= {"MinutesVersion", "MinutesRemark", "MinutesMail", "MinutesTemplate"}
SHOWN |= {"AgendaItem", "Attendee", "CalendarAddress"}


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_list_opens(as_user, secretary, model):
    assert as_user(secretary).get(url(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_form_opens_unless_rows_are_only_shown(as_user, secretary, model):
    expected = 403 if model.__name__ in SHOWN else 200
    assert as_user(secretary).get(url(model, "add")).status_code == expected


def test_index_names_the_three_apps_only(as_user, secretary):
    page = as_user(secretary).get(reverse("admin:index"))
    names = [app["name"] for app in page.context["app_list"]]
    assert sorted(names) == ["Annuaire des partenaires", "Réunions", "Tableau des actions communes"]
