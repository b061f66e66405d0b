"""A shift at the desk: counting by key, and a line that goes down and comes back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.people.queries import groups_visible_to, people_visible_to

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_family_is_counted_with_six_keys_and_the_pad_is_ready_for_the_next(
    page, sign_in, clerk, post
):
    sign_in(clerk)
    page.goto(reverse("count"))

    for key in ("r", "f", "e", "w", "n", "Enter"):
        page.keyboard.press(key)

    expect(page.locator("[data-pad-last]")).to_contain_text("Counted: 4")
    expect(page.locator("[data-pad-total]")).to_have_text("0")
    tally = tallies_visible_to(clerk).get()
    assert tally.counts == {"F 18-59": 1, "F 12-17": 1, "F 5-11": 1, "M 18-59": 1}
    assert (tally.persons, tally.vulnerable_seen) == (4, 1)


def test_pad_takes_back_and_counts_who_was_not_seen_well(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("count"))

    for key in ("r", "r", "z", "p", "p", "Shift+P", "g", "Shift+G"):
        page.keyboard.press(key)
    page.get_by_role("button", name="One more: Boys 0–4").click()
    expect(page.locator("[data-pad-total]")).to_have_text("3")
    page.get_by_role("button", name="Save the count").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("3 persons counted")
    assert tallies_visible_to(clerk).get().counts == {"F 18-59": 1, "M 0-4": 1}


def test_targets_of_the_pad_are_large(signed_in_at, clerk, post):
    for width in (1280, 390):
        page = signed_in_at(clerk, "en", width)
        page.goto(reverse("count"))
        boxes = [b.bounding_box() for b in page.locator(".tile-add, .tile-less").all()]
        assert len(boxes) == 24
        assert min(min(box["width"], box["height"]) for box in boxes) >= 64


def test_counts_made_without_a_line_are_kept_shown_and_sent_once(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("count"))
    page.context.set_offline(True)

    for key in ("r", "Enter", "f", "f", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("[data-unsent-words]")).to_contain_text("2 forms are not sent")
    assert not tallies_visible_to(clerk).exists()
    page.context.set_offline(False)

    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert sorted(t.persons for t in tallies_visible_to(clerk)) == [1, 2]


def test_group_kept_in_the_tab_is_sealed_and_survives_the_page(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-group"))
    fill_group(page, "Example family", "4")
    page.context.set_offline(True)
    page.get_by_role("button", name="Register the group").click()
    expect(page.locator("[data-unsent-words]")).to_contain_text("1 form is not sent")
    stored = page.evaluate("sessionStorage.getItem('openhbm-unsent')")
    page.context.set_offline(False)

    page.goto(reverse("desk"))

    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert "Example" not in stored
    assert groups_visible_to(clerk).get().label == "Example family"


def test_what_the_server_does_not_take_is_opened_and_corrected(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    page.context.set_offline(True)
    page.locator("[name=m0-name]").fill("Olena Example")
    page.locator("[name=m0-age]").fill("12.5.88")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-unsent-words]")).to_contain_text("1 form is not sent")
    expect(page.locator("[name=m0-name]")).to_have_value("")
    page.context.set_offline(False)

    page.get_by_role("button", name="Open and correct").click()
    expect(page.get_by_role("alert")).to_contain_text("neither an age nor a date")
    page.locator("[name=m0-age]").fill("1988")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Olena Example")
    assert people_visible_to(clerk).get().birth_precision == "Y"


def fill_group(page: Page, label: str, size: str) -> None:
    page.get_by_label("Name to call the group by").fill(label)
    page.get_by_label("Persons in the group").fill(size)
