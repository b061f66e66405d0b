"""Registration numbers: a slip of the hand is found, a good number is read in any spelling."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openhbm.core.documents.numbers import (
    OWN_COUNTERS,
    block_of,
    check_character,
    number_of_block,
    read_registration_number,
    registration_number,
)

PREFIXES = st.from_regex(r"[A-Z][A-Z0-9]{0,6}[A-Z]", fullmatch=True)


def test_check_character_known_value_of_the_standard() -> None:
    # ISO/IEC 7064 gives A12425GABC1234002 with check character M for MOD 37,36.
    assert check_character("A12425GABC1234002") == "M"


@given(PREFIXES, st.integers(1, 99_999_999))
def test_number_in_any_spelling_is_read_back(prefix: str, counter: int) -> None:
    number = registration_number(prefix, counter)
    assert read_registration_number(f" {number.lower().replace('-', ' ')} ") == number


@given(PREFIXES, st.integers(1, 9_999_999), st.data())
def test_number_one_wrong_character_is_refused(
    prefix: str, counter: int, data: st.DataObject
) -> None:
    compact = registration_number(prefix, counter).replace("-", "")
    place = data.draw(st.integers(0, len(compact) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assume(wrong != compact[place])
    with pytest.raises(ValueError, match=r"check character|not a registration number"):
        read_registration_number(compact[:place] + wrong + compact[place + 1 :])


@given(PREFIXES, st.integers(1, 9_999_999), st.data())
def test_number_two_neighbours_swapped_is_refused(
    prefix: str, counter: int, data: st.DataObject
) -> None:
    compact = registration_number(prefix, counter).replace("-", "")
    i = data.draw(st.integers(0, len(compact) - 2))
    assume(compact[i] != compact[i + 1])
    swapped = compact[:i] + compact[i + 1] + compact[i] + compact[i + 2 :]
    with pytest.raises(ValueError, match=r"check character|not a registration number"):
        read_registration_number(swapped)


@pytest.mark.parametrize("prefix", ["", "P", "P1", "1P", "pl", "TOOLONGXX"])
def test_prefix_unusable_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        registration_number(prefix, 1)


@pytest.mark.parametrize("text", ["", "PLM", "PLM-12-K", "ÄÖ-0000001-X", "0000001"])
def test_read_nonsense_says_what_a_number_looks_like(text: str) -> None:
    with pytest.raises(ValueError, match="registration number such as"):
        read_registration_number(text)


def test_number_of_block_is_read_back_with_its_block_and_never_a_nodes_own():
    first, last = number_of_block("PLM", 101, 1), number_of_block("PLM", 101, 999_999)
    following = number_of_block("PLM", 102, 1)

    assert first == "PLM-101000001-6"
    assert [block_of(n) for n in (first, last, following)] == [
        ("PLM", 101),
        ("PLM", 101),
        ("PLM", 102),
    ]
    assert block_of(registration_number("PLM", 1)) == ("PLM", 0)
    assert block_of(registration_number("PLM", OWN_COUNTERS - 1)) == ("PLM", 0)


@pytest.mark.parametrize(("block", "counter"), [(99, 1), (101, 0), (101, 1_000_000)])
def test_number_of_block_outside_its_block_is_refused(block, counter):
    with pytest.raises(ValueError, match="block"):
        number_of_block("PLM", block, counter)
