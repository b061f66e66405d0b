"""Counts read from a table, and what was understood of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from openhbm.core.flows.dates import Period
from openhbm.core.flows.problems import CellError


@dataclass(frozen=True, slots=True)
class Observation:
    """Persons seen at one post, in one direction, in one period; ``post`` None = not in the table.

    ``categories`` are the texts of further columns that split the count, such as nationality.
    """

    post: str | None
    direction: str
    period: Period
    persons: int
    cell: str
    categories: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str, Period]:
        return ((self.post or "").casefold(), self.direction, self.period)


@dataclass(frozen=True, slots=True)
class Understood:
    """How the table was read, for the sender to check before anything is stored."""

    orientation: str = ""
    heading_row: int | None = None
    hxl_row: int | None = None
    date_column: str = ""
    date_style: str = ""
    grain: str = ""
    persons_columns: tuple[str, ...] = ()
    post_column: str = ""
    posts: tuple[str, ...] = ()
    direction_column: str = ""
    report_column: str = ""
    category_columns: tuple[str, ...] = ()
    unused_columns: tuple[str, ...] = ()
    number_style: str = ""
    missing: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        plain = asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in plain.items()
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a table gave."""

    observations: tuple[Observation, ...]
    errors: tuple[CellError, ...]
    understood: Understood

    def totals(self) -> tuple[Observation, ...]:
        """One observation per post, direction and period: the sum over categories."""
        groups: dict[tuple[str, str, Period], list[Observation]] = defaultdict(list)
        for observation in self.observations:
            groups[observation.key].append(observation)
        return tuple(
            Observation(
                post=group[0].post,
                direction=group[0].direction,
                period=group[0].period,
                persons=sum(observation.persons for observation in group),
                cell=group[0].cell,
            )
            for group in groups.values()
        )
