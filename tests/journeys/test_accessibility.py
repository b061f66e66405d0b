"""Every page that somebody can reach is read by axe, from the left and from the right.

An area adds its pages to ``PAGES``: a name of an address and what of the story stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from openhbm.apps.reports.actions import compose_sitrep
from tests.journeys.accessibility import faults_on, wide_content

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CONTRAST = ("color-contrast",)
LOOKS = ("light.device", "dark.device", "light.more", "dark.more")
PLAIN = (
    "home", "situation", "arrivals", "count", "groups", "new-group", "persons", "new-person",
    "crossings", "referrals", "findings", "alerts", "sitreps", "services", "measures",
    "opened-records", "desk", "new-household", "change-password", "account",
)  # fmt: skip


@pytest.fixture
def coordinator(user_with: Callable[..., Any]) -> Any:
    return user_with("national_coordinator", username="coordinator")


@pytest.fixture
def pages(family, alert, administrator) -> list[str]:
    """The address of each page of the story; those hidden from a reader answer 404, also a page."""
    report = compose_sitrep(by=administrator, on=timezone.localdate())
    of_records = (
        ("tally", family.tally.id),
        ("group", family.group.id),
        ("new-member", family.group.id),
        ("person", family.mother.id),
        ("screening", family.child.id),
        ("refer", family.mother.id),
        ("referral", family.referral.id),
        ("crossing", family.decision.crossing_id),
        ("decide", family.decision.crossing_id),
        ("alert", alert.id),
        ("post", alert.post.code),
        ("sitrep", report.id),
    )
    return [
        *(reverse(name) for name in PLAIN),
        *(reverse(name, args=[key]) for name, key in of_records),
        reverse("history", args=["person", family.mother.id]),
        reverse("search") + "?q=Коваль",
        reverse("search") + "?q=nobody",
        reverse("referrals") + "?tab=late",
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("who", ["coordinator", "officer", "protector"])
def test_no_page_has_a_fault_of_level_a_or_aa(request, signed_in_at, pages, who, language):
    tab = signed_in_at(request.getfixturevalue(who), language)

    found = [fault for url in pages for fault in faults_at(tab, url)]

    assert not found, "\n".join(found)
    assert tab.faults == []


def faults_at(tab: Page, url: str, rules: tuple[str, ...] = ()) -> list[str]:
    answer = tab.goto(url)
    assert answer is not None and answer.status < 500, url
    return faults_on(tab, rules)


@pytest.mark.parametrize("look", LOOKS)
def test_contrast_holds_in_every_appearance(signed_in_at, pages, protector, look):
    tab = signed_in_at(protector)
    cookie = {"name": "hbm_appearance", "value": look, "url": tab.url}
    tab.context.add_cookies([cookie])

    found = [fault for url in pages for fault in faults_at(tab, url, CONTRAST)]

    assert not found, "\n".join(found)
    theme = tab.locator("html").get_attribute("data-theme")
    assert theme == look.split(".")[0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_scrolls_sideways_on_a_small_phone(signed_in_at, pages, protector, language):
    tab = signed_in_at(protector, language, width=360)

    wide = {}
    for url in pages:
        tab.goto(url)
        if excess := wide_content(tab):
            wide[url] = excess

    assert wide == {}


def test_appearance_is_chosen_in_the_menu_and_kept(signed_in_at, protector):
    tab = signed_in_at(protector)

    tab.locator(".menus details.menu > summary").last.click()
    tab.get_by_role("button", name="Dark").click()
    tab.locator(".menus details.menu > summary").last.click()
    tab.get_by_role("button", name="High contrast").click()
    tab.goto(reverse("persons"))

    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    expect(tab.locator("html")).to_have_attribute("data-contrast", "more")
    ground = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(0, 0, 0)"


def test_menus_open_and_pages_are_read_without_scripts(browser, live_server, family, protector):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/sign-in/")
    tab.locator("[name=username]").fill(protector.username)
    tab.locator("[name=password]").fill("correct horse battery")
    tab.locator("main button[type=submit]").first.click()

    tab.locator(".menus details.menu > summary").last.click()
    expect(tab.get_by_role("button", name="Sign out")).to_be_visible()
    tab.locator(".find input").fill("коваль олена")
    tab.locator(".find button").click()
    tab.get_by_role("link", name="Олена Коваль").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text("Олена Коваль")
    context.close()
