"""An officer counts a family, receives it as a group, registers it by key, prints its tokens."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

FIVE = 5


@dataclass(frozen=True)
class Household:
    """The invented names of a family of five and its name on a paper."""

    surname: str
    names: tuple[str, ...]
    on_paper: str


FAMILIES = {
    "en-1280": Household("Vymyslenko", ("Olena", "Petro", "Danylo", "Solomiia", "Halyna"), "OLENA"),
    "en-390": Household("Prykladna", ("Iryna", "Andrii", "Maksym", "Zlata", "Vira"), "IRYNA"),
    "ar-1280": Household("الأنموذجي", ("سلمى", "كريم", "يوسف", "نور", "فاطمة"), "SALMA"),
    "ar-390": Household("المثالي", ("رنا", "عمر", "زيد", "لين", "خديجة"), "RANA"),
}


def test_officer_counts_receives_registers_and_prints(telling):
    family = FAMILIES[telling.name]
    tab = telling.enter("officer")
    telling.look(tab, "home-officer")

    count_by_key(telling, tab)
    receive_group(telling, tab, family)
    register_by_key(telling, tab, family)

    expect(tab.get_by_role("heading", level=1)).to_contain_text(family.surname)
    expect(tab.locator(".registered tbody tr")).to_have_count(FIVE)
    telling.look(tab, "registered")
    print_tokens(telling, tab)


def count_by_key(telling, tab: Page) -> None:
    telling.link(tab, "Count").click()
    expect(tab.locator("[data-pad-total]")).to_have_text("0")
    for key in ("r", "f", "e", "q", "t"):
        tab.keyboard.press(key)
    expect(tab.locator("[data-pad-total]")).to_have_text(str(FIVE))
    telling.look(tab, "count")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-pad-said]")).to_have_text(
        telling.say("Counted: %%s").replace("%%s", str(FIVE))
    )


def receive_group(telling, tab: Page, family: Household) -> None:
    tab.locator("[data-pad-open]").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(str(FIVE))
    telling.look(tab, "tally")
    telling.link(tab, "Register a group of it").click()
    label = tab.get_by_label(telling.say("Name to call the group by"))
    label.fill(family.surname)
    expect(tab.get_by_label(telling.say("Persons in the group"))).to_have_value(str(FIVE))
    telling.look(tab, "new-group")
    telling.button(tab, "Register the group").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(family.surname)
    telling.look(tab, "group")
    telling.area(tab, "Desk")
    telling.look(tab, "desk")


def register_by_key(telling, tab: Page, family: Household) -> None:
    waiting = tab.get_by_role("row").filter(has_text=family.surname)
    waiting.get_by_role("link", name=telling.say("Register")).click()
    expect(tab.locator("[name=m0-name]")).to_be_focused()
    keys = tab.keyboard
    head, *others = family.names
    for text in (head, family.surname):
        type_and_go_on(tab, text)
    keys.press("f")
    type_and_go_on(tab, "34")
    choose_head_s_paper(tab, family)
    for text in ("UKR", "uk", "", ""):
        type_and_go_on(tab, text)
    ages = ("36", "5.2019", "3", "1950")
    for name, sex, age, relation in zip(others, "mmff", ages, "hsdm", strict=True):
        type_and_go_on(tab, name)
        keys.press(sex)
        type_and_go_on(tab, age)
        keys.press(relation)
        keys.press("n")
    telling.look(tab, "household")
    keys.press("Control+Enter")


def choose_head_s_paper(tab: Page, family: Household) -> None:
    tab.keyboard.press("p")
    for text in ("XX000001", family.on_paper):
        type_and_go_on(tab, text)


def type_and_go_on(tab: Page, text: str) -> None:
    tab.keyboard.type(text)
    tab.keyboard.press("Enter")


def print_tokens(telling, tab: Page) -> None:
    href = telling.link(tab, "Print tokens").get_attribute("href")
    answer = tab.request.get(href)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().count(b"/Type /Page\n") == FIVE
