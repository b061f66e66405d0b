"""Scores that order attention: weights per condition. A score never denies anybody anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openhbm.core.screening.conditions import Condition, Values, holds
from openhbm.core.values import Reason


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of a score: what it looks for, what it weighs, why."""

    id: str
    when: Condition
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """The lines of one named score; ``fact.<id>`` is its sum in conditions."""

    id: str
    items: tuple[ScoreItem, ...]
    source: str = ""


def scored_reasons(score: Score, values: Values) -> tuple[Reason, ...]:
    """The lines of ``score`` that hold, each with its weight."""
    return tuple(
        Reason(item.id, item.text, score.source, item.weight)
        for item in score.items
        if holds(item.when, values)
    )


def score_of(score: Score, values: Values) -> float:
    """The sum of the lines that hold."""
    return sum(reason.weight for reason in scored_reasons(score, values))


def household_score(score: Score, members: Sequence[Values]) -> float:
    """The score of people travelling together: each line counts once, whoever it is true of.

    Only to order who is seen first; ties are broken by time of arrival.
    """
    return sum(
        item.weight for item in score.items if any(holds(item.when, values) for values in members)
    )
