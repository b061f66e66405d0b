"""Edits made apart: what is shown, what stays undecided, whatever the order of hearing of them."""

from __future__ import annotations

from itertools import permutations

from openhbm.core.ledger.merge import Policy, Version, heads_of, standing
from openhbm.core.ledger.protective import unsafe, withdrawn, youngest

ROOT: frozenset[str] = frozenset()
FIRST = Version("1", ROOT, {"phone": "11"})
SECOND = Version("2", ROOT, {"phone": "22"})
DECIDED = Version("0", frozenset({"1", "2"}), {"phone": "33"})


def test_standing_edits_made_apart_is_a_conflict_in_every_order() -> None:
    for order in permutations([FIRST, SECOND, FIRST]):
        stands = standing(order, Policy.KEEP_ALL)
        assert stands is not None
        assert (stands.is_conflict, stands.heads) == (True, (FIRST, SECOND))


def test_standing_of_low_risk_is_the_latest_by_clock() -> None:
    stands = standing([SECOND, FIRST], Policy.LATEST)
    assert stands is not None
    assert (stands.values, stands.is_conflict) == ({"phone": "22"}, False)


def test_standing_edit_that_knew_the_others_stands_whatever_its_clock_says() -> None:
    for policy in Policy:
        for order in permutations([FIRST, SECOND, DECIDED]):
            stands = standing(order, policy)
            assert stands is not None
            assert (stands.values, stands.is_conflict) == ({"phone": "33"}, False)


def test_standing_same_value_written_twice_is_no_conflict() -> None:
    stands = standing([FIRST, Version("9", ROOT, {"phone": "11"})], Policy.KEEP_ALL)
    assert stands is not None
    assert not stands.is_conflict


def test_standing_without_edits_is_nothing() -> None:
    assert standing([], Policy.KEEP_ALL) is None
    assert heads_of([]) == []


def test_standing_shows_what_protects_most() -> None:
    child = Version("1", ROOT, {"birth_on_high": "2012-12-31"})
    adult = Version("2", ROOT, {"age_years": 30, "age_as_of_on": "2026-11-21"})
    shown = standing([child, adult], Policy.KEEP_ALL, youngest)
    assert shown is not None
    assert shown.values == child.values


def test_ranks_put_withdrawn_and_unsafe_first() -> None:
    assert withdrawn({"withdrawn_at": "2026-11-21"}) > withdrawn({"withdrawn_at": None})
    assert unsafe({"is_safe": False}) > unsafe({"is_safe": True})
    assert youngest({}) < youngest({"birth_on_high": "1960-01-01"})
