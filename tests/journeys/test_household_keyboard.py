"""A household of five is registered from the keyboard alone, with few keys beyond the data."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from openhbm.apps.people.queries import groups_visible_to, members_of, person_for

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_BEYOND_THE_DATA = 60


@dataclass
class Typist:
    """Presses real keys one by one and counts those that are not data."""

    page: Page
    data: int = 0
    beyond: int = 0
    pressed: list[str] = field(default_factory=list)

    def type(self, text: str) -> Typist:
        """Characters of names, ages, numbers and codes: they have to be typed anyway."""
        self.page.keyboard.type(text)
        self.data += len(text)
        return self

    def press(self, key: str) -> Typist:
        """Any other key: it is what the page costs."""
        self.page.keyboard.press(key)
        self.beyond += 1
        self.pressed.append(key)
        return self

    def go_on(self) -> Typist:
        return self.press("Enter")


def test_household_of_five_costs_at_most_60_keys_beyond_its_data(
    page, sign_in, clerk, post, record_property
):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    expect(page.locator("[name=m0-name]")).to_be_focused()
    typist = Typist(page)

    type_head(typist)
    type_members(typist)
    typist.go_on().type("y").go_on()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Olena Example")
    record_property("keys_of_data", typist.data)
    record_property("keys_beyond_data", typist.beyond)
    assert typist.beyond <= MOST_BEYOND_THE_DATA
    assert_registered(clerk)


def type_head(typist: Typist) -> None:
    typist.type("Olena").go_on().type("Example").go_on().type("f").type("34").go_on()
    typist.type("p").type("XX000001").go_on().type("Olena Eksempel").go_on()
    typist.type("UKR").go_on().type("uk").go_on().type("1 Example Street").go_on()
    typist.type("+380000000001").go_on()


def type_members(typist: Typist) -> None:
    typist.type("Petro").go_on().type("m").type("12.5.1988").go_on().type("h")
    typist.type("i").type("ID000002").go_on().go_on()
    typist.type("Danylo").go_on().type("m").type("5.2019").go_on().type("s").type("n")
    typist.type("Solomiia").go_on().type("f").type("3").go_on().type("d").type("n")
    typist.type("Halyna").go_on().type("f").type("1950").go_on().type("m").type("l")


def assert_registered(clerk) -> None:
    group = groups_visible_to(clerk).get()
    people = [person_for(clerk, m.person_id) for m in members_of(clerk, group).order_by("id")]
    relations = [m.relationship for m in members_of(clerk, group).order_by("id")]
    assert relations == ["PA", "HUS", "SON", "DAU", "MTH"]
    assert [p.name for p in people] == [
        f"{name} Example" for name in ("Olena", "Petro", "Danylo", "Solomiia", "Halyna")
    ]
    assert [p.sex for p in people] == ["F", "M", "M", "F", "F"]
    assert [p.age_years for p in people] == [34, None, None, 3, None]
    assert [str(p.birth) for p in people][1::3] == ["1988-05-12", "1950"]
    papers = [[d.kind for d in p.documents.all()] for p in people]
    assert papers == [["PASS"], ["NID"], ["NONE_NEVER"], ["NONE_NEVER"], ["NONE_LOST"]]
    assert all([n.country for n in p.nationalities.all()] == ["UKR"] for p in people)
    assert all(len(p.contacts.all()) == 2 for p in people)


def test_household_shows_how_an_age_is_understood_and_what_is_inherited(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    typist = Typist(page)

    type_head(typist)
    typist.type("Danylo").go_on().type("m").type("5.2019")

    row = page.locator("[data-member]").nth(1)
    expect(row.locator("[data-understood]")).to_have_text("born May 2019")
    expect(row.locator("[data-inherited]")).to_have_text(
        "UKR · uk · 1 Example Street · +380000000001"
    )
    expect(row.locator("[name=m1-surname]")).to_have_attribute("placeholder", "Example")
    expect(page.locator("[data-member]").nth(3)).to_be_hidden()


def test_household_keys_choose_on_a_keyboard_of_another_script(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    page.locator("[name=m0-document_kind]").focus()

    page.keyboard.press("KeyP")

    expect(page.locator("[name=m0-document_kind]")).to_have_value("PASS")
    expect(page.locator("[name=m0-document_number]")).to_be_focused()


def test_household_with_a_mistake_comes_back_with_the_cursor_in_it(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    typist = Typist(page)
    type_head(typist)
    typist.type("Petro").go_on().type("m").type("12.5.88").press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("neither an age nor a date")
    expect(page.locator("[name=m1-age]")).to_be_focused()
    expect(page.locator("[name=m0-document_name]")).to_have_value("Olena Eksempel")
    page.locator("[name=m1-age]").fill("")
    typist.type("1988").press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Olena Example")


def test_suggestions_hang_at_the_field_that_is_written_in_alone(page, sign_in, clerk, post):
    sign_in(clerk)
    page.goto(reverse("new-household"))
    page.locator("[name=m0-nationality]").focus()

    with_suggestions = page.locator("input[list]")
    expect(with_suggestions).to_have_attribute("name", "m0-nationality")
    expect(with_suggestions).to_have_attribute("list", "countries")
    page.locator("[name=m0-language]").focus()
    expect(with_suggestions).to_have_attribute("list", "languages")
