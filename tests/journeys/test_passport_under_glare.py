"""A passport under glare is read by the camera page; the officer corrects the name, registers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
# Everyone's own name as they say it, so that each telling registers somebody of its own.
SAID = {
    "en-1280": ("Leila Nour", "al-Khayali"),
    "en-390": ("Layla", "Alkhayaly"),
    "ar-1280": ("ليلى نور", "الخيالي"),
    "ar-390": ("ليلى", "الخياليّ"),
}


def test_officer_reads_a_passport_corrects_the_name_and_registers(telling):
    given, family = SAID[telling.name]
    tab = telling.enter("officer")
    tab.goto("/persons/new/")
    telling.look(tab, "new-person")

    show_wrong_picture(telling, tab)
    show_passport(telling, tab)
    correct_names(tab, given, family)
    telling.button(tab, "Register the person").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text(given)
    expect(tab.locator("main")).to_contain_text("L8988901C")
    telling.look(tab, "registered-person")


def show_wrong_picture(telling, tab: Page) -> None:
    tab.locator("#paper-picture").set_input_files(PICTURES / "no_zone.jpg")
    expect(tab.locator("#paper-error")).to_contain_text(
        telling.say("There is no machine-readable zone to be found in the picture.")
    )
    telling.look(tab, "paper-not-read")


def show_passport(telling, tab: Page) -> None:
    tab.locator("#paper-picture").set_input_files(PICTURES / "passport_glare.jpg")
    expect(tab.locator("[name=document_number]")).to_have_value("L8988901C")
    expect(tab.locator("[name=birth]")).to_have_value("1991-03-08")
    expect(tab.locator("[name=document_kind]")).to_have_value("REFCTD")
    expect(tab.locator(".zone")).to_contain_text("ALKHAYALI<<LAYLA<NOUR")
    expect(tab.locator(".read-mark .tag-good")).to_have_count(3)
    expect(tab.locator("main")).to_contain_text(
        telling.say(
            "The paper says that its holder is a refugee, stateless or of no stated nationality."
            " Contact no consulate."
        )
    )
    telling.look(tab, "paper-read")


def correct_names(tab: Page, given: str, family: str) -> None:
    expect(tab.locator("[name=name]")).to_have_value("LAYLA NOUR")
    tab.locator("[name=name]").fill(given)
    tab.locator("[name=surname]").fill(family)
