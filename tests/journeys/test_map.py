"""The map of posts: drawn without any other server, and readable without it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from openhbm.apps.places.actions import open_post

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_map_draws_a_mark_for_each_post_and_tells_of_it(
    page, sign_in, administrator, protector, alert
):
    open_post(
        by=administrator, code="SK-TEST", name="Ukážková", country="SVK",
        latitude=48.7, longitude=22.2, post_type="OFFICIAL_LAND",
    )  # fmt: skip
    sign_in(protector)
    page.goto(reverse("situation"))

    page.wait_for_selector("[data-map-ready]")
    marks = page.locator(".map-post")
    expect(marks).to_have_count(2)
    marks.filter(has_text=str(alert.level)).click()

    popup = page.locator(".map-popup")
    expect(popup).to_contain_text("Testowa")
    expect(popup).to_contain_text("900 arrivals")
    popup.get_by_role("link", name="Open this post").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Testowa")


def test_table_says_what_the_map_does_where_it_cannot_be_drawn(page, sign_in, protector, alert):
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")

    sign_in(protector)
    page.goto(reverse("situation"))

    expect(page.locator("[data-map-failed]")).to_be_visible()
    expect(page.get_by_role("link", name="Testowa")).to_be_visible()
