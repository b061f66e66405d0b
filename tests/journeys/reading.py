"""Opening the pages of the table as those who read them fullest."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.accessibility import AXE
from tests.journeys.pages import PAGES, address
from tests.journeys.stage import WAIT_MS, Stage

WIDTH = 1280
# Their pages ask for a password given just now …
PROVEN = ("consul", "factors")
# … or cover what is signed in.
ANEW = ("mediator",)


class Reading:
    """Tabs of readers, closed at the end of a test."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self.browser = browser
        self.stage = stage
        self.contexts: list[BrowserContext] = []

    def __call__(self, reader: str, language: str) -> Page:
        """An empty tab of somebody; of nobody signed in for an empty name."""
        if reader in ANEW:
            self.stage.forget(reader)
        context = self.stage.context(self.browser, language, WIDTH, reader)
        self.contexts.append(context)
        # Given once to the browser, which has it ready on every page.
        context.add_init_script(path=AXE)
        tab = context.new_page()
        tab.set_default_timeout(WAIT_MS)
        tab.faults = []
        tab.on("pageerror", lambda error: tab.faults.append(f"{tab.url}: {error}"))
        tab.on("console", lambda said: tab.faults.append(said.text) if _blocks(said) else None)
        if reader:
            self.stage.sign_in(tab, reader)
        if reader in PROVEN:
            self.stage.prove(tab)
        return tab

    def addresses(self, reader: str) -> list[str]:
        return [address(asked, self.stage.records) for asked in PAGES[reader]]

    def open(self, tab: Page, url: str) -> None:
        """Go to a page; it must be that page that is shown."""
        answer = tab.goto(url)
        assert answer is not None and answer.status == 200, f"{url}: {answer and answer.status}"
        assert urlsplit(tab.url).path == urlsplit(url).path, f"{url} led to {tab.url}"
        if tab.locator("[data-map]").count():
            tab.wait_for_selector("[data-map-ready]")
        # A page that waits for long work renews itself until it is done.
        expect(tab.locator("main [hx-trigger^=every]")).to_have_count(0)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def _blocks(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
