"""The likeliest text of a zone that its grammar and all its check digits allow.

Each place of the zone comes with the characters it may be and how likely each is. What is chosen
is always one of them: nothing is made up to suit a check digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.documents.mrz.layouts import ALPHABET, FILLER, Layout, Span

Chances = NDArray[np.float32]
"""Logarithms of chances (lines, width, 37) in the order of ``ALPHABET``."""

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset("0123456789")
_FIELD_CHARACTERS = {
    "type": _LETTERS | {FILLER},
    "issuer": _LETTERS | {FILLER},
    "nationality": _LETTERS | {FILLER},
    "names": _LETTERS | {FILLER},
    "surname": _LETTERS | {FILLER},
    "given": _LETTERS | {FILLER},
    "birth": _DIGITS | {FILLER},
    "expiry": _DIGITS | {FILLER},
    "sex": frozenset("MF<"),
}
_DATES = {"birth": "", "expiry": ""}
_VALUE = np.array([n if n < 36 else 0 for n in range(37)])
_ALTERNATIVES = 4
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the way over all that check digits cover.

    ``own`` and ``whole`` are the weights 7, 3, 1 or 0 in the check of its field and in the
    composite one; ``closes`` tells that this is the check digit of the field before it.
    """

    line: int
    column: int
    own: int
    whole: int
    closes: bool = False


def allowed(layout: Layout) -> NDArray[np.bool_]:
    """Which characters (lines, width, 37) the grammar of a format allows at each place."""
    mask = np.ones((layout.lines, layout.width, len(ALPHABET)), bool)
    for name, span in layout.fields.items():
        if name in _FIELD_CHARACTERS:
            mask[_slice(span)] = _members(_FIELD_CHARACTERS[name])
    for rule in layout.checks:
        with_filler = rule.may_be_filler or (rule.name == "number" and layout.long_number)
        mask[_slice(rule.digit)] = _members(_DIGITS | ({FILLER} if with_filler else set()))
    mask[0, 0] = _members(_LETTERS)
    for name in _DATES.keys() & layout.fields.keys():
        span = layout.fields[name]
        mask[span.line, span.start + 2] = _members(frozenset("01<"))
        mask[span.line, span.start + 4] = _members(frozenset("0123<"))
    return mask


def _members(characters: frozenset[str] | set[str]) -> NDArray[np.bool_]:
    return np.array([c in characters for c in ALPHABET])


def _slice(span: Span) -> tuple[int, slice]:
    return span.line, slice(span.start, span.end)


def likeliest(chances: Chances) -> tuple[str, ...]:
    """The likeliest character of each place by itself."""
    return tuple("".join(ALPHABET[n] for n in row) for row in chances.argmax(2))


def checked(
    chances: Chances, layout: Layout, *, has_long_number: bool = False
) -> tuple[tuple[str, ...], float] | None:
    """The likeliest lines for which every check digit is right, and their summed logarithms.

    ``chances`` already holds what the grammar allows. None when no choice among the likeliest
    alternatives of each place makes them all right.
    """
    steps = _steps(layout, has_long_number)
    score = np.full((10, 10), _NEVER, np.float32)
    score[0, 0] = 0
    choices: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for step in steps:
        score, picked = _advanced(score, step, chances[step.line, step.column])
        choices.append(picked)
    rule = layout.check("composite")
    ends = score[0]
    last = None
    if rule is not None:
        digit = chances[rule.digit.line, rule.digit.start, :10]
        last = int(np.argmax(ends + digit))
        total, end = float(ends[last] + digit[last]), last
    else:
        total, end = float(ends[0]), 0
    if total <= float(_NEVER) / 2:
        return None
    lines = [list(line) for line in likeliest(chances)]
    if rule is not None and last is not None:
        lines[rule.digit.line][rule.digit.start] = str(last)
    _trace_back(lines, steps, choices, end)
    return tuple("".join(line) for line in lines), total


def _advanced(
    score: NDArray[np.float32], step: Step, row: NDArray[np.float32]
) -> tuple[NDArray[np.float32], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Scores after a place by (sum of the field, sum of the whole) modulo 10, and what was picked.

    The second array is the sum of the field before the place, for the way back.
    """
    best = np.full((10, 10), _NEVER, np.float32)
    picked, before = np.zeros((10, 10), np.int64), np.zeros((10, 10), np.int64)
    for character in np.argsort(-row)[:_ALTERNATIVES]:
        if row[character] <= _NEVER / 2:
            break
        value = int(_VALUE[character])
        if step.closes:
            moved = np.full((10, 10), _NEVER, np.float32)
            moved[0] = np.roll(score[value], step.whole * value)
            origin = np.full((10, 10), value)
        else:
            moved = np.roll(score, (step.own * value, step.whole * value), (0, 1))
            origin = np.broadcast_to(((np.arange(10) - step.own * value) % 10)[:, None], (10, 10))
        moved = moved + row[character]
        better = moved > best
        best[better], picked[better] = moved[better], character
        before[better] = origin[better]
    return best, (picked, before)


def _trace_back(
    lines: list[list[str]],
    steps: Sequence[Step],
    choices: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    end: int,
) -> None:
    own, whole = 0, end
    for step, (picked, before) in zip(reversed(steps), reversed(choices), strict=True):
        character = int(picked[own, whole])
        lines[step.line][step.column] = ALPHABET[character]
        own_before = int(before[own, whole])
        whole = (whole - step.whole * int(_VALUE[character])) % 10
        own = own_before


def _steps(layout: Layout, has_long_number: bool) -> list[Step]:
    """The places that checks cover, in the order of the composite check, or of each by itself."""
    owned = {rule.name: rule for rule in layout.checks if rule.name != "composite"}
    if has_long_number:
        # Its check digit stands somewhere in the optional data; the composite one still holds.
        del owned["number"]
    weights: dict[tuple[int, int], int] = {}
    closing = set()
    for rule in owned.values():
        covered = [(s.line, c) for s in rule.covers for c in range(s.start, s.end)]
        weights |= {place: (7, 3, 1)[n % 3] for n, place in enumerate(covered)}
        closing.add((rule.digit.line, rule.digit.start))
    composite = layout.check("composite")
    if composite is not None:
        spans: tuple[Span, ...] = composite.covers
    else:
        spans = tuple(s for rule in owned.values() for s in (*rule.covers, rule.digit))
    places = [(s.line, c) for s in spans for c in range(s.start, s.end)]
    return [
        Step(
            *place,
            own=weights.get(place, 0),
            whole=(7, 3, 1)[n % 3] if composite is not None else 0,
            closes=place in closing,
        )
        for n, place in enumerate(places)
    ]


def names_weighed(chances: NDArray[np.float32]) -> str:
    """The likeliest text of a field of names (width, 37) that is built as names are.

    Letters with single fillers between them, two fillers before the given names, and after the
    first further two nothing but fillers.
    """
    letters, filler = chances[:, 10:36], chances[:, 36]
    letter, best = letters.max(1), letters.argmax(1)
    emitted = np.stack([letter, filler, filler, letter, filler, filler], 1)
    score = emitted[0] + np.array([0, _NEVER, _NEVER, _NEVER, _NEVER, _NEVER], np.float32)
    # A zone of given names alone begins with the two fillers.
    score[1] = emitted[0, 1]
    back = []
    for row in emitted[1:]:
        through = score[:, None] + _NAME_STEPS
        back.append(through.argmax(0))
        score = through.max(0) + row
    state = int(score.argmax())
    out = []
    for place in range(len(emitted) - 1, -1, -1):
        is_letter = state in (0, 3)
        out.append(ALPHABET[10 + int(best[place])] if is_letter else FILLER)
        if place:
            state = int(back[place - 1][state])
    return "".join(reversed(out))


def _name_steps() -> NDArray[np.float32]:
    """From state to state: 0 surname, 1 filler after it, 2 second filler, 3 given names,
    4 filler after them, 5 nothing but fillers."""
    steps = np.full((6, 6), _NEVER, np.float32)
    for here, there in ((0, 0), (0, 1), (1, 0), (1, 2), (2, 3), (2, 5), (3, 3), (3, 4), (4, 3),
                        (4, 5), (5, 5)):  # fmt: skip
        steps[here, there] = 0
    return steps


_NAME_STEPS = _name_steps()
