"""A demo of the first days of a crisis, replayed and served for real, and who plays in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from openhbm.cli.demo.cast import PASSWORD
from tests.journeys.building import TODAY, Building, environment_of
from tests.serving import Served

# As long as a busy machine may need; nothing waits longer than what it waits for.
WAIT_MS = 20_000
WITH_SECOND_FACTOR = "factors"


class Stage:
    """The served node; sessions are kept, so that each person signs in once."""

    def __init__(self, building: Building, folder: Path) -> None:
        cast = building.cast()
        self.home = folder / "demo"
        shutil.copytree(building.home, self.home)
        self.today = TODAY
        self.environment = environment_of(self.home)
        self.parts: dict[str, dict[str, str]] = cast["parts"]
        self.records: dict[str, str] = cast["records"]
        self._codes = self.records.pop("codes").split()
        self.server = Served(self.home, self.environment)
        self.server.start()
        self.url = f"http://127.0.0.1:{self.server.port}"
        self._sessions: dict[str, Any] = {}

    def context(
        self, browser: Browser, language: str, width: int, username: str = ""
    ) -> BrowserContext:
        """A browser of somebody; signed in where they have signed in before."""
        context = browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": 850},
            locale="en-GB",
            storage_state=self._sessions.get(username),
        )
        chosen = {"name": "django_language", "value": language, "url": self.url}
        context.add_cookies([chosen])
        return context

    def enter(self, tab: Page, username: str) -> None:
        """Come to the first page of somebody."""
        self.sign_in(tab, username)
        tab.goto("/")
        expect(tab).to_have_url(f"{self.url}/")

    def sign_in(self, tab: Page, username: str) -> None:
        """Sign somebody in who has not signed in before."""
        if username in self._sessions:
            return
        if username == WITH_SECOND_FACTOR:
            self.fill_in(tab, username)
            self.fill_in_code(tab)
            expect(tab.locator(".find")).to_be_visible()
        else:
            self._send_form(tab.context, username)
        self._sessions[username] = tab.context.storage_state()

    def _send_form(self, context: BrowserContext, username: str) -> None:
        """What the form of signing in sends; filling it in belongs to the stories about it."""
        context.request.get("/sign-in/")
        (token,) = [one["value"] for one in context.cookies() if one["name"] == "csrftoken"]
        said = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        # It leads on to the first page, which shows what is told once, in the language of now.
        answer = context.request.post("/sign-in/", form=said)
        assert answer.ok and answer.url == f"{self.url}/", f"{username} came to {answer.url}"

    def fill_in(self, tab: Page, username: str) -> None:
        """Send the form of signing in."""
        tab.goto("/sign-in/")
        tab.locator("[name=username]").fill(username)
        tab.locator("[name=password]").fill(PASSWORD)
        tab.locator("main button[type=submit]").first.click()

    def fill_in_code(self, tab: Page) -> None:
        """Send the next of the codes on paper; each lets in once."""
        tab.locator("[name=code]").fill(self._codes.pop())
        tab.locator("main button[type=submit]").first.click()

    def prove(self, tab: Page) -> None:
        """Give the password once more, as pages about signing in ask for it."""
        tab.goto("/sign-in/again/")
        tab.locator("[name=password]").fill(PASSWORD)
        with tab.expect_navigation():
            tab.locator("main button[type=submit]").first.click()

    def forget(self, username: str) -> None:
        """Let somebody sign in anew the next time."""
        self._sessions.pop(username, None)
