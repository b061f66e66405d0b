"""Which column of a table is the date, the border post, the direction and the head count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openhbm.core.flows import words
from openhbm.core.flows.dates import looks_like_a_date
from openhbm.core.flows.headcounts import DATES_ACROSS, Choice, ValueColumn, choose_values
from openhbm.core.flows.headings import Column, Heading, LayoutProblem
from openhbm.core.flows.mapping import ColumnMap
from openhbm.core.flows.problems import CellError
from openhbm.core.flows.sheets import Row, column_letters

_LONGEST_CATEGORY = 40  # characters on average; longer text is a remark
Named = Mapping[str, tuple[Column, ...]]
Fits = Callable[[Column], bool]


@dataclass(frozen=True, slots=True)
class Layout:
    """The part every column plays; an index is None when no column plays it."""

    orientation: str
    date: int | None
    end: int | None
    hour: int | None
    days: int | None
    post: int | None
    direction: int | None
    report: int | None
    values: tuple[ValueColumn, ...]
    categories: tuple[int, ...]
    notes: tuple[str, ...]


def lay_out(
    heading: Heading, columns: Sequence[Column], mapping: ColumnMap, sample: Sequence[Row]
) -> Layout:
    """Give every column its part: first as the sender says, then by HXL tag, name and content.

    Raises LayoutProblem, naming the candidates, where more than one reading is possible.
    """
    named: Named = {
        setting: tuple(column_called(name, columns) for name in names)
        for setting, names in mapping.columns.items()
    }
    free = [column for column in columns if column not in named.get("ignore", ())]
    across = _date_headings(heading, free) if mapping.options.get("layout") != "long" else ()
    parts = _parts(free, named, mapping, across)
    rest = _without(free, parts)
    if across:
        choice = Choice(DATES_ACROSS, across)
    else:
        has_post = parts["post"] is not None or "post" in mapping.constants
        choice = choose_values(rest, named, mapping, has_post, sample)
    counted = {value.index for value in choice.columns}
    rest = [column for column in rest if column.index not in counted]
    categories = named.get("categories") or _categories(rest, parts, sample)
    return Layout(
        orientation=choice.orientation,
        values=choice.columns,
        categories=tuple(column.index for column in categories),
        notes=choice.notes,
        **parts,
    )


def column_called(name: str, columns: Sequence[Column]) -> Column:
    """The column with this heading, HXL tag or letter. Raises LayoutProblem when there is none."""
    wanted = words.normal(name) or name
    tests: tuple[Fits, ...] = (
        lambda column: name in (column.name, column.tag),
        lambda column: wanted in (words.normal(column.name), words.normal(column.tag)),
        lambda column: name.upper() == column_letters(column.index),
    )
    for fits in tests:
        found = next((column for column in columns if fits(column)), None)
        if found is not None:
            return found
    known = ", ".join(column.label for column in columns if column.filled)
    raise LayoutProblem(CellError("no_column", details={"name": name, "names": known}))


def _date_headings(heading: Heading, free: Sequence[Column]) -> tuple[ValueColumn, ...]:
    if not heading.is_dates:
        return ()
    return tuple(
        ValueColumn(column.index, is_date=True)
        for column in free
        if column.index < len(heading.cells) and looks_like_a_date(heading.cells[column.index])
    )


def _parts(
    free: Sequence[Column], named: Named, mapping: ColumnMap, across: Sequence[ValueColumn]
) -> dict[str, int | None]:
    parts: dict[str, int | None] = {
        setting: named[setting][0].index if setting in named else None
        for setting in ("date", "end", "hour", "days", "post", "direction", "report")
    }
    taken = {column.index for columns in named.values() for column in columns}
    taken |= {value.index for value in across}
    rest = [column for column in free if column.index not in taken]
    if not across:
        _place_dates(parts, rest, has_date="date" in mapping.constants)
        rest = _without(rest, parts)
        _place_times(parts, rest)
        rest = _without(rest, parts)
    if parts["direction"] is None and "direction" not in mapping.constants:
        parts["direction"] = _index(_direction(rest))
        rest = _without(rest, parts)
    if parts["post"] is None and not {"post"} & {*mapping.constants} and "posts" not in named:
        parts["post"] = _index(_post(rest, is_row_label=bool(across)))
    return parts


def _without(columns: Sequence[Column], parts: Mapping[str, int | None]) -> list[Column]:
    return [column for column in columns if column.index not in parts.values()]


def _index(column: Column | None) -> int | None:
    return None if column is None else column.index


def _place_dates(parts: dict[str, int | None], rest: Sequence[Column], has_date: bool) -> None:
    """Tell the day of crossing from the day of the report and the end of the period."""
    dates = [column for column in rest if _is_date(column)] or _serial_dates(rest)
    reports = [column for column in dates if _is_report(column)]
    ends = [column for column in dates if _is_end(column) and len(dates) > 1]
    days = [column for column in dates if column not in reports and column not in ends]
    if not days and reports and parts["date"] is None and not has_date:
        days, reports = reports[:1], reports[1:]
    if parts["date"] is None and not has_date:
        parts["date"] = _day_column(days, rest).index
    if parts["end"] is None and ends:
        parts["end"] = ends[0].index
    if parts["report"] is None and len(reports) == 1:
        parts["report"] = reports[0].index


def _is_date(column: Column) -> bool:
    if column.kind == "date":
        return True
    return column.dates > 0 and words.is_one_of(column.name, words.DATE)


def _is_report(column: Column) -> bool:
    return column.role == "report" or words.has_words(column.name, words.REPORTED)


def _is_end(column: Column) -> bool:
    return column.role == "end" or words.is_one_of(column.name, words.DATE_END)


def _serial_dates(rest: Sequence[Column]) -> list[Column]:
    """Without written dates, numbers that a spreadsheet would show as dates may be the dates."""
    named = [column for column in rest if words.is_one_of(column.name, words.DATE)]
    if named:
        return named
    likely = [column for column in rest if column.filled and column.serials == column.filled]
    return [
        column for column in likely if not column.name or words.has_words(column.name, words.DATE)
    ]


def _day_column(days: Sequence[Column], rest: Sequence[Column]) -> Column:
    if not days:
        names = ", ".join(column.label for column in rest if column.filled) or "no columns"
        raise LayoutProblem(CellError("no_date_column", details={"names": names}))
    tests: tuple[Fits, ...] = (
        lambda column: column.role == "date",
        lambda column: words.is_one_of(column.name, words.DATE),
        lambda column: words.has_words(column.name, words.DATE),
    )
    for fits in tests:
        found = [column for column in days if fits(column)]
        if len(found) == 1:
            return found[0]
    if len(days) == 1:
        return days[0]
    names = ", ".join(column.label for column in days)
    raise LayoutProblem(CellError("several_dates", details={"names": names}))


def _place_times(parts: dict[str, int | None], rest: Sequence[Column]) -> None:
    for part, names in (("hour", words.HOUR), ("days", words.DAYS_COVERED)):
        if parts[part] is None:
            found = [c for c in rest if words.is_one_of(c.name, names) and c.filled]
            parts[part] = found[0].index if len(found) == 1 else None


def _direction(rest: Sequence[Column]) -> Column | None:
    for column in rest:
        known = [words.direction_named(text) for text in column.texts]
        if not known or not column.filled:
            continue
        is_named = words.is_one_of(column.name, words.DIRECTION)
        if sum(found is not None for found in known) >= len(known) * (0.5 if is_named else 1.0):
            return column
    return None


def _post(rest: Sequence[Column], is_row_label: bool) -> Column | None:
    """The best named column of places; country and code of one place count as one column."""
    texts = [c for c in rest if c.kind == "text" and not words.has_words(c.name, words.IGNORED)]
    tagged = [column for column in texts if column.role == "post"]
    if len(tagged) == 1:
        return tagged[0]
    for names in words.POST:
        exact = [c for c in rest if c.filled and words.is_one_of(c.name, names)]
        exact = [c for c in exact if c.kind == "text" or names is words.POST[0]]
        found = exact or [c for c in texts if words.has_words(c.name, names)]
        if len(found) > 1:
            found = _one_of_equals(found)
        if found:
            return found[0]
    tagged = [column for column in texts if column.role == "region"]
    if len(tagged) == 1:
        return tagged[0]
    return texts[0] if is_row_label and texts else None


def _one_of_equals(found: Sequence[Column]) -> list[Column]:
    """Columns with as many different texts name the same places: take the longest names."""
    if len({len(column.texts) for column in found}) == 1:
        return [max(found, key=lambda column: column.mean_length)]
    names = ", ".join(column.label for column in found)
    raise LayoutProblem(CellError("several_posts", details={"names": names}))


def _categories(
    rest: Sequence[Column], parts: Mapping[str, int | None], sample: Sequence[Row]
) -> list[Column]:
    """Columns that split one count, such as nationality: short texts that vary within a post."""
    return [
        column
        for column in rest
        if column.kind == "text"
        and len(column.texts) > 1
        and column.mean_length <= _LONGEST_CATEGORY
        and not words.has_words(column.name, words.IGNORED)
        and not _follows_from(column.index, (parts["post"],), sample)
        and not _follows_from(column.index, (parts["report"],), sample)
    ]


def _follows_from(index: int, keys: tuple[int | None, ...], sample: Sequence[Row]) -> bool:
    """True when the key columns fix the value: an ISO code beside a country name adds nothing."""
    if None in keys:
        return False
    seen: dict[tuple[object, ...], object] = {}
    for row in sample:
        key = tuple(row[k] if k is not None and k < len(row) else None for k in keys)
        value = row[index] if index < len(row) else None
        if seen.setdefault(key, value) != value:
            return False
    return True
