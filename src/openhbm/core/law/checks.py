"""The smallest piece of a legal answer: one thing checked, met, broken or not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openhbm.core.values import Outcome, Phrase, Reason, reason_of, said

_STRICTNESS = {Outcome.PERMITTED: 0, Outcome.NEEDS_A_PERSON: 1, Outcome.PROHIBITED: 2}


@dataclass(frozen=True, slots=True)
class Check:
    """What one check answers, and why."""

    outcome: Outcome
    reason: Reason


def must_be(code: str, value: bool | None, requirement: Phrase, source: str = "") -> Check:
    """Met when ``value`` is True, broken when False; not known when it is anything else.

    Only the two truth values count: an empty answer of a form is no "no", a word no "yes".
    """
    if value is True:
        return Check(
            Outcome.PERMITTED, reason_of(code, said("Met: %(what)s", what=requirement), source)
        )
    if value is False:
        return Check(
            Outcome.PROHIBITED, reason_of(code, said("Not met: %(what)s", what=requirement), source)
        )
    text = said("Not established: %(what)s", what=requirement)
    return Check(Outcome.NEEDS_A_PERSON, reason_of(code, text, source))


def must_not_be(code: str, value: bool | None, requirement: Phrase, source: str = "") -> Check:
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
