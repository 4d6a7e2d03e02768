"""A focal point proposes a change in a real browser, is heard and answered; and what is said beside it."""

import pytest

from actions.models import ChangeSet, Comment, JointAction
from tests.browser.test_accessibility import faults
from tests.factories import make_action, make_comment


@pytest.fixture
def action(transactional_db, partner_a, partner_b):
    return make_action(lead=partner_a, partners=[partner_b], places="Rabat", title="Former les agents")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_change_is_proposed_reviewed_and_told_of(visit, alice, secretary, action, has_scripts):
    hers = visit(action.get_absolute_url(), alice, java_script_enabled=has_scripts)
    hers.locator(f'a[href="{action.get_absolute_url()}propose/"]').click()
    hers.fill("[name=places]", "Rabat, Tanger")
    hers.fill("[name=title]", "Former tous les agents")
    hers.fill("[name=message]", "Décidé avec la région")
    hers.locator(".form-end button").click()
    hers.wait_for_url("**/actions/changes/*/")
    change_set = ChangeSet.objects.get()
    assert "Décidé avec la région" in hers.locator("main").inner_text()
    assert hers.locator(".row-change button").count() == 0

    theirs = visit(action.get_absolute_url(), secretary, java_script_enabled=has_scripts)
    theirs.locator(f'a[href="{change_set.get_absolute_url()}"]').click()
    theirs.locator('.sections a[href="?show=all"]').click()
    theirs.locator(".comment summary").click()
    theirs.fill("[name=comment]", "Le titre reste")
    theirs.locator("tr[data-stop]", has_text="Former tous").locator("[name=refuse]").click()
    theirs.wait_for_selector(".said")
    theirs.locator("tr[data-stop]", has_text="Tanger").locator("[name=accept]").click()
    theirs.wait_for_selector(".standing-accepted")
    theirs.locator(".review-bar .btn-primary").click()
    theirs.wait_for_selector(".alert-success")
    assert JointAction.objects.get(pk=action.pk).places == "Rabat, Tanger"

    hers.goto(action.get_absolute_url())
    told = hers.locator(".own-proposal").inner_text()
    assert "Le titre reste" in told
    hers.goto(change_set.get_absolute_url())
    assert [hers.locator(f".standing-{one}").count() for one in ("refused", "applied")] == [1, 1]
    assert "Le titre reste" in hers.locator(".proposals").inner_text()


def test_a_proposal_is_withdrawn(visit, alice, action):
    page = visit(f"{action.get_absolute_url()}propose/", alice)
    page.fill("[name=places]", "Tanger")
    page.locator(".form-end button").click()
    page.locator("form[action$='/withdraw/'] button").click()
    page.wait_for_selector(".alert-secondary")
    assert ChangeSet.objects.get().withdrawn_by == str(alice)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_partners_talk_with_the_secretariat(visit, alice, bob, secretary, action, has_scripts):
    ours = visit(action.get_absolute_url(), secretary, java_script_enabled=has_scripts)
    ours.fill(".comment-form textarea", "Ne pas relancer")
    ours.check("[name=is_internal]")
    ours.locator(".comment-form button").click()
    ours.wait_for_selector(".comment-entry.is-internal")
    ours.fill(".comment-form textarea", "Où en est-on ?")
    ours.locator(".comment-form button").click()
    ours.wait_for_selector(".comment-entry:not(.is-internal)")

    hers = visit(action.get_absolute_url(), alice, java_script_enabled=has_scripts)
    assert hers.locator(".comment-entry").count() == 1
    assert hers.locator(".comment-entry button").count() == 0
    hers.fill(".comment-form textarea", "Bientôt")
    hers.locator(".comment-form button").click()
    hers.wait_for_url(f"**#comment-{Comment.objects.get(text='Bientôt').pk}")
    assert "Bientôt" in visit(action.get_absolute_url(), bob).locator(".comments").inner_text()
    hers.locator(".comment-entry button").click()
    hers.wait_for_selector(".alert-success")
    assert hers.locator(".comment-entry").count() == 1


def test_the_screens_are_accessible(visit, alice, secretary, action):
    make_comment(action, alice)
    make_comment(action, secretary, is_internal=True)
    page = visit(f"{action.get_absolute_url()}propose/", alice)
    assert list(faults(page)) == []
    page.fill("[name=places]", "Tanger")
    page.locator(".form-end button").click()
    page.wait_for_url("**/actions/changes/*/")
    for path in (None, "/actions/changes/", action.get_absolute_url()):
        if path:
            page.goto(path)
        assert list(faults(page)) == []
    assert list(faults(visit(action.get_absolute_url(), secretary))) == []
