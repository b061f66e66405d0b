"""When edits stood against each other: the same whatever the order in which they became known."""

from __future__ import annotations

from itertools import permutations

from openhbm.core.ledger.disputes import Dispute, disputes, in_order, is_straight
from openhbm.core.ledger.merge import Policy

APART = {
    "1-PLM": frozenset(),
    "2-ROM": frozenset(),
    "3-CEN": frozenset({"1-PLM", "2-ROM"}),
    "4-PLM": frozenset({"3-CEN"}),
}
VALUES = {stamp: {"value": stamp} for stamp in APART}


def test_disputes_opens_with_the_second_value_and_ends_with_the_decision():
    found = disputes(APART, VALUES, Policy.KEEP_ALL)
    assert found == [Dispute("2-ROM", "3-CEN")]
    assert disputes(APART, VALUES, Policy.LATEST) == []
    undecided = {stamp: APART[stamp] for stamp in ("1-PLM", "2-ROM")}
    assert disputes(undecided, VALUES, Policy.KEEP_ALL) == [Dispute("2-ROM")]


def test_disputes_is_the_same_for_every_order_of_edits():
    for order in permutations(APART):
        found = {stamp: APART[stamp] for stamp in order}
        assert disputes(found, VALUES, Policy.KEEP_ALL) == [Dispute("2-ROM", "3-CEN")]


def test_disputes_equal_and_unreadable_values_are_in_none():
    same = {stamp: {"value": "x"} for stamp in APART}
    assert disputes(APART, same, Policy.KEEP_ALL) == []
    assert disputes(APART, {"1-PLM": {"value": "x"}}, Policy.KEEP_ALL) == []


def test_in_order_edit_comes_behind_what_it_replaces_though_its_clock_is_behind():
    assert in_order({"1-ROM": frozenset({"9-PLM"}), "9-PLM": frozenset()}) == ["9-PLM", "1-ROM"]
    assert in_order({"2-A": frozenset({"1-not-here"})}) == ["2-A"]


def test_is_straight_is_false_as_soon_as_two_edits_did_not_know_of_each_other():
    assert is_straight({"1": frozenset(), "2": frozenset({"1"})})
    assert not is_straight(APART)
