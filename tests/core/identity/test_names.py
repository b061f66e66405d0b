"""Parts of names and their keys: any text is taken, and nothing said is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.identity.names import (
    coarse_keys,
    fine_key,
    is_slavic,
    name_keys,
    normalised,
    parts_of,
    slavic_key,
)
from openhbm.core.identity.names.parts import MOST_PARTS, compounds_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("MUSTERMANN<<ERIKA<MARIA<<<<<<", ("mustermann", "erika", "maria")),
        ("Dr. Abu Bakr al-Vymysli", ("bakr", "vymysli")),
        ("Abd al-Rahman bin Salman", ("abdrahman", "salman")),
        ("عبد الرحمن بن سلمان", ("عبدالرحمن", "سلمان")),
        ("Nur al-Din Mahmoud", ("nurdin", "mahmoud")),
        ("Obaid Ullah", ("obaidullah",)),
        ("van der Berg, Jan", ("berg", "jan")),
        ("Ato Abebe Bikila", ("abebe", "bikila")),
        ("J. Smith", ("smith",)),
        ("Ibn", ("ibn",)),
        ("Nangialai", ("nangialai",)),
        ("", ()),
        ("12 - <<", ()),
    ],
)
def test_name_is_taken_apart(text, parts):
    assert parts_of(text) == parts


def test_hyphenated_name_counts_joined_as_well():
    assert compounds_of("Hamid-Reza Ahmadi") == ("hamidreza",)
    assert set(coarse_keys("hamidreza")) & set(coarse_keys("حمیدرضا"))


@pytest.mark.parametrize("text", ["أحمد", "احمد", "اَحْمَد", "ﺍﺣﻤﺪ"])
def test_arabic_letters_that_one_hand_writes_for_another_are_one(text):
    assert normalised(text) == "احمد"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Олена", True), ("Szewczenko", True), ("Hassan Ahmed", False), ("أحمد", False)],
)
def test_slavic_names_are_told_by_letters_or_ending(name, expected):
    assert is_slavic(parts_of(name)) is expected


@given(st.text(max_size=60))
def test_any_text_gives_parts_and_keys_without_an_error(text):
    parts = parts_of(text)

    assert len(parts) <= MOST_PARTS
    for part in parts:
        assert all(name_keys(part)) or not name_keys(part)
        assert isinstance(fine_key(part) + slavic_key(part), str)


@given(st.lists(st.sampled_from(["layla", "hassan", "samir", "olena", "abebe"]), max_size=4))
def test_parts_do_not_depend_on_case_or_spaces(words):
    assert parts_of(" ".join(words)) == parts_of("  ".join(word.upper() for word in words))
