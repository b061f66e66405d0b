"""What a section of a report is made of: facts, tables, words, charts. Each has one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from unicodedata import bidirectional

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``tone`` colours it: green, amber, red, unknown, level-0 … level-4."""

    text: str
    is_number: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings."""

    template: ClassVar[str] = "reports/blocks/table.html"
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def is_short(self) -> bool:
        """Short enough to stand on one page whole."""
        return len(self.rows) <= _WHOLE_ROWS


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and a value, shown large."""

    template: ClassVar[str] = "reports/blocks/facts.html"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``kind``: ``plain``, ``note`` (small print) or ``narrative`` (by a person)."""

    template: ClassVar[str] = "reports/blocks/words.html"
    text: str
    kind: str = "plain"

    @property
    def direction(self) -> str:
        """Which way the text runs, by its first letter: people write in the language they like."""
        strong = (bidirectional(letter) for letter in self.text)
        first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
        return "ltr" if first == "L" else "rtl"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences."""

    template: ClassVar[str] = "reports/blocks/bullets.html"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure that carries its own title, description, legend and error."""

    template: ClassVar[str] = "reports/blocks/chart.html"
    figure: SafeString


_WHOLE_ROWS = 6

Block = Table | Facts | Words | Bullets | Chart


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    numbers: int = 0,
    note: str = "",
) -> Table:
    """A table whose last ``numbers`` columns hold numbers."""
    first_number = len(headings) - numbers
    return Table(
        headings=tuple(Cell(text, n >= first_number) for n, text in enumerate(headings)),
        rows=tuple(
            tuple(_cell(value, n >= first_number) for n, value in enumerate(row)) for row in rows
        ),
        note=note,
    )


def _cell(value: str | Cell, is_number: bool) -> Cell:
    if isinstance(value, Cell):
        return value
    # The mark keeps "<5" from turning into "5>" where text runs from right to left.
    return Cell(f"\u200e{value}" if value.startswith("<") else value, is_number)
