"""What is wrong with the tables of an instance: file, line, what, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openhbm.core.values import Phrase, said


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``line`` counts from 1; 0 means the whole file. What is wrong and what to do
    can be said in any language."""

    file: str
    line: int
    problem: Phrase
    remedy: Phrase

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.problem}; {self.remedy}"


class InstanceError(ValueError):
    """An instance that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


MOST_SUGGESTED = 20
"""Wrong names of one table for which the nearest is sought; for more it would take long, and the
first ones tell what went wrong."""


class Known:
    """The names there are, to look others up in."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = dict.fromkeys(names)
        self._sought = 0

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def remedy(self, name: str) -> Phrase:
        """What to do about a name that is not there."""
        self._sought += 1
        return nearest(name, self._names if self._sought <= MOST_SUGGESTED else ())


def nearest(name: str, names: Iterable[str]) -> Phrase:
    """A remedy for an unknown name: the nearest known one, or where names are listed."""
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    if near:
        return said("did you mean '%(name)s'?", name=near[0])
    return said("add it to locations.csv or correct the name")
