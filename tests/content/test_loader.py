"""The loader: what a good pack gives, and what each kind of fault says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.content.errors import ContentError, UnknownItem
from openhbm.content.items import Dated, Item, Text, text_in
from openhbm.content.loader import SHIPPED, Pack, load_pack
from openhbm.content.reading import read_items


class Fruit(Item):
    names: Text
    country: str = "XX"
    weight: float = 1.0


class Price(Dated):
    unit: str = "EUR"


KINDS: dict[str, type[Item]] = {"fruit": Fruit, "prices": Price}

APPLE = """\
source: orchard survey
reviewed_on: 2026-01-31
verified: true
items:
  - id: apple
    names:
      en: Apple
      fr: Pomme
    country: NO
"""


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def load(*roots: Path) -> Pack:
    return load_pack(*roots, kinds=KINDS)


def fault_of(tmp_path: Path, text: str, name: str = "fruit/a.yaml") -> str:
    with pytest.raises(ContentError) as caught:
        load(write(tmp_path, name, text))
    return str(caught.value)


def test_load_pack_norway_as_no_stays_a_string(tmp_path: Path) -> None:
    apple = load(write(tmp_path, "fruit/a.yaml", APPLE)).get(Fruit, "apple")

    assert apple.country == "NO"
    assert apple.reviewed_on == date(2026, 1, 31)
    assert apple.verified is True


def test_load_pack_item_field_stands_above_the_file_default(tmp_path: Path) -> None:
    text = APPLE + "    verified: no\n    source: own taste\n"

    apple = load(write(tmp_path, "fruit/a.yaml", text)).get(Fruit, "apple")

    assert (apple.verified, apple.source) == (False, "own taste")


def test_load_pack_overlay_with_same_id_replaces_and_adds(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", "fruit/a.yaml", APPLE)
    extra = APPLE.replace("Apple", "Red apple") + "  - {id: fig, names: {en: Fig}}\n"
    overlay = write(tmp_path / "overlay", "fruit/other_name.yaml", extra)

    fruit = load(shipped, overlay).all(Fruit)

    assert list(fruit) == ["apple", "fig"]
    assert fruit["apple"].names["en"] == "Red apple"


def test_load_pack_id_used_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, "fruit/a.yaml", APPLE)

    message = fault_of(tmp_path, APPLE, "fruit/b.yaml")

    assert "b.yaml, line 5: apple: this id is already used" in message
    assert "a.yaml, line 5" in message


def test_load_pack_wrong_type_names_file_line_field_and_remedy(tmp_path: Path) -> None:
    message = fault_of(tmp_path, APPLE.replace("verified: true", "verified: perhaps"))
    weight = fault_of(tmp_path, APPLE + "    weight: heavy\n")

    assert "apple: verified" in message
    assert "write true or false" in message
    assert "a.yaml, line 10: apple: weight" in weight


def test_load_pack_unknown_field_lists_the_known_ones(tmp_path: Path) -> None:
    message = fault_of(tmp_path, APPLE + "    wieght: '2'\n")

    assert "a.yaml, line 10: apple: wieght: is not a known field" in message
    assert "country, id, names, reviewed_on, source, verified, weight" in message


def test_load_pack_fault_deep_inside_gives_its_own_line(tmp_path: Path) -> None:
    text = APPLE.split("items:")[0] + (
        "items:\n  - id: bread\n    values:\n"
        "      - {from: 2018-01-01, value: '3'}\n      - {from: 20200101, value: '4'}\n"
    )

    message = fault_of(tmp_path, text, "prices/p.yaml")

    assert "p.yaml, line 8: bread: values[1].from" in message
    assert "YYYY-MM-DD" in message


def test_load_pack_several_faults_are_reported_together(tmp_path: Path) -> None:
    text = (
        APPLE
        + "  - {id: fig}\n  - {id: 'two words', names: {en: X}}\n  - {id: y, names: {fr: Y}}\n"
    )

    with pytest.raises(ContentError) as caught:
        load(write(tmp_path, "fruit/a.yaml", text))

    assert [problem.line for problem in caught.value.problems] == [10, 11, 12]
    assert "add a line `en:" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty"),
        ("- just\n- a list\n", "is not a mapping"),
        ("source: x\n", "items: is missing"),
        ("items: none\n", "line 1: items: is not a list"),
        ("owner: me\nitems: []\n", "line 1: owner: is not known at file level"),
        ("items:\n  - id: [unclosed\n", "is not YAML"),
        ("items:\n  - plain words\n", "items[0]: is not a mapping"),
        ("items:\n  - id: a\n    id: b\n", "line 3: id: stands twice"),
        ("items:\n  - &loop {id: *loop}\n", "refers to itself"),
    ],
)
def test_load_pack_broken_file_says_what_is_wrong(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in fault_of(tmp_path, text)


def test_read_items_bytes_that_are_not_utf8_name_the_line() -> None:
    content = read_items("a.yaml", b"source: x\nitems: \xff\n", Fruit)

    assert str(content.problems[0]).startswith("a.yaml, line 2: is not UTF-8 text")


@given(st.binary(max_size=200))
def test_read_items_any_bytes_give_problems_and_never_an_error(data: bytes) -> None:
    content = read_items("a.yaml", data, Fruit)

    assert content.problems or content.items == []


def test_load_pack_file_in_no_known_folder_is_an_error(tmp_path: Path) -> None:
    assert "move it to one of fruit, prices" in fault_of(tmp_path, APPLE, "frut/a.yaml")
    assert "rename it to end in .yaml" in fault_of(tmp_path, APPLE, "fruit/a.yml")


def test_load_pack_missing_directory_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="HBM_CONTENT"):
        load(tmp_path / "absent")


def test_pack_hash_is_the_same_elsewhere_and_changes_with_one_byte(tmp_path: Path) -> None:
    first = load(write(tmp_path / "one", "fruit/a.yaml", APPLE)).hash
    elsewhere = load(write(tmp_path / "two", "fruit/a.yaml", APPLE)).hash
    changed = load(write(tmp_path / "two", "fruit/a.yaml", APPLE.replace("Pomme", "Pommf"))).hash

    assert first == elsewhere
    assert changed != first
    assert len(first) == 64


def test_pack_get_absent_id_names_the_nearest(tmp_path: Path) -> None:
    fruit = load(write(tmp_path, "fruit/a.yaml", APPLE))

    with pytest.raises(UnknownItem, match=r"no Fruit is called 'aple'; did you mean apple\?"):
        fruit.get(Fruit, "aple")


def test_dated_value_on_takes_the_last_one_in_force() -> None:
    price = Price.model_validate(
        {
            "id": "bread",
            "source": "market",
            "reviewed_on": "2026-01-01",
            "verified": "true",
            "values": [
                {"from": "2018-01-01", "value": "3"},
                {"from": "2022-03-01", "value": "4.5"},
            ],
        }
    )

    assert price.value_on(date(2022, 2, 28)) == "3"
    assert price.number_on(date(2022, 3, 1)) == 4.5
    with pytest.raises(ValueError, match="no value before 2018-01-01"):
        price.value_on(date(2017, 12, 31))


def test_dated_values_out_of_order_are_refused(tmp_path: Path) -> None:
    text = APPLE.split("items:")[0] + (
        "items:\n  - id: bread\n    values:\n"
        "      - {from: 2020-01-01, value: '3'}\n      - {from: 2018-01-01, value: '4'}\n"
    )

    assert "oldest first" in fault_of(tmp_path, text, "prices/p.yaml")


def test_text_in_falls_back_to_parent_language_then_english() -> None:
    names = {"en": "Apple", "pt": "Maçã"}

    assert text_in(names, "pt-br") == "Maçã"
    assert text_in(names, "uk") == "Apple"


def test_shipped_pack_loads_without_a_fault() -> None:
    assert len(load_pack(SHIPPED).hash) == 64
