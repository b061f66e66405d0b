"""May somebody be detained, or kept in detention? Children and their families: never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from openhbm.core.law.checks import Check, must_be, must_not_be, outcome_of, unmet_reasons
from openhbm.core.values import Outcome, Phrase, Reason, said

FIRST_REVIEW_HOURS = 48
LATER_REVIEW_DAYS = 7
_CHILD_SOURCE = "CMW/C/GC/4 - CRC/C/GC/23 paragraphs 10 to 12"


@dataclass(frozen=True, slots=True)
class Vulnerabilities:
    """What makes release the presumption. None means nobody has looked."""

    pregnant: bool | None = None
    trafficking_suspected: bool | None = None
    torture_survivor: bool | None = None
    seriously_ill: bool | None = None
    disabled: bool | None = None
    older_person: bool | None = None
    stateless: bool | None = None


@dataclass(frozen=True, slots=True)
class DetentionFacts:
    """What is established. ``age_low`` is the youngest age the person can have, whole years.

    ``only_grounds`` are the grounds relied on, e.g. ``irregular_entry``; ``alternatives_rejected``
    maps every alternative considered to why it was rejected.
    """

    age_low: int | None = None
    with_own_child: bool | None = None
    legal_ground: str = ""
    only_grounds: tuple[str, ...] = ()
    individual_necessity: str = ""
    proportionate: bool | None = None
    alternatives_rejected: tuple[tuple[str, str], ...] = ()
    lawyer_offered: bool | None = None
    family_contact: bool | None = None
    complaint_channel: bool | None = None
    consulate_contacted: bool | None = None
    consulate_consented: bool | None = None
    longest_hours: float | None = None
    detained_at: datetime | None = None
    reviewed_at: datetime | None = None
    vulnerabilities: Vulnerabilities = Vulnerabilities()


@dataclass(frozen=True, slots=True)
class DetentionResult:
    """Whether detention may be considered, why not, and when the person is released by itself."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    release_at: datetime | None


_PRESUME_RELEASE: Mapping[str, Phrase] = MappingProxyType(
    {
        "pregnant": said("pregnant"),
        "trafficking_suspected": said("trafficking suspected"),
        "torture_survivor": said("torture survivor"),
        "seriously_ill": said("seriously ill"),
        "disabled": said("disabled"),
        "older_person": said("older person"),
        "stateless": said("stateless"),
    }
)

NEVER_GROUNDS = frozenset({"asylum_claim", "irregular_entry", "health"})
"""Grounds on which alone nobody is detained."""


def detention_check(facts: DetentionFacts, at: datetime) -> DetentionResult:
    """Whether detention may begin or go on ``at``. Release is due ``longest_hours`` after it began.

    Prohibited for anyone who may be a child and for parents with their child, for claims of
    asylum, irregular entry or health alone, and once the limit is reached.
    """
    checks = (*_child(facts), *_necessity(facts), *_limits(facts, at), *_vulnerable(facts))
    return DetentionResult(outcome_of(checks), unmet_reasons(checks), release_at(facts))


def release_at(facts: DetentionFacts) -> datetime | None:
    """The instant of release; None before detention began or when no limit was set."""
    if facts.detained_at is None or facts.longest_hours is None:
        return None
    return facts.detained_at + timedelta(hours=facts.longest_hours)


def _child(facts: DetentionFacts) -> tuple[Check, ...]:
    """An age that is not known may be a child's, so it prohibits as well."""
    is_adult = facts.age_low is not None and facts.age_low >= 18
    return (
        must_be("R-DT-1", is_adult, said("nobody who may be under 18"), _CHILD_SOURCE),
        must_not_be(
            "R-DT-1", facts.with_own_child, said("no parent with their child"), _CHILD_SOURCE
        ),
    )


def _stated(text: str) -> bool | None:
    return True if text.strip() else None


def _necessity(facts: DetentionFacts) -> tuple[Check, ...]:
    rule, source = "R-DT-2", "ICCPR 9"
    grounds = frozenset(facts.only_grounds)
    sufficient = None if not grounds else not grounds <= NEVER_GROUNDS
    rejected = bool(facts.alternatives_rejected) and all(
        why.strip() for _, why in facts.alternatives_rejected
    )
    return (
        must_be(rule, _stated(facts.legal_ground), said("a ground in law is named"), source),
        must_be(rule, sufficient, said("more than asylum, irregular entry or health"), source),
        must_be(
            rule, _stated(facts.individual_necessity), said("why it is necessary here"), source
        ),
        must_be(rule, facts.proportionate, said("it is proportionate"), source),
        must_be(rule, True if rejected else None, said("why each alternative fails"), source),
        must_be(rule, facts.lawyer_offered, said("a lawyer was offered"), source),
        must_be(rule, facts.family_contact, said("contact with the family is possible"), source),
        must_be(rule, facts.complaint_channel, said("a way to complain was explained"), source),
        must_be(rule, _consular_contact_is_lawful(facts), said("consular contact only by consent")),
    )


def _consular_contact_is_lawful(facts: DetentionFacts) -> bool | None:
    return facts.consulate_consented if facts.consulate_contacted else True


def _limits(facts: DetentionFacts, at: datetime) -> tuple[Check, ...]:
    end = release_at(facts)
    limit_is_set = None if facts.longest_hours is None else facts.longest_hours > 0
    checks = [must_be("R-DT-3", limit_is_set, said("a longest duration is set"), "ICCPR 9")]
    if end is not None:
        checks.append(must_be("R-DT-3", at < end, said("the longest duration is not reached")))
    if facts.detained_at is not None:
        due = _review_due_at(facts.detained_at, facts.reviewed_at)
        checks.append(
            must_be("R-DT-2", True if at <= due else None, said("the review is not overdue"))
        )
    return tuple(checks)


def _review_due_at(detained_at: datetime, reviewed_at: datetime | None) -> datetime:
    if reviewed_at is None:
        return detained_at + timedelta(hours=FIRST_REVIEW_HOURS)
    return reviewed_at + timedelta(days=LATER_REVIEW_DAYS)


def _vulnerable(facts: DetentionFacts) -> tuple[Check, ...]:
    """One vulnerability and release is presumed; not having looked is no better."""
    state = facts.vulnerabilities
    return tuple(
        must_be(
            "R-DT-4",
            True if getattr(state, name) is False else None,
            said("%(what)s: ruled out; else release is presumed", what=what),
        )
        for name, what in _PRESUME_RELEASE.items()
    )
