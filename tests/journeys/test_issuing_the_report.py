"""The commander reads the situation, words the report of the post, and issues it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.newcomers import POST

pytestmark = pytest.mark.journey

WORDS = {
    "en": "Two hundred people slept in the tent. Blankets come at noon.",
    "ar": "نام مئتا شخص في الخيمة، وتصل البطانيات ظهراً.",
}


def test_commander_reads_the_situation_and_issues_the_report(telling):
    day = telling.stage.today - timedelta(days=int(telling.part["number"]))
    words = WORDS[telling.language]
    tab = telling.enter("commander")
    telling.look(tab, "home-commander")
    telling.area(tab, "Situation")
    expect(tab.get_by_role("heading", level=1)).to_contain_text(telling.say("Situation"))
    tab.wait_for_selector("[data-map-ready]")
    expect(tab.locator(".figure-value").nth(1)).not_to_have_text("0")
    telling.look(tab, "situation")

    telling.area(tab, "Reports")
    telling.look(tab, "reports")
    with tab.expect_navigation():
        tab.locator("[name=post]").select_option(POST)
    tab.get_by_label(telling.say("Report for the day")).fill(day.isoformat())
    telling.button(tab, "Compose").click()
    first = tab.locator(".report-words textarea").first
    first.fill(words)
    telling.look(tab, "report-draft")
    telling.button(tab, "Save the draft").click()

    expect(tab.get_by_role("status")).to_contain_text(telling.say("The report is saved."))
    expect(tab.locator("article.report")).to_contain_text(words)
    telling.button(tab, "Issue the report as saved").click()
    expect(tab.get_by_role("status")).to_contain_text(telling.say("The report is issued."))
    expect(tab.locator(".report-words")).to_have_count(0)
    expect(tab.locator("article.report")).to_contain_text(words)
    telling.look(tab, "report")
    paper = tab.request.get(f"{tab.url.rstrip('/')}/report.pdf")
    assert paper.body().startswith(b"%PDF")
