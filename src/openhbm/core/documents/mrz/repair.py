"""What a zone with a wrong check digit may have said: candidates, never a silent correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhbm.core.documents.mrz.layouts import ALPHABET, Layout
from openhbm.core.documents.mrz.parsing import parse_lines
from openhbm.core.documents.mrz.weighing import Chances, allowed, checked
from openhbm.core.documents.mrz.zone import Verdict, Zone

# Characters that eyes and machines take for one another in OCR-B: those that are by far the
# likeliest, and others.
ALIKE = (
    ("O", "0"), ("I", "1"), ("B", "8"), ("S", "5"), ("Z", "2"), ("G", "6"), ("A", "4"), ("T", "7"),
)  # fmt: skip
CONFUSED = (
    ("D", "0"), ("Q", "0"), ("Q", "O"), ("D", "O"), ("U", "V"), ("V", "Y"), ("M", "N"),
    ("C", "G"), ("E", "F"), ("P", "R"), ("L", "1"), ("3", "8"), ("5", "6"), ("6", "8"),
    ("0", "8"), ("1", "7"), ("K", "<"), ("4", "9"), ("C", "<"), ("H", "N"),
)  # fmt: skip
_MISREAD, _RARELY = -3.0, -5.0
"""Logarithms of the chances that a character is one of those, beside being itself."""
_MOST_CHANGES = 3
_NEVER = np.float32(-1e9)
_PLACE = {character: number for number, character in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class Change:
    """A character that would have to be another one: line and column counted from 1."""

    line: int
    column: int
    found: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A zone in which every check digit is right, and what differs from the one that was read.

    ``cost`` is how much less likely it is than what was read, in natural logarithms.
    """

    zone: Zone
    changes: tuple[Change, ...]
    cost: float


def repair_candidates(zone: Zone, most: int = 5) -> tuple[Candidate, ...]:
    """Zones that differ from a wrong one in up to three mistakable characters, likeliest first.

    Empty when the zone is valid, of no known format, or nothing fits. More than one candidate
    means that the check digits cannot tell them apart: a person has to look at the paper.
    """
    layout = zone.layout
    if layout is None or zone.is_valid:
        return ()
    return weighed_candidates(chances_of(zone.lines), layout, zone.lines, most)


def weighed_candidates(
    chances: Chances, layout: Layout, lines: tuple[str, ...], most: int
) -> tuple[Candidate, ...]:
    """The likeliest valid zones: the best one, then the best without each of its changes."""
    masked = np.where(allowed(layout), chances, _NEVER)
    found: dict[tuple[str, ...], Candidate] = {}
    waiting = [masked]
    while waiting and len(found) < most:
        held = waiting.pop(0)
        best = _best(held, chances, layout, lines)
        if best is None or best.zone.lines in found:
            continue
        found[best.zone.lines] = best
        for change in best.changes:
            without = held.copy()
            without[change.line - 1, change.column - 1, _PLACE[change.proposed]] = _NEVER
            waiting.append(without)
    return tuple(sorted(found.values(), key=lambda candidate: candidate.cost))


def _best(
    masked: Chances, chances: Chances, layout: Layout, lines: tuple[str, ...]
) -> Candidate | None:
    options = []
    for has_long in (False, True) if layout.long_number else (False,):
        answer = checked(masked, layout, has_long_number=has_long)
        if answer is None:
            continue
        zone = parse_lines(answer[0], layout)
        changes = _changes(lines, zone.lines)
        if zone.is_valid and len(changes) <= _MOST_CHANGES:
            options.append(Candidate(zone, changes, _cost(chances, lines, changes)))
    return min(options, key=lambda option: option.cost) if options else None


def _changes(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(line, column, found, proposed)
        for line, (before, after) in enumerate(zip(lines, others, strict=True), 1)
        for column, (found, proposed) in enumerate(zip(before, after, strict=True), 1)
        if found != proposed
    )


def _cost(chances: Chances, lines: tuple[str, ...], changes: tuple[Change, ...]) -> float:
    total = 0.0
    for change in changes:
        row = chances[change.line - 1, change.column - 1]
        here = row[_PLACE[change.found]] if change.found in _PLACE else row.max()
        total += float(here - row[_PLACE[change.proposed]])
    return total


def chances_of(lines: tuple[str, ...]) -> Chances:
    """Chances (lines, width, 37) of a text whose characters may have been mistaken."""
    chances = np.full((len(lines), len(lines[0]), len(ALPHABET)), _NEVER, np.float32)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            if character not in _PLACE:
                chances[row, column] = _MISREAD
                continue
            chances[row, column, _PLACE[character]] = 0
            for other, chance in _OTHERS[character]:
                chances[row, column, _PLACE[other]] = chance
    return chances


_OTHERS = {
    character: [
        (b if a == character else a, chance)
        for pairs, chance in ((ALIKE, _MISREAD), (CONFUSED, _RARELY))
        for a, b in pairs
        if character in (a, b)
    ]
    for character in ALPHABET
}


def wrong_checks(zone: Zone) -> tuple[str, ...]:
    """Names of the check digits that are wrong."""
    return tuple(check.name for check in zone.checks if check.verdict == Verdict.WRONG)
