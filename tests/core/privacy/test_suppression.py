import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from openhbm.core.privacy.suppression import (
    HIDDEN,
    PUBLIC,
    RESTRICTED,
    suppress_each,
    suppress_parts,
    suppress_table,
)

counts = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=6)


def possible_values(shown, total, limit):
    """Every value each hidden small part can have, by trying all, for whoever knows the rules."""
    parts = list(shown.values())
    mass = total.value - sum(part.value for part in parts if part.value is not None)
    hidden = [n for n, part in enumerate(parts) if part.value is None]
    ranges = [
        range(1, limit) if parts[n].text.startswith("<") else [0, *range(limit, mass + 1)]
        for n in hidden
    ]
    fitting = [tried for tried in itertools.product(*ranges) if sum(tried) == mass]
    return {n: {tried[k] for tried in fitting} for k, n in enumerate(hidden)}


def test_small_counts_are_shown_as_below_five_to_partners():
    shown = suppress_each({"SC-UC": 4, "DS": 5, "TR": 0}, RESTRICTED)

    assert [count.text for count in shown.values()] == ["<5", "5", "0"]
    assert shown["SC-UC"].value is None


def test_small_counts_are_shown_as_below_ten_and_rounded_in_public():
    shown = suppress_each({"a": 9, "b": 10, "c": 1233}, PUBLIC)

    assert [count.text for count in shown.values()] == ["<10", "10", "1,235"]


def test_parts_with_one_small_count_hide_a_second_one():
    shown, total = suppress_parts({"f": 3, "m": 40, "x": 7}, RESTRICTED)

    assert [count.text for count in shown.values()] == ["<5", "40", HIDDEN]
    assert total.text == "50"


def test_parts_whose_sum_gives_them_away_hide_the_total():
    shown, total = suppress_parts({"a": 4, "b": 4}, RESTRICTED)

    assert [count.text for count in shown.values()] == ["<5", "<5"]
    assert total.text == HIDDEN


def test_parts_that_are_all_large_stay_as_they_are():
    shown, total = suppress_parts({"f": 30, "m": 40}, RESTRICTED)

    assert [count.value for count in shown.values()] == [30, 40]
    assert total.value == 70


@given(counts)
@settings(max_examples=60)
def test_differencing_a_shown_total_leaves_more_than_one_value_for_every_small_count(parts):
    shown, total = suppress_parts(parts, RESTRICTED)

    if total.value is None:
        return
    for n, values in possible_values(shown, total, RESTRICTED.limit).items():
        if list(shown.values())[n].text.startswith("<"):
            assert len(values) > 1, (parts, shown)


@given(
    hnp.arrays(
        np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.integers(0, 25)
    )
)
@settings(max_examples=60)
def test_table_never_leaves_a_single_hidden_cell_in_a_line(table):
    shown = suppress_table(table, RESTRICTED)

    rows = [[*row, total] for row, total in zip(shown.cells, shown.row_totals, strict=True)]
    rows.append([*shown.column_totals, shown.total])
    lines = [*rows, *zip(*rows, strict=True)]
    for line in lines:
        assert sum(count.value is None for count in line) != 1
    for row, numbers in zip(shown.cells, table.tolist(), strict=True):
        for count, number in zip(row, numbers, strict=True):
            assert count.value in (None, number)
            assert count.value is None or number == 0 or number >= 5


def test_table_row_of_people_who_are_all_alike_is_hidden():
    shown = suppress_table(np.array([[40, 0, 0], [20, 30, 10]]), RESTRICTED)

    assert shown.cells[0][0].text == HIDDEN
    assert shown.row_totals[0].text == "40"


def test_table_of_one_dimension_is_refused():
    with pytest.raises(ValueError, match="rows"):
        suppress_table(np.array([1, 2]), RESTRICTED)


def test_negative_count_is_refused():
    with pytest.raises(ValueError, match="-2"):
        suppress_each({"a": -2}, PUBLIC)
