"""A demo of the first days of a crisis, replayed and served for real, and who plays in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, expect

from openhbm.cli.demo.cast import PASSWORD
from tests.cli.conftest import Shell
from tests.serving import Served

# As long as a busy machine may need; nothing waits longer than what it waits for.
WAIT_MS = 20_000
WRITES_PICTURES = os.environ.get("HBM_WRITE_PICTURES") == "1"
FIRST_DAY = date(2022, 2, 24)
# Pictures show more people, a longer line of arrivals and a day that is full.
DAYS, SCALE = (14, "1:4000") if WRITES_PICTURES else (12, "1:20000")
WITH_SECOND_FACTOR = "factors"
TODAY = FIRST_DAY + timedelta(days=DAYS - 1 if WRITES_PICTURES else DAYS)
NOW = time(21, 30) if WRITES_PICTURES else time(8, 30)
CASTING = "import django; django.setup(); from tests.journeys.casting import main; main()"
ROOT = Path(__file__).resolve().parents[2]


class Stage:
    """The served node; sessions are kept, so that each person signs in through the form once."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "demo"
        self.today = TODAY
        at = datetime.combine(self.today, NOW, ZoneInfo("UTC"))
        shell = Shell(folder / "home")
        shell(
            "demo", "--home", str(self.home), "--no-serve", "--scale", SCALE, "--days", str(DAYS)
        )  # fmt: skip
        self.environment = shell.environment | {
            "HBM_HOME": str(self.home),
            "HBM_NODE": "DEMO",
            "HBM_CLOCK_STARTS": at.isoformat(),
        }
        cast = json.loads(self._cast())
        self.parts: dict[str, dict[str, str]] = cast["parts"]
        self.records: dict[str, str] = cast["records"]
        self._codes = self.records.pop("codes").split()
        self.server = Served(self.home, self.environment)
        self.server.start()
        self.url = f"http://127.0.0.1:{self.server.port}"
        self._sessions: dict[str, Any] = {}

    def _cast(self) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", CASTING],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "openhbm.project.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

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
        """Come to the first page of somebody, through the form if need be."""
        if username not in self._sessions:
            self.fill_in(tab, username)
            if username == WITH_SECOND_FACTOR:
                self.fill_in_code(tab)
            expect(tab.locator(".find")).to_be_visible()
            self._sessions[username] = tab.context.storage_state()
        tab.goto("/")
        expect(tab).to_have_url(f"{self.url}/")

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
