"""Small counts are hidden so that nobody in a table can be told apart.

Counts from 1 up to the limit are shown as ``<limit``. Where totals are shown too, further counts
are hidden (``*``) until no total gives a hidden count away: every line of the table has none or
at least two hidden cells, and no hidden small count can be worked out from its line. Zero is
shown, unless it must be hidden to protect another. Source: statistical disclosure control as in
the OCHA Centre for Humanitarian Data guidance; limits are defaults of this project.

The lines are checked one by one. A reader who combines several lines of a large table by linear
programming is outside this module; do not publish more than two crossed attributes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HIDDEN = "*"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """``limit``: the smallest count that is shown; ``rounding``: what shown counts round to."""

    limit: int
    rounding: int = 1

    def __post_init__(self) -> None:
        if self.limit < 2 or self.rounding < 1:
            raise ValueError(
                f"limit {self.limit} must be 2 or more and rounding {self.rounding} 1 or more"
            )


RESTRICTED = Disclosure(limit=5)
PUBLIC = Disclosure(limit=10, rounding=5)


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A count as it may be shown; ``value`` is None when it is hidden."""

    text: str
    value: int | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it may be shown: cells (rows × columns), totals of both, and the grand total."""

    cells: tuple[tuple[ShownCount, ...], ...]
    row_totals: tuple[ShownCount, ...]
    column_totals: tuple[ShownCount, ...]
    total: ShownCount


@dataclass(frozen=True, slots=True)
class _Line:
    """Cells that add up to a total that is shown beside them (indexes into one flat list)."""

    parts: tuple[int, ...]
    total: int


def suppress_each(counts: Mapping[str, int], rule: Disclosure) -> dict[str, ShownCount]:
    """Counts that no total stands beside, such as needs of which a person can have several."""
    numbers = _checked(list(counts.values()))
    return dict(zip(counts, _shown(numbers, _small(numbers, rule), set(), rule), strict=True))


def suppress_parts(
    counts: Mapping[str, int], rule: Disclosure
) -> tuple[dict[str, ShownCount], ShownCount]:
    """Parts of one whole, and the whole: hidden so that the whole does not reveal a part."""
    parts = list(counts.values())
    numbers = _checked([*parts, sum(parts)])
    line = _Line(tuple(range(len(parts))), len(parts))
    *shown, total = _protected(numbers, [line], set(), rule)
    return dict(zip(counts, shown, strict=True)), total


def suppress_table(counts: NDArray[np.integer], rule: Disclosure) -> ShownTable:
    """Two crossed attributes (rows × columns) with all their totals.

    A row or column whose persons all fall in one cell would tell the attribute of each of them;
    that cell is hidden too. Raises ValueError unless ``counts`` has two dimensions.
    """
    if counts.ndim != 2:
        raise ValueError(f"counts has {counts.ndim} dimension(s); give rows × columns")
    rows, columns = counts.shape
    full = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    full[:rows, :columns] = counts
    full[rows, :] = full[:rows, :].sum(axis=0)
    full[:, columns] = full[:, :columns].sum(axis=1)
    places = np.arange(full.size).reshape(full.shape)
    lines = [_line(places[row]) for row in range(rows + 1)]
    lines += [_line(places[:, column]) for column in range(columns + 1)]
    numbers = _checked([int(number) for number in full.flat])
    flat = _protected(numbers, lines, _telling(counts, places), rule)
    shown = [
        tuple(flat[row * (columns + 1) + column] for column in range(columns + 1))
        for row in range(rows + 1)
    ]
    return ShownTable(
        cells=tuple(row[:columns] for row in shown[:rows]),
        row_totals=tuple(row[columns] for row in shown[:rows]),
        column_totals=shown[rows][:columns],
        total=shown[rows][columns],
    )


def _line(places: NDArray[np.int64]) -> _Line:
    *parts, total = places.tolist()
    return _Line(tuple(parts), total)


def _telling(counts: NDArray[np.integer], places: NDArray[np.int64]) -> set[int]:
    """Cells that hold everybody of a row or column that has more than one cell."""
    rows, columns = counts.shape
    telling: set[int] = set()
    for row, column in np.argwhere(counts > 0).tolist():
        alone_in_row = columns > 1 and np.count_nonzero(counts[row]) == 1
        alone_in_column = rows > 1 and np.count_nonzero(counts[:, column]) == 1
        if alone_in_row or alone_in_column:
            telling.add(int(places[row, column]))
    return telling


def _protected(
    numbers: Sequence[int], lines: Sequence[_Line], telling: set[int], rule: Disclosure
) -> list[ShownCount]:
    small = _small(numbers, rule)
    others = telling - small
    is_safe = False
    while not is_safe:
        is_safe = True
        for line in lines:
            if _gives_away(line, numbers, small, others, rule):
                others.add(_next_to_hide(line, numbers, small | others))
                is_safe = False
    return _shown(numbers, small, others, rule)


def _gives_away(
    line: _Line, numbers: Sequence[int], small: set[int], others: set[int], rule: Disclosure
) -> bool:
    hidden = [place for place in (*line.parts, line.total) if place in small or place in others]
    if not hidden:
        return False
    if len(hidden) == 1:
        return True
    if line.total in hidden:
        return False
    return any(
        _can_be_worked_out(place, hidden, numbers, small, rule)
        for place in hidden
        if place in small
    )


def _can_be_worked_out(
    place: int, hidden: Sequence[int], numbers: Sequence[int], small: set[int], rule: Disclosure
) -> bool:
    """Whether the sum of the hidden cells leaves only one value for the small cell ``place``.

    The reader is taken to know how hiding works: small cells are 1 to limit − 1, and other
    hidden ones are either zero or no less than the limit.
    """
    mass = sum(numbers[other] for other in hidden)
    rest = [other for other in hidden if other != place]
    least = sum(1 if other in small else min(numbers[other], rule.limit) for other in rest)
    is_open = any(other not in small and numbers[other] > 0 for other in rest)
    most = np.inf if is_open else sum(rule.limit - 1 for other in rest if other in small)
    lowest, highest = max(1, mass - most), min(rule.limit - 1, mass - least)
    return bool(lowest >= highest)


def _next_to_hide(line: _Line, numbers: Sequence[int], hidden: set[int]) -> int:
    """The smallest count still shown that is not zero, then a zero, then the total."""
    shown = [place for place in line.parts if place not in hidden]
    if not shown:
        return line.total
    return min(shown, key=lambda place: (numbers[place] == 0, numbers[place], place))


def _small(numbers: Sequence[int], rule: Disclosure) -> set[int]:
    return {place for place, number in enumerate(numbers) if 0 < number < rule.limit}


def _shown(
    numbers: Sequence[int], small: set[int], others: set[int], rule: Disclosure
) -> list[ShownCount]:
    return [_show(number, n in small, n in others, rule) for n, number in enumerate(numbers)]


def _show(number: int, is_small: bool, is_hidden: bool, rule: Disclosure) -> ShownCount:
    if is_small:
        return ShownCount(f"<{rule.limit}", None)
    if is_hidden:
        return ShownCount(HIDDEN, None)
    rounded = rule.rounding * ((number + rule.rounding // 2) // rule.rounding)
    return ShownCount(f"{rounded:,}", rounded)


def _checked(numbers: list[int]) -> list[int]:
    for number in numbers:
        if number < 0:
            raise ValueError(f"a count is {number}; give counts of 0 or more")
    return numbers
