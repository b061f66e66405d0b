"""What is known of a person besides the answers, and the flags that follow from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from openhbm.core.screening.conditions import Value, Values
from openhbm.core.screening.questions import answer_values

ADULT_AGE = 18
"""Convention on the Rights of the Child, article 1."""

OLDER_AGE = 60
NO_NATIONALITY = frozenset({"XXA", "XXB", "XXC", "XXX"})
"""ICAO Doc 9303 codes for stateless persons, refugees and persons of unspecified nationality."""

DISABILITY_CUT_OFF = 3
"""Washington Group Short Set: a lot of difficulty (3) or cannot do at all (4) in one domain."""

WG_DOMAINS = (
    "wg_seeing",
    "wg_hearing",
    "wg_walking",
    "wg_remembering",
    "wg_self_care",
    "wg_communicating",
)
FACT = "fact."
"""Prefix by which conditions tell a fact from an answer."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What registration and triage already know. None means nobody knows.

    ``age_low`` and ``age_high`` are whole years, the youngest and oldest the person can be.
    ``child_care`` says who looks after a child: ``carer`` (parent, legal or customary carer),
    ``relative``, ``unverified`` (an adult nobody has checked) or ``none``.
    ``dependants`` counts children in the person's care. ``triage`` is red, yellow or green.
    ``unable_reason`` says why the screening could not be held, empty when it was.
    """

    age_low: int | None = None
    age_high: int | None = None
    sex: str = "U"
    accompanied_by_carer: bool | None = None
    child_care: str | None = None
    travels_alone: bool | None = None
    dependants: int | None = None
    has_document: bool | None = None
    nationalities: tuple[str, ...] = ()
    triage: str | None = None
    pending_removal: bool | None = None
    shared_language: bool | None = None
    unable_reason: str = ""


def _may_be_child(facts: Facts, values: Values) -> bool:
    """In doubt a child: true unless the youngest possible age is adult."""
    return facts.age_low is None or facts.age_low < ADULT_AGE


def _is_adult(facts: Facts, values: Values) -> bool:
    return not _may_be_child(facts, values)


def _may_be_under_five(facts: Facts, values: Values) -> bool:
    return facts.age_low is not None and facts.age_low < 5


def _may_be_older(facts: Facts, values: Values) -> bool:
    return facts.age_high is not None and facts.age_high >= OLDER_AGE


def _unaccompanied(facts: Facts, values: Values) -> bool:
    """A child with no accompanying parent, legal or customary carer and no relative either."""
    if not _may_be_child(facts, values):
        return False
    seen_alone = values.get("alone_child") == "yes" or facts.child_care == "none"
    said_alone = facts.accompanied_by_carer is False and facts.child_care in (None, "carer")
    return seen_alone or said_alone


def _separated(facts: Facts, values: Values) -> bool:
    return _may_be_child(facts, values) and facts.child_care == "relative"


def _with_unverified_adult(facts: Facts, values: Values) -> bool:
    return _may_be_child(facts, values) and facts.child_care == "unverified"


def _hardest_domain(values: Values) -> int:
    grades = [values.get(domain) for domain in WG_DOMAINS]
    return max((int(grade) for grade in grades if grade in ("1", "2", "3", "4")), default=0)


def _disabled(facts: Facts, values: Values) -> bool:
    return _hardest_domain(values) >= DISABILITY_CUT_OFF


def _severely_disabled(facts: Facts, values: Values) -> bool:
    return _hardest_domain(values) == 4


def _alone(facts: Facts, values: Values) -> bool:
    return facts.travels_alone is True


def _woman_at_risk(facts: Facts, values: Values) -> bool:
    is_woman = facts.sex == "F" and _is_adult(facts, values)
    return is_woman and (_alone(facts, values) or bool(facts.dependants))


def _older_at_risk(facts: Facts, values: Values) -> bool:
    in_need = _alone(facts, values) or _disabled(facts, values)
    return _may_be_older(facts, values) and (in_need or values.get("older_alone") == "yes")


def _may_be_stateless(facts: Facts, values: Values) -> bool:
    return not NO_NATIONALITY.isdisjoint(facts.nationalities)


COMPOSITES: Mapping[str, Callable[[Facts, Values], bool]] = MappingProxyType(
    {
        "may_be_child": _may_be_child,
        "is_adult": _is_adult,
        "may_be_under_five": _may_be_under_five,
        "may_be_older": _may_be_older,
        "unaccompanied": _unaccompanied,
        "separated": _separated,
        "with_unverified_adult": _with_unverified_adult,
        "woman_at_risk": _woman_at_risk,
        "older_at_risk": _older_at_risk,
        "wg_disabled": _disabled,
        "wg_severe": _severely_disabled,
        "may_be_stateless": _may_be_stateless,
    }
)
"""Composite flags by name. A rule names one as ``fact.<name>``; each is either yes or no."""

FACT_NAMES = frozenset({*(field.name for field in fields(Facts)), *COMPOSITES})
"""Every name a rule may use after ``fact.``, scores apart."""


def screening_values(answers: Mapping[str, object], facts: Facts) -> dict[str, Value]:
    """Everything conditions can test: answers by question id, facts and composites by ``fact.x``.

    Facts nobody knows are left out, so that tests on them are false and ``unknown`` is true.
    """
    values = answer_values(answers)
    composites = {name: decide(facts, values) for name, decide in COMPOSITES.items()}
    stated = {field.name: getattr(facts, field.name) for field in fields(facts)}
    known = {name: value for name, value in stated.items() if value is not None}
    values.update(
        {FACT + name: value for name, value in answer_values({**known, **composites}).items()}
    )
    return values
