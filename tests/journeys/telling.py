"""One telling of a story: in a language, at a width, with everything on the way looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.journeys.accessibility import faults_on, wide_content
from tests.journeys.building import WRITES_PICTURES
from tests.journeys.stage import WAIT_MS, Stage
from tests.journeys.untranslated import english_on

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
COLOURS = 128
# The pages worth a picture, each in the tellings named.
PICTURES = {
    "home-lead": ("en-1280", "ar-390"),
    "shift": ("ar-1280",),
    "desk": ("en-1280", "ar-390"),
    "count": ("en-390",),
    "household": ("en-1280", "ar-1280"),
    "registered": ("en-1280", "ar-390"),
    "interview": ("en-390", "ar-1280"),
    "information": ("en-390",),
    "person": ("ar-1280",),
    "referrals": ("ar-390",),
    "referral": ("en-1280",),
    "situation": ("en-1280", "ar-1280", "en-390"),
    "report": ("en-1280", "ar-390"),
    "opened-record": ("en-1280", "ar-390"),
}


@dataclass
class Telling:
    """What the stories use: somebody's tab, words in the language told, and a look at each page."""

    stage: Stage
    browser: Browser
    language: str
    width: int
    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.language}-{self.width}"

    @property
    def part(self) -> dict[str, str]:
        """What was made ready for this telling alone."""
        return self.stage.parts[self.name]

    def language_chosen(self) -> Any:
        """A block in which words are those of the language told."""
        return override(self.language)

    def say(self, text: str, **values: Any) -> str:
        """The words of the interface in the language told."""
        with self.language_chosen():
            said = gettext(text)
        return said % values if values else said

    def enter(self, username: str) -> Page:
        """Somebody's tab, at their first page."""
        tab = self.stranger(username)
        self.stage.enter(tab, username)
        return tab

    def stranger(self, username: str = "") -> Page:
        """The tab of somebody without an account, or who has not come to their first page yet."""
        context = self.stage.context(self.browser, self.language, self.width, username)
        self.contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(WAIT_MS)
        tab.on("pageerror", lambda error: self.faults.append(f"{tab.url}: {error}"))
        tab.on("console", lambda said: self._hear(tab, said))
        return tab

    def _hear(self, tab: Page, said: Any) -> None:
        if said.type == "error" and "Content Security Policy" in said.text:
            self.faults.append(f"{tab.url}: {said.text}")

    def link(self, tab: Page, text: str) -> Locator:
        return tab.locator("main").get_by_role("link", name=self.say(text), exact=True).first

    def button(self, tab: Page, text: str) -> Locator:
        return tab.locator("main").get_by_role("button", name=self.say(text)).first

    def area(self, tab: Page, text: str) -> None:
        """Go to an area through the bar, or through its menu on a narrow screen."""
        if self.width < 700:
            tab.locator(".areas-menu > summary").click()
            bar = tab.locator(".areas-menu")
        else:
            bar = tab.locator(".areas")
        bar.get_by_role("link", name=self.say(text), exact=True).click()

    def look(self, tab: Page, name: str) -> None:
        """Read the page as somebody would who needs it in this language, direction and width."""
        self.seen.append(name)
        direction = tab.locator("html").get_attribute("dir")
        if direction != ("rtl" if self.language == "ar" else "ltr"):
            self.faults.append(f"{tab.url} is read {direction}")
        if excess := wide_content(tab):
            self.faults.append(f"{tab.url} is {excess} pixels wider than the screen")
        if self.language != "en":
            self.faults += [
                f"{tab.url} says in English: {text}" for text in english_on(tab, self.language)
            ]
        # The pages themselves are read elsewhere: here, what the steps of a story make of them.
        if self.name == "ar-390":
            self.faults += faults_on(tab)
        if WRITES_PICTURES and self.name in PICTURES.get(name, ()):
            self._write_picture(tab, IMAGES / f"{name}-{self.name}.png")

    def _write_picture(self, tab: Page, path: Path) -> None:
        tab.evaluate("window.scrollTo(0, 0)")
        tab.mouse.move(0, 0)
        shot = Image.open(io.BytesIO(tab.screenshot(animations="disabled")))
        shot.convert("RGB").quantize(COLOURS).save(path, optimize=True)

    def end(self) -> None:
        for context in self.contexts:
            context.close()
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))
