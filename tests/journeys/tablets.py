"""A tablet in a real browser: let in, prepared, cut off, killed, opened again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from pathlib import Path
from typing import Any

from django.urls import reverse
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from openhbm.apps.accounts.devices.actions import issue_enrolment
from tests.web.conftest import PASSWORD

PASSPHRASE = "four quiet words here"


class BrowserTablet:
    """A browser with a profile on the disk, which can be killed and read."""

    def __init__(self, driver: BrowserType, base: str, profile: Path, arguments: list[str]) -> None:
        self.driver, self.base, self.profile = driver, base, profile
        self.arguments = arguments
        self.faults: list[str] = []
        self.language, self.width = "en", 390
        self.start()

    def start(self, language: str = "", width: int = 0) -> None:
        """Open the browser with what its profile holds."""
        self.language, self.width = language or self.language, width or self.width
        self.context: BrowserContext = self.driver.launch_persistent_context(
            str(self.profile),
            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
            args=self.arguments,
            base_url=self.base,
            viewport={"width": self.width, "height": 850},
            locale="en-GB",
            accept_downloads=True,
        )
        cookie = {"name": "django_language", "value": self.language, "url": self.base}
        self.context.add_cookies([cookie])
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if _blocks(said) else None)
        return page

    def let_in(self, lead: Any, post: Any) -> None:
        """Join the post by a code, as the square tells it."""
        self.code_of(lead, post)
        self.join()

    def code_of(self, lead: Any, post: Any) -> None:
        self.code = issue_enrolment(by=lead, place_id=post.id)

    def join(self) -> None:
        self.page.goto(reverse("join-device-with", args=[self.code]))
        self.page.locator("[name=label]").fill("Tablet 3")
        self.page.locator("main button[type=submit]").click()
        expect(self.page).to_have_url(f"{self.base}/sign-in/")

    def sign_in(self, user: Any) -> None:
        self.page.goto("/sign-in/")
        self.page.locator("[name=username]").fill(user.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        expect(self.page.locator(".find")).to_be_visible()

    def prepare(self, passphrase: str = PASSPHRASE) -> None:
        """Choose a passphrase, and wait until the page is kept."""
        self.page.goto("/tablet/")
        self.choose(passphrase)
        self.kept()

    def choose(self, passphrase: str) -> None:
        """Fill in the form of whoever is signed in at the node."""
        self.page.locator("[data-new]").fill(passphrase)
        self.page.locator("[data-again]").fill(passphrase)
        self.page.locator("[data-prepare-form] [type=submit]").click()
        expect(self.page.locator(".tablet-tabs")).to_be_visible()

    def kept(self) -> None:
        """Wait until the worker gives the page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        self.page.evaluate(
            """async () => {
              const soon = () => new Promise((done) => setTimeout(done, 50));
              while (!navigator.serviceWorker.controller) await soon();
            }"""
        )

    def cut_off(self, is_off: bool = True) -> None:
        self.context.set_offline(is_off)

    def open(self) -> None:
        self.page.goto("/tablet/")

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        self.page.locator("[data-passphrase]").fill(passphrase)
        self.page.locator("[data-unlock] [type=submit]").click()

    def go(self, name: str) -> None:
        self.page.locator(f"a[href='#{name}']").first.click()
        expect(self.page.locator(f"[data-screen={name}]")).to_be_visible()

    def count(self, persons: int) -> None:
        self.go("tally")
        self.page.locator("[data-form=tally] [name=persons]").fill(str(persons))
        self.page.locator("[data-form=tally] [type=submit]").click()
        expect(self.page.locator("[data-said]")).to_contain_text(str(persons))

    def register(self, *names: str, photo: Any = None) -> list[str]:
        """A household; the numbers that the tablet gave."""
        self.go("household")
        form = self.page.locator("[data-form=household]")
        for place, name in enumerate(names):
            if place:
                form.locator("[data-add-row]").click()
            form.locator(f"[name=m{place}-name]").fill(name)
            form.locator(f"[name=m{place}-age]").fill(str(30 - place))
        if photo is not None:
            form.locator("[data-photo]").first.set_input_files(photo)
        form.locator("[type=submit]").click()
        expect(self.page.locator("[data-screen=saved]")).to_be_visible()
        numbers = self.page.locator("[data-numbers] [data-number]")
        expect(numbers).to_have_count(len(names))
        return numbers.all_text_contents()

    def unsent(self) -> str:
        return self.page.locator(".tablet-unsent").inner_text()

    def small_targets(self) -> list[str]:
        """Buttons, links and fields that are shown and lower than a thumb needs."""
        found: list[str] = self.page.evaluate(SMALL)
        return found

    def holds_in_its_files(self, words: str) -> list[str]:
        """Files of the profile in which these words can be read, in any common encoding."""
        forms = {words.encode(), words.encode("utf-16-le"), words.casefold().encode()}
        found = []
        for path in self.profile.rglob("*"):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                found += [str(path) for form in forms if form in data]
        return found

    def kill(self) -> None:
        """SIGKILL to the browser: it writes nothing any more, as when the battery goes."""
        own = f"--user-data-dir={self.profile}".encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if own in path.read_bytes():
                    os.kill(int(path.parent.name), signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def close(self) -> None:
        self.context.close()


SMALL = """
() => [...document.querySelectorAll("main button, main .button, main select, .tablet-tabs a")]
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && box.height < 44)
  .map(([what, box]) => `${what} ${box.height}`)
"""


def _blocks(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
