"""A browser beside a running server, and the family of the page tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.building import Building
from tests.journeys.reading import Reading
from tests.journeys.stage import WAIT_MS, Stage
from tests.journeys.telling import Telling
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
# The last list given counts, so it names anew what the driver leaves out for Chromium's own sake.
LEFT_OUT = (
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # The suggestions under the address bar are pages of their own, two for each window: as much
    # work as a page of ours, and no test ever sees them.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The map needs WebGL, which a machine without a graphics card computes.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Pages are painted without it: a third of the time.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-smooth-scrolling",
    f"--disable-features={','.join(LEFT_OUT)}",
]
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
def open_tab(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a tab in a browser of its own; ``faults`` gathers what fails or is blocked in it."""
    contexts = []

    def open_one(width: int = 1366, language: str = "en") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 850},
            locale="en-GB",
        )
        contexts.append(context)
        cookie = {"name": "django_language", "value": language, "url": live_server.url}
        context.add_cookies([cookie])
        tab = context.new_page()
        tab.set_default_timeout(WAIT_MS)
        tab.faults = []
        tab.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.on("console", lambda said: tab.faults.append(said.text) if _blocks(said) else None)
        return tab

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in_at(open_tab: Callable[..., Page]) -> Callable[..., Page]:
    """A tab in which somebody signed in through the form, in a language and width."""

    def sign_in_at(user: Any, language: str = "en", width: int = 1366) -> Page:
        tab = open_tab(width, language)
        enter(tab, user)
        return tab

    return sign_in_at


@pytest.fixture
def page(open_tab: Callable[..., Page]) -> Iterator[Page]:
    """An empty tab; anything that fails in it or that its policy blocks fails the test."""
    tab = open_tab()
    yield tab
    assert tab.faults == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[Any], None]:
    """Sign in as somebody, in the one tab."""
    return lambda user: enter(page, user)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of two workers begins with what needs no stage, while the stage is being built."""
    alone = [item for item in items if not _needs_stage(item)]
    staged = [item for item in items if _needs_stage(item)]
    a, s = len(alone) // 2, len(staged) // 2
    items[:] = [*alone[:a], *staged[:s], *alone[a:], *staged[s:]]


@pytest.fixture(scope="session", autouse=True)
def building(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Building]:
    """Begun with the first test, if any of the run needs it; once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    begun = Building(shared / "stage")
    if any(_needs_stage(item) for item in request.session.items):
        begun.begin()
    yield begun
    begun.end()


def _needs_stage(item: pytest.Item) -> bool:
    return "stage" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def stage(building: Building, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The replayed demo, served for all stories that are told in every language and width."""
    staged = Stage(building, tmp_path_factory.mktemp("served"))
    yield staged
    staged.server.kill()


def _said(telling: tuple[str, int]) -> str:
    return "-".join(map(str, telling))


@pytest.fixture
def reading(browser: Browser, stage: Stage) -> Iterator[Reading]:
    """Opens pages as those who read them fullest."""
    opened = Reading(browser, stage)
    yield opened
    opened.close()


@pytest.fixture(params=[("en", 1280), ("en", 390), ("ar", 1280), ("ar", 390)], ids=_said)
def telling(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Telling]:
    """A story told in a language at a width; whatever was wrong on its pages fails it."""
    told = Telling(stage, browser, *request.param)
    yield told
    told.end()


def enter(tab: Page, user: Any) -> None:
    """Fill the sign-in form and wait for the start page."""
    tab.goto("/sign-in/")
    tab.locator("[name=username]").fill(user.username)
    tab.locator("[name=password]").fill(PASSWORD)
    tab.locator("main button[type=submit]").click()
    expect(tab.locator(".find")).to_be_visible()


def _blocks(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
