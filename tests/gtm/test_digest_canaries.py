"""No digest tells anybody of what is not theirs, and none what stays in the secretariat: everything happens, to all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.columns import BY_NAME
from actions.models import (
    CellChange,
    CellEdit,
    ChangeSet,
    Comment,
    Confirmation,
    Document,
    Edit,
    JointAction,
    Milestone,
    PartnerRequest,
    ProgressReport,
    RowChange,
    Verb,
    Verdict,
)
from actions.querysets import RequestQuerySet
from gtm import digest
from partners.models import Mail
from tests import factories
from tests.gtm.world import CANARIES, World

pytestmark = pytest.mark.django_db
# Whom a digest tells of what: less than a page may, since nobody is told of drafts or of what was put away.
TOLD = {word: CANARIES[word] for word in ("quetzal", "tapirus")}
TOLD |= dict.fromkeys(CANARIES.keys() - TOLD.keys(), frozenset())


@pytest.fixture
def people():
    """The world of the permission table, in which every kind of news has just come from everybody."""
    partners = {"a": factories.make_partner("AAA"), "b": factories.make_partner("BBB")}
    people = {
        "secretary": factories.make_secretary(),
        "alice": factories.make_focal_point("alice@example.org", partners["a"]),
        "bob": factories.make_focal_point("bob@example.org", partners["b"]),
        "reader": factories.make_reader(),
        "outsider": factories.make_focal_point("outsider@example.org", factories.make_partner("OUT")),
    }
    World(partners, people)
    colleagues = [
        factories.make_secretary("colleague@example.org"),
        *(factories.make_focal_point(f"colleague-{key}@example.org", partner) for key, partner in partners.items()),
    ]
    for author in [*people.values(), *colleagues]:
        act(author)
    ChangeSet.objects.update(received_by=colleagues[0])
    decided = {"decided_by": colleagues[0], "decided_at": timezone.now()}
    CellChange.objects.filter(error="").update(verdict=Verdict.ACCEPTED, **decided)
    RowChange.objects.update(verdict=Verdict.REFUSED, **decided)
    return people


def act(author):
    """Do as `author` everything that a digest may tell of, to every row there is, whoever may do it."""
    edit = Edit.objects.create(author=author, channel=Edit.Channel.FORM)
    parts = [
        *Milestone.objects.all(),
        *ProgressReport.objects.all(),
        *Document.objects.select_related("report__action"),
    ]
    for part in parts:
        CellEdit.objects.create(edit=edit, action=part.action, column=part.column, part=part.pk, after=str(author))
    for action in JointAction.objects.all():
        word = action.title.split()[0]
        for column in BY_NAME:
            after = "narvalus" if column == "internal_notes" else word
            CellEdit.objects.create(edit=edit, action=action, column=column, before="", after=f"{after} {author}")
        Confirmation.objects.create(action=action, partner=author.partner or factories.make_partner(), author=author)
        said = {"action": action, "author": author}
        Comment.objects.create(text=word, **said)
        Comment.objects.create(text="narvalus", is_internal=True, **said)
        Comment.objects.create(text="mammouth", archived_at=timezone.now(), **said)
    for request in PartnerRequest.objects.all():
        for verb in Verb:
            factories.make_request_event(request, author, verb, reason="narvalus" if verb == Verb.NOTE else "partout")


@pytest.fixture
def digests(people, monkeypatch):
    """Post them all; return {role: everything that leaves for it}."""

    def post():
        monkeypatch.setattr(digest, "SETTLED", -timedelta(minutes=1))  # what happened just now is told at once
        before = set(Mail.objects.values_list("pk", flat=True))
        assert digest.send()["failed"] == 0
        mails = Mail.objects.exclude(pk__in=before)
        return {
            role: "\n".join(
                f"{mail.subject}\n{mail.body}\n{mail.as_message().message()}" for mail in mails.filter(to=person.email)
            )
            for role, person in people.items()
        }

    return post


def leaks(digests):
    return [
        f"{role} is told of “{word}”"
        for role, text in digests.items()
        for word, knowers in TOLD.items()
        if word in text.casefold() and role not in knowers
    ]


def test_digest_tells_nobody_of_what_is_not_theirs(digests):
    posted = digests()
    assert leaks(posted) == []
    # Otherwise silence would prove nothing.
    for word in ("quetzal", "tapirus"):
        assert {role for role, text in posted.items() if word in text.casefold()} == TOLD[word]
    assert posted["outsider"], "an edition was circulated, which is for all"


def tell_of_every_request(monkeypatch):
    monkeypatch.setattr(RequestQuerySet, "visible_to", lambda rows, user: rows)


def tell_what_comments_say(monkeypatch):
    told = digest.news
    texts = Comment.objects.values_list("text", flat=True)
    monkeypatch.setattr(
        digest, "news", lambda user, *period: [*told(user, *period), ("", [(text, "/") for text in texts])]
    )


@pytest.mark.parametrize(
    ("plant", "leak"),
    [
        (tell_of_every_request, "bob is told of “quetzal”"),
        (tell_what_comments_say, "reader is told of “narvalus”"),
        (tell_what_comments_say, "secretary is told of “mammouth”"),
    ],
)
def test_leak_planted_on_purpose_is_found(digests, monkeypatch, plant, leak):
    plant(monkeypatch)
    assert leak in leaks(digests())
