"""What signals say together: graded by source and content, fading with time, each source once.

A signal is one vote. However many votes there are, the answer is what to look at: a person
confirms it, and nothing is activated by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np

from openhbm.core.values import Reason, reason_of, said

_ADMIRALTY = "Admiralty grading of source (A to F) and content (1 to 6); weights OpenHBM default"
_TALLY = "signal ledger, OpenHBM default"

RELIABILITY: Mapping[str, float] = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.1, "F": 0.3}
"""What a source's grade is worth; F says that it cannot be judged, which is not the worst."""

CREDIBILITY: Mapping[int, float] = {1: 1.0, 2: 0.8, 3: 0.6, 4: 0.3, 5: 0.1, 6: 0.3}
"""What the grade of the content is worth; 1 confirmed elsewhere, 5 improbable, 6 not judged."""


class Weight(StrEnum):
    """What the signals of a place ask for, lightest first."""

    NOTED = "noted"
    WATCH = "watch"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """``watch`` and ``trigger`` are combined strengths (0 to 1) from which signals ask for more;
    a trigger needs ``least_sources`` different sources. ``full_z`` is the z that counts fully."""

    watch: float = 0.3
    trigger: float = 0.6
    least_sources: int = 2
    full_z: float = 3.0
    least_history: int = 5


@dataclass(frozen=True, slots=True)
class GradedSignal:
    """One signal as it is weighed: ``strength`` and ``weight`` (of its indicator) 0 to 1.

    ``happened_on`` is the day it speaks of, ``reported_at`` when it could be known. Raises
    ValueError for a grade there is not, or a figure out of range.
    """

    key: str
    indicator: str
    family: str
    source: str
    happened_on: date
    reported_at: datetime
    strength: float
    weight: float
    reliability: str
    credibility: int
    half_life_days: float

    def __post_init__(self) -> None:
        if self.reliability not in RELIABILITY or self.credibility not in CREDIBILITY:
            grade = f"{self.reliability}{self.credibility}"
            raise ValueError(f"signal {self.key} is graded {grade}; give A to F and 1 to 6")
        if not (0 <= self.strength <= 1 and 0 <= self.weight <= 1 and self.half_life_days > 0):
            raise ValueError(
                f"signal {self.key}: strength {self.strength:g} and weight {self.weight:g} lie"
                f" between 0 and 1, and half of {self.half_life_days:g} days is above 0"
            )


@dataclass(frozen=True, slots=True)
class Vote:
    """What one signal counts at an instant, 0 to 1, and how old it is."""

    signal: GradedSignal
    share: float
    age_days: int


@dataclass(frozen=True, slots=True)
class SignalTally:
    """All votes at an instant, the strongest first, and what they ask for together."""

    votes: tuple[Vote, ...]
    strength: float
    sources: tuple[str, ...]
    families: tuple[str, ...]
    asks_for: Weight
    reasons: tuple[Reason, ...]


def vote_of(signal: GradedSignal, at: datetime) -> Vote | None:
    """The vote of a signal at ``at``; None when it was not reported yet.

    Strength × weight of the indicator × grades, halved every ``half_life_days`` since the day it
    speaks of. A day still to come (a warning) counts in full. Source: OpenHBM default.
    """
    if signal.reported_at > at:
        return None
    age = max((at.date() - signal.happened_on).days, 0)
    grade = RELIABILITY[signal.reliability] * CREDIBILITY[signal.credibility]
    share = signal.strength * signal.weight * grade * math.exp2(-age / signal.half_life_days)
    return Vote(signal, share, age)


def tally_signals(
    signals: Iterable[GradedSignal], at: datetime, settings: SignalSettings | None = None
) -> SignalTally:
    """Weigh all signals known at ``at``.

    Of one source about one indicator only the strongest vote counts: repeating is not confirming.
    Votes of different sources join as chances do, 1 − ∏(1 − vote), so that no number of weak ones
    passes for certainty.
    """
    settings = settings or SignalSettings()
    best: dict[tuple[str, str], Vote] = {}
    for vote in filter(None, (vote_of(signal, at) for signal in signals)):
        place = (vote.signal.source, vote.signal.indicator)
        if place not in best or vote.share > best[place].share:
            best[place] = vote
    votes = tuple(sorted(best.values(), key=lambda vote: (-vote.share, vote.signal.key)))
    strength = 1.0 - math.prod(1.0 - vote.share for vote in votes)
    counted = [vote.signal for vote in votes if vote.share >= settings.watch / 10]
    sources = tuple(dict.fromkeys(signal.source for signal in counted))
    asks_for = _asked(strength, len(sources), settings)
    return SignalTally(
        votes=votes,
        strength=strength,
        sources=sources,
        families=tuple(dict.fromkeys(signal.family for signal in counted)),
        asks_for=asks_for,
        reasons=_reasons(strength, sources, asks_for, settings),
    )


def _asked(strength: float, sources: int, settings: SignalSettings) -> Weight:
    if strength >= settings.trigger and sources >= settings.least_sources:
        return Weight.TRIGGER
    return Weight.WATCH if strength >= settings.watch else Weight.NOTED


def _reasons(
    strength: float, sources: Sequence[str], asks_for: Weight, settings: SignalSettings
) -> tuple[Reason, ...]:
    text = said(
        "signals of %(sources)s sources weigh %(percent)s of 100 together",
        sources=len(sources),
        percent=f"{strength * 100:.0f}",
    )
    found = [reason_of("signals", text, _ADMIRALTY, strength)]
    if asks_for is Weight.WATCH and strength >= settings.trigger:
        alone = said("strong, but of one source only: find a second one that does not copy it")
        found.append(reason_of("one_source", alone, _TALLY))
    return tuple(found)


def signal_strength(
    value: float | None,
    history: Sequence[float] = (),
    threshold: float | None = None,
    *,
    falls: bool = False,
    settings: SignalSettings | None = None,
) -> tuple[float, float | None, float | None]:
    """(strength 0 to 1, baseline, robust z) of a value in the unit of its indicator.

    Against earlier values of the same source when there are enough; else against ``threshold``.
    An event without a value is as strong as can be; a value with nothing beside it counts half.
    ``falls``: lower is worse. Source: robust z on the median, OpenHBM default.
    """
    settings = settings or SignalSettings()
    if value is None:
        return 1.0, None, None
    if len(history) >= settings.least_history:
        past = np.asarray(history, dtype=np.float64)
        middle = float(np.median(past))
        spread = 1.4826 * float(np.median(np.abs(past - middle)))
        z = (value - middle) / (spread + max(abs(middle) * 0.05, 1e-9))
        return _clipped((-z if falls else z) / settings.full_z), middle, z
    if threshold is None:
        return 0.5, None, None
    if falls:
        return _clipped(threshold / value if value > 0 else 1.0), threshold, None
    return _clipped(value / threshold if threshold > 0 else 1.0), threshold, None


def _clipped(share: float) -> float:
    return min(max(share, 0.0), 1.0)
