"""Three posts register one woman; the third sees who came before, and a reviewer links the records,
takes it back and links them again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.identity.linking import link_register
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from tests.journeys.accessibility import faults_on, wide_content
from tests.three_posts import PLACE, WAYS, three_posts

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def posts(administrator):
    return three_posts(administrator)


@pytest.fixture
def earlier(user_with, posts):
    """Her records at two posts, each made by that post's clerk: in Latin and in Arabic letters."""
    made = []
    for number, ((name, birth), post) in enumerate(zip(WAYS[:2], posts[:2], strict=True)):
        clerk = user_with(username=f"clerk-{number}")
        give_role(by=None, user=clerk, role="registration_clerk", place_id=post.id)
        details = PersonDetails(name=name, sex="F", birth=birth, origin=PLACE)
        made.append(register_person(by=clerk, post=post, details=details))
    return made


@pytest.fixture
def third(user_with, posts):
    """A clerk who stands in at all three posts, and so may see who was registered at each."""
    clerk = user_with(username="third", display_name="Third Clerk")
    for post in posts:
        give_role(by=None, user=clerk, role="registration_clerk", place_id=post.id)
    return clerk


@pytest.fixture
def reviewer(user_with):
    return user_with("identity_reviewer", username="reviewer", display_name="Rita Reviewer")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_woman_of_three_posts_is_seen_linked_undone_and_linked_again(
    signed_in_at, earlier, third, reviewer, posts, language, width
):
    desk = signed_in_at(third, language, width)

    type_her_in(desk, posts[2])
    assert_earlier_records_are_told_with_reasons(desk, earlier, language)
    desk.locator("form[data-person] button[type=submit]").click()
    expect(desk.locator(".message-success")).to_be_visible()

    link_register(by=reviewer)
    pair = pairs_visible_to(reviewer).get(left_id=earlier[0].id, right_id=earlier[1].id)
    office = signed_in_at(reviewer, language, width)
    office.goto("/pairs/")
    assert_page_reads_well(office, language)
    office.locator(f"a[href$='/pairs/{pair.id}/']").click()
    link_the_records(office, "Same face, same story")
    office.locator("input[name=undo] ~ .form-actions button").click()
    expect(office.locator(".message-success")).to_have_text(
        said("The judgement is taken back.", language)
    )
    link_the_records(office, "Her brother confirmed it")

    assert_steps_are_told(office, pair, language)
    assert_journal_tells_the_same(reviewer, pair)
    assert desk.faults == office.faults == []


def type_her_in(desk: Page, post: Any) -> None:
    """A third spelling, another year."""
    desk.goto("/persons/new/")
    desk.locator("[name=post]").select_option(str(post.id))
    desk.locator("[name=name]").fill("Leila Hasan")
    desk.locator("[name=surname]").fill("Al-Mutakhayal")
    desk.locator("[name=sex]").select_option("F")
    desk.locator("[name=birth]").fill("1986")
    desk.locator("[name=address]").fill("Qaryat al Wahm")
    desk.locator("[name=address]").press("Tab")


def assert_earlier_records_are_told_with_reasons(desk: Page, earlier: Any, language: str) -> None:
    found = desk.locator(".likely > .likely-one")
    expect(found).to_have_count(len(earlier))
    for record in earlier:
        one: Locator = found.filter(has_text=record.number)
        expect(one).to_have_count(1)
        one.locator("summary").click()
        reasons = one.locator(".evidence tbody tr")
        assert reasons.count() >= 3
        assert "%" not in one.inner_text()
    assert_page_reads_well(desk, language)
    assert faults_on(desk) == []


def link_the_records(office: Page, why: str) -> None:
    office.locator("[name=judgement][value=match]").check()
    office.locator("[name=note]").fill(why)
    office.locator("form:has([name=judgement]) button").click()
    expect(office.locator("[name=undo]")).to_have_count(1)


def assert_steps_are_told(office: Page, pair: Any, language: str) -> None:
    """On the page of the pair and in the history of both records."""
    steps = office.locator(".timeline li strong")
    linked, undone = said("The same person", language), said("Not judged", language)
    expect(steps).to_have_text([linked, undone, linked])
    assert_page_reads_well(office, language)
    for person_id in (pair.left_id, pair.right_id):
        office.goto(f"/persons/{person_id}/")
        page = office.locator("main").inner_text()
        assert page.count(said("Double registration judged", language)) == 2
        assert page.count(said("Judgement of a double registration taken back", language)) == 1


def assert_journal_tells_the_same(reviewer: Any, pair: Any) -> None:
    for person_id in (pair.left_id, pair.right_id):
        told = [one.type for one in history_of(reviewer, subject=person_id)]
        steps = [kind for kind in reversed(told) if kind.startswith("pair_judge")]
        assert steps == ["pair_judged", "pair_judgement_undone", "pair_judged"]


def assert_page_reads_well(tab: Page, language: str) -> None:
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert wide_content(tab) == 0


def said(text: str, language: str) -> str:
    with override(language):
        return gettext(text)
