"""What goes wrong with content: where it stands and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a content file; ``line`` counts from 1, 0 means the file as a whole."""

    file: str
    line: int
    field: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        subject = f"{self.field}: " if self.field else ""
        return f"{place}: {subject}{self.message}; {self.remedy}"


class ContentError(Exception):
    """The content pack cannot be used; ``problems`` lists every fault found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([message, *(f"  {problem}" for problem in self.problems)]))


class UnknownItem(ContentError, LookupError):
    """Somebody asked for an item that no content file holds."""
