"""The smallest piece of a legal answer: one thing checked, met, broken or not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openhbm.core.values import Outcome, Reason

_STRICTNESS = {Outcome.PERMITTED: 0, Outcome.NEEDS_A_PERSON: 1, Outcome.PROHIBITED: 2}


@dataclass(frozen=True, slots=True)
class Check:
    """What one check answers, and why."""

    outcome: Outcome
    reason: Reason


def must_be(code: str, value: bool | None, requirement: str, source: str = "") -> Check:
    """Met when ``value`` is True, broken when False; not known when it is anything else.

    Only the two truth values count: an empty answer of a form is no "no", a word no "yes".
    """
    if value is True:
        return Check(Outcome.PERMITTED, Reason(code, f"Met: {requirement}", source))
    if value is False:
        return Check(Outcome.PROHIBITED, Reason(code, f"Not met: {requirement}", source))
    text = f"Not established: {requirement}"
    return Check(Outcome.NEEDS_A_PERSON, Reason(code, text, source))


def must_not_be(code: str, value: bool | None, requirement: str, source: str = "") -> Check:
    """Like `must_be`, of something that must not be the case; unknown stays unknown."""
    return must_be(code, not value if isinstance(value, bool) else None, requirement, source)


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """The strictest of ``outcomes``; none at all needs a person, for nothing was checked."""
    return max(outcomes, key=_STRICTNESS.__getitem__, default=Outcome.NEEDS_A_PERSON)


def outcome_of(checks: Sequence[Check]) -> Outcome:
    """The strictest outcome among ``checks``."""
    return strictest(check.outcome for check in checks)


def unmet_reasons(checks: Sequence[Check]) -> tuple[Reason, ...]:
    """Why the answer is not yes: broken checks first, then unknown ones."""
    broken = [check.reason for check in checks if check.outcome is Outcome.PROHIBITED]
    unknown = [check.reason for check in checks if check.outcome is Outcome.NEEDS_A_PERSON]
    return (*broken, *unknown)
