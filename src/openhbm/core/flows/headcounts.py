"""Which columns of a table hold head counts: one, one per post, or one per direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhbm.core.flows import words
from openhbm.core.flows.headings import Column, LayoutProblem
from openhbm.core.flows.mapping import ColumnMap
from openhbm.core.flows.numbers import NumberProblem, persons_in
from openhbm.core.flows.problems import CellError
from openhbm.core.flows.sheets import Cell, Row

LONG = "one row per count"
POSTS_ACROSS = "one column per post"
DATES_ACROSS = "one column per date"
_ROWS_SUMMED = 200
_DISAGGREGATED = frozenset(
    ["f", "m", "i", "g", "b", "children", "adults", "elderly", "infants", "girls", "boys"]
)


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of head counts, and what its heading says about all of them."""

    index: int
    post: str | None = None
    direction: str | None = None
    category: str = ""
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The value columns, the orientation they give the table, and what to tell the sender."""

    orientation: str
    columns: tuple[ValueColumn, ...]
    notes: tuple[str, ...] = ()


def choose_values(
    free: Sequence[Column],
    named: Mapping[str, tuple[Column, ...]],
    mapping: ColumnMap,
    has_post: bool,
    sample: Sequence[Row],
) -> Choice:
    """Choose the head counts among the columns that play no other part.

    Raises LayoutProblem with the candidates when the choice would be a guess.
    """
    if "persons" in named:
        several = len(named["persons"]) > 1
        return Choice(
            LONG,
            tuple(
                ValueColumn(column.index, category=column.label if several else "")
                for column in named["persons"]
            ),
        )
    if "posts" in named:
        return _across(named["posts"], [])
    candidates = [column for column in free if _may_count(column)]
    if mapping.options.get("layout") == "wide":
        return _across(*_plain_and_total(candidates))
    return (
        _tagged(candidates)
        or _by_direction(candidates)
        or _by_post(candidates, mapping, has_post)
        or _single(candidates, free, sample)
    )


def _may_count(column: Column) -> bool:
    if column.counts_rows or words.has_words(column.name, words.IGNORED):
        return False
    known = any(words.is_one_of(column.name, names) for names in words.PERSONS)
    return column.kind == "number" or (known and bool(column.numbers))


def _across(posts: Sequence[Column], totals: Sequence[Column]) -> Choice:
    notes = [f"column {column.label} sums other columns and is left out" for column in totals]
    columns = tuple(ValueColumn(column.index, post=column.label) for column in posts)
    return Choice(POSTS_ACROSS, columns, tuple(notes))


def _tagged(candidates: Sequence[Column]) -> Choice | None:
    tagged = [column for column in candidates if column.role == "persons"]
    whole = [column for column in tagged if not _DISAGGREGATED & set(column.tag.split("+")[1:])]
    if len(whole) == 1:
        return Choice(LONG, (ValueColumn(whole[0].index),))
    return None


def _by_direction(candidates: Sequence[Column]) -> Choice | None:
    """Two columns called arrivals and departures are counts in two directions."""
    found = {
        direction: column
        for column in candidates
        if (direction := words.direction_named(column.name)) in {"IN", "OUT"}
    }
    if set(found) != {"IN", "OUT"}:
        return None
    columns = tuple(
        ValueColumn(column.index, direction=direction) for direction, column in found.items()
    )
    return Choice(LONG, columns, ("arrivals and departures stand in columns of their own",))


def _by_post(candidates: Sequence[Column], mapping: ColumnMap, has_post: bool) -> Choice | None:
    """Several columns without a word for persons, and no post elsewhere: each is a post."""
    if has_post or mapping.options.get("layout") == "long":
        return None
    plain, totals = _plain_and_total(candidates)
    ranked = [column for column in candidates if _rank(column) is not None]
    if len(plain) < 2 or any(column not in totals for column in ranked):
        return None
    return _across(plain, totals)


def _plain_and_total(candidates: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    totals = [column for column in candidates if words.is_total(column.name)]
    plain = [
        column
        for column in candidates
        if column not in totals
        and column.name
        and not words.is_one_of(column.name, words.NOT_PERSONS)
        and not words.is_one_of(column.name, words.CATEGORY)
        and not words.has_words(column.name, words.CUMULATIVE)
    ]
    return plain, totals


def _rank(column: Column) -> int | None:
    """0 for a heading that says persons outright, 1 when it contains the word, 2 for ``value``."""
    if words.is_one_of(column.name, words.PERSONS[0]):
        return 0
    if words.has_words(column.name, words.PERSONS[1]) or words.is_total(column.name):
        return 1
    return 2 if words.is_one_of(column.name, words.PERSONS[2]) else None


def _single(candidates: Sequence[Column], free: Sequence[Column], sample: Sequence[Row]) -> Choice:
    running = [column for column in candidates if words.has_words(column.name, words.CUMULATIVE)]
    counts = [
        column
        for column in candidates
        if column not in running
        and (_rank(column) == 0 or not words.has_words(column.name, words.NOT_PERSONS))
    ]
    if not counts:
        raise LayoutProblem(_nothing_to_count(running, free))
    ranks = {column.index: _rank(column) for column in counts}
    best = min((rank for rank in ranks.values() if rank is not None), default=None)
    chosen = [column for column in counts if ranks[column.index] == best]
    if len(chosen) > 1:
        chosen = _sum_of_others(chosen, counts, sample) or chosen
    if len(chosen) > 1:
        raise LayoutProblem(CellError("several_persons", details={"names": _names(chosen)}))
    return Choice(LONG, (ValueColumn(chosen[0].index),), _told(chosen[0], counts, sample))


def _nothing_to_count(running: Sequence[Column], free: Sequence[Column]) -> CellError:
    if running:
        return CellError("only_cumulative", details={"names": _names(running)})
    return CellError("no_persons_column", details={"names": _names(free)})


def _told(chosen: Column, counts: Sequence[Column], sample: Sequence[Row]) -> tuple[str, ...]:
    others = [column for column in counts if column is not chosen]
    if not others:
        return ()
    names = _names(others)
    if _is_sum(chosen, others, sample):
        return (f"{chosen.label} is the sum of {names}, which are not counted again",)
    return (f"{chosen.label} is taken as the head count; {names} not used",)


def _sum_of_others(
    chosen: Sequence[Column], counts: Sequence[Column], sample: Sequence[Row]
) -> list[Column]:
    return [
        column
        for column in chosen
        if _is_sum(column, [other for other in counts if other is not column], sample)
    ][:1]


def _is_sum(total: Column, others: Sequence[Column], sample: Sequence[Row]) -> bool:
    if len(others) < 2:
        return False
    sums = [
        (_count(row, total.index), sum(_count(row, other.index) for other in others))
        for row in sample[:_ROWS_SUMMED]
    ]
    return any(whole for whole, _ in sums) and all(whole == parts for whole, parts in sums)


def _count(row: Row, index: int) -> int:
    cell: Cell = row[index] if index < len(row) else None
    try:
        return persons_in(cell) or 0
    except NumberProblem:
        return 0


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(column.label for column in columns) or "no columns"
