"""Requests go their way as a model of them does, whatever people post, in whatever order.

``make trust`` plays 200 games of up to 40 posts; every other run of the tests a small share of that.
"""

import os
from collections import Counter
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from actions.models import TRANSITIONS, JointAction, Opinion, PartnerRequest, RequestEvent, Verb
from tests import factories

pytestmark = pytest.mark.django_db
FULL = os.environ.get("TRUST") == "full"
GAMES, POSTS = (200, 40) if FULL else (15, 25)
# What is certainly done in so many games.
DONE = {"submit", "accept", "defer", "reopen", "opine"} if FULL else {"submit"}
STARTS = ["draft", "submitted", "deferred"]
REQUESTS = len(STARTS)
# Alice asks of bob and carol. What each may say, from where, and where it leads.
MOVES = {
    ("alice", "submit"): {"draft": "submitted"},
    ("alice", "withdraw"): {"draft": "withdrawn", "submitted": "withdrawn", "deferred": "withdrawn"},
    ("bob", "opine"): {"submitted": "submitted"},
    ("carol", "opine"): {"submitted": "submitted"},
    ("secretary", "accept"): {"submitted": "accepted"},
    ("secretary", "decline"): {"submitted": "declined"},
    ("secretary", "defer"): {"submitted": "deferred"},
    ("secretary", "reopen"): {"deferred": "submitted"},
}
PEOPLE = ["secretary", "reader", "alice", "bob", "carol", "outsider"]
VERBS = sorted({verb for _person, verb in MOVES})


@pytest.fixture
def game(secretary, reader, alice, bob, outsider):
    people = {"secretary": secretary, "reader": reader, "alice": alice, "bob": bob, "outsider": outsider}
    people["carol"] = factories.make_focal_point("carol@example.org", factories.make_partner("CCC"))
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    axis = factories.make_axis(1)
    moves = Counter()

    class Game(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.transaction = transaction.atomic()
            self.transaction.__enter__()
            agencies = [people["bob"].partner, people["carol"].partner]
            make = factories.make_request
            self.rows = [make(alice.partner, alice, agencies, state, axis=axis) for state in STARTS]
            self.states = list(STARTS)
            self.opinions = [{} for _ in range(REQUESTS)]
            self.events = [0] * REQUESTS
            self.submitted = []

        @rule(
            person=st.sampled_from(PEOPLE),
            verb=st.sampled_from(VERBS),
            which=st.integers(0, REQUESTS - 1),
            verdict=st.sampled_from(Opinion.Verdict.values),
            says_why=st.booleans(),
        )
        def post_anything(self, person, verb, which, verdict, says_why):
            self.post(person, verb, which, verdict, says_why)

        @rule(
            move=st.sampled_from(sorted(MOVES)),
            which=st.integers(0, REQUESTS - 1),
            verdict=st.sampled_from(Opinion.Verdict.values),
        )
        def post_what_may_be_said(self, move, which, verdict):
            self.post(*move, which, verdict, says_why=True)

        def post(self, person, verb, which, verdict, says_why):
            sent = {"verdict": verdict, "text": "Texte"} if verb == "opine" else {"reason": "Motif" if says_why else ""}
            clients[person].post(f"/requests/{self.rows[which].pk}/{verb}/", sent)
            Game.posts += 1
            state = self.states[which]
            target = MOVES.get((person, verb), {}).get(state)
            if target is None or (person == "secretary" and not says_why):
                return
            if verb == "opine":
                if self.opinions[which].get(person) == verdict:
                    return
                self.opinions[which][person] = verdict
            if verb == "submit":
                self.submitted.append(which)
            moves[verb] += 1
            self.states[which] = target
            self.events[which] += 1

        @invariant()
        def agrees(self):
            for which, row in enumerate(self.rows):
                found = PartnerRequest.objects.get(pk=row.pk)
                assert found.state == self.states[which]
                assert bool(found.number) == (STARTS[which] != "draft" or which in self.submitted)
                assert (found.action is not None) == (found.state == "accepted")
                living = found.opinions.living().values_list("agency__users__email", "verdict")
                assert dict(living) == {people[name].email: said for name, said in self.opinions[which].items()}
                assert RequestEvent.objects.filter(request=row).count() == self.events[which]
            numbers = [PartnerRequest.objects.get(pk=self.rows[which].pk).number for which in self.submitted]
            assert [number.split("-")[2] for number in numbers] == [f"{n:03}" for n in range(1, len(numbers) + 1)]
            assert JointAction.objects.count() == self.states.count("accepted")

        def teardown(self):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    Game.posts, Game.moves = 0, moves
    return Game


def play(game, games):
    told = settings(
        max_examples=games,
        stateful_step_count=POSTS,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(game, settings=told)


def test_requests_agree_with_the_model(game):
    play(game, GAMES)
    told = ", ".join(f"{verb} {number}" for verb, number in sorted(game.moves.items()))
    print(f"\n{GAMES} games, {game.posts} posts, 0 disagreements; done: {told}")
    assert set(game.moves) >= DONE


def test_disagreement_planted_on_purpose_is_found(game, monkeypatch):
    monkeypatch.setitem(TRANSITIONS, Verb.SUBMIT, replace(TRANSITIONS[Verb.SUBMIT], allows=lambda user, request: False))
    with pytest.raises(AssertionError):
        play(game, 20)
