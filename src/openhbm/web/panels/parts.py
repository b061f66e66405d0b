"""What panels are made of, and what they are made for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from openhbm.apps.places.queries import posts_worked_at

SHOWN = 5


class Part(StrEnum):
    """The three questions the home page answers."""

    NOW = "now"
    LATE = "late"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One of the first things in a panel's list."""

    text: Any
    href: str = ""
    note: Any = ""
    at: datetime | None = None
    level: int | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A figure, what it counts, where the list is, and the first few of it."""

    key: str
    part: Part
    title: Any
    figure: Any
    href: str
    lines: tuple[Line, ...] = ()
    note: Any = ""

    @property
    def is_word(self) -> bool:
        """Whether the figure is a word, such as a level."""
        return not isinstance(self.figure, int)

    @property
    def is_empty(self) -> bool:
        return not self.figure


@dataclass(frozen=True, slots=True)
class Start:
    """A button that begins something new."""

    name: Any
    href: str


@dataclass
class Work:
    """Whose home page it is, at what time and on what day."""

    user: Any
    at: datetime
    today: date
    language: str

    @cached_property
    def posts(self) -> list[Any]:
        """The posts where the user holds a role."""
        return list(posts_worked_at(self.user))

    @property
    def post(self) -> Any:
        """The post, when the user works at exactly one."""
        return self.posts[0] if len(self.posts) == 1 else None


PanelMaker = Callable[[Work], Panel | None]


def counted(number: float) -> int | None:
    """A day's count of a series; None for a day without any, which the series holds as nan."""
    return None if math.isnan(number) else int(number)
