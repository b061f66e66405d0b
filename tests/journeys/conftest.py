"""A browser beside a running server, and the family of the page tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import (  # noqa: F401
    PASSWORD,
    administrator,
    alert,
    clerk,
    family,
    measure,
    officer,
    post,
    protector,
    service,
    user_with,
)

# The browser's driver runs an event loop in the thread in which the tests ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
    # The map needs WebGL, which a machine without a graphics card computes.
    " --use-angle=swiftshader --enable-unsafe-swiftshader"
).split()
WAIT_MS = 20_000

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """An empty tab on the running server; anything the page's policy blocks fails the test."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    tab = context.new_page()
    tab.set_default_timeout(WAIT_MS)
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if _blocks(message) else None)
    yield tab
    context.close()
    assert not complaints


@pytest.fixture
def sign_in(page: Page) -> Callable[[Any], None]:
    """Sign in as somebody, through the form."""

    def fill(user: Any) -> None:
        page.goto("/sign-in/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Situation")

    return fill


def _blocks(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
