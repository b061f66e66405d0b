"""May rights be suspended by this measure? Nine tests of a derogation.

Sources: ICCPR article 4; Human Rights Committee, General Comment 29 (2001); ECHR article 15;
ACHR article 27; Arab Charter article 4. The African Charter has no derogation clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from openhbm.core.law.checks import Check, must_be, outcome_of, unmet_reasons
from openhbm.core.values import Outcome, Phrase, Reason, said

NON_DEROGABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ICCPR": frozenset({"6", "7", "8(1)", "8(2)", "11", "15", "16", "18", "2(3)", "10(1)"}),
        "ECHR": frozenset({"2", "3", "4(1)", "7", "P6-1", "P7-4", "P13-1"}),
        "ACHR": frozenset({"3", "4", "5", "6", "9", "12", "17", "18", "19", "20", "23"}),
    }
)
"""Articles no emergency suspends, by instrument. A paragraph is written in brackets."""

_ARTICLE = re.compile(r"(P[1-9][0-9]?-)?[1-9][0-9]?(\([0-9a-z]+\))*")

NO_DEROGATION_CLAUSE = frozenset({"ACHPR"})
PROTECTIONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "non_refoulement": said("protection from being sent into danger"),
        "fair_trial_core": said("the core of a fair trial"),
        "hostage_taking": said("the ban on taking hostages"),
        "unacknowledged_detention": said("the ban on unacknowledged detention"),
        "collective_punishment": said("the ban on collective punishment"),
        "deportation_without_grounds": said("the ban on deportation without grounds"),
    }
)
NEVER = frozenset(PROTECTIONS)
"""Protections outside the list of articles that General Comment 29 holds beyond derogation."""

FORBIDDEN_DISTINCTIONS = frozenset(
    {"race", "colour", "sex", "language", "religion", "social_origin"}
)
OBLIGATIONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "refugee_law": said("refugee law is respected"),
        "torture_convention": said("the Convention against Torture is respected"),
        "child_rights": said("the rights of the child are respected"),
        "humanitarian_law": said("humanitarian law is respected"),
    }
)


@dataclass(frozen=True, slots=True)
class DerogationLimits:
    """Days: longest duration, longest time to a review, notification warned and failed."""

    longest_days: int = 30
    review_days: int = 14
    notify_warn_days: int = 3
    notify_fail_days: int = 14


@dataclass(frozen=True, slots=True)
class DerogationFacts:
    """A measure as drafted. None and empty mean not stated.

    ``distinctions`` are the grounds on which alone people are treated differently; None when
    nobody has looked. ``obligations_met`` maps each of `OBLIGATIONS` to whether it is respected.
    """

    instrument: str = ""
    articles: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    gazette_ref: str = ""
    proclaimed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    review_dates: tuple[date, ...] = ()
    threatens_life_of_nation: bool | None = None
    threat_evidence: str = ""
    duration_reason: str = ""
    geography_reason: str = ""
    scope_reason: str = ""
    ordinary_limits_insufficient: str = ""
    distinctions: tuple[str, ...] | None = None
    obligations_met: Mapping[str, bool] = field(default_factory=dict)
    notified_on: date | None = None
    ended_notified_on: date | None = None
    oversight_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """What one of the nine tests answers."""

    __test__ = False  # pytest would take the name for a test class

    test: str
    outcome: Outcome
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DerogationResult:
    """Prohibited: the measure is invalid. needs_a_person: a lawyer must look. Permitted: valid."""

    outcome: Outcome
    tests: tuple[TestResult, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason of every test that is not met, broken tests first."""
        ordered = sorted(self.tests, key=lambda test: test.outcome is not Outcome.PROHIBITED)
        return tuple(reason for test in ordered for reason in test.reasons)


def derogation_check(
    facts: DerogationFacts, on: date, limits: DerogationLimits = DerogationLimits()
) -> DerogationResult:
    """Judge a derogation on day ``on`` by all nine tests."""
    tests = []
    for code, judge in TESTS.items():
        checks = judge(facts, on, limits)
        tests.append(TestResult(code, outcome_of(checks), unmet_reasons(checks)))
    outcome = outcome_of([Check(test.outcome, Reason(test.test, "")) for test in tests])
    return DerogationResult(outcome, tuple(tests))


def is_derogable(instrument: str, article: str) -> bool | None:
    """Whether ``article`` may be suspended under ``instrument``.

    None for an unknown instrument, and for an article not written like ``9``, ``14(3)`` or
    ``P7-4``: what cannot be read is not taken for derogable. A whole article is not derogable when
    one of its paragraphs is not.
    """
    if instrument in NO_DEROGATION_CLAUSE:
        return False
    asked = article.replace(" ", "")
    if instrument not in NON_DEROGABLE or not _ARTICLE.fullmatch(asked):
        return None
    return not any(
        asked == fixed or asked.startswith(f"{fixed}(") or fixed.startswith(f"{asked}(")
        for fixed in NON_DEROGABLE[instrument]
    )


def _word(text: str) -> str:
    """A code however it was typed: ``Non-Refoulement`` is ``non_refoulement``."""
    return text.strip().casefold().replace(" ", "_").replace("-", "_")


def _or_unknown(text: str) -> bool | None:
    return True if text.strip() else None


def _advice(check: Check) -> Check:
    """A warning: a person looks at it, but it does not make the measure invalid."""
    if check.outcome is Outcome.PROHIBITED:
        return Check(Outcome.NEEDS_A_PERSON, check.reason)
    return check


def _proclaimed(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    code, source = "DG1", "ICCPR 4(1)"
    before = (
        None
        if facts.proclaimed_on is None or facts.starts_on is None
        else facts.proclaimed_on <= facts.starts_on
    )
    return (
        must_be(code, bool(facts.gazette_ref.strip()), said("officially published"), source),
        must_be(code, before, said("proclaimed before it starts"), source),
    )


def _threat(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    """Not every disaster or influx qualifies; whether this one does is for a lawyer."""
    code, source = "DG2", "ICCPR 4(1); General Comment 29 paragraph 3"
    text = said("the emergency threatens the life of the nation")
    return (
        _advice(must_be(code, facts.threatens_life_of_nation, text, source)),
        must_be(code, _or_unknown(facts.threat_evidence), said("evidence of the threat"), source),
    )


def _derogable(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    code, source = "DG3", "ICCPR 4(2); General Comment 29 paragraphs 7, 11 and 13 to 16"
    named = must_be(code, True if facts.articles else None, said("the articles are named"), source)
    articles = tuple(
        must_be(
            code,
            is_derogable(facts.instrument, article),
            said(
                "%(instrument)s article %(article)s may be suspended",
                instrument=facts.instrument or "–",
                article=article,
            ),
            source,
        )
        for article in facts.articles
    )
    kept = tuple(
        must_be(
            code,
            name not in NEVER,
            said("%(right)s: not suspended", right=PROTECTIONS.get(name, name)),
            source,
        )
        for name in map(_word, facts.suspends)
    )
    return (named, *articles, *kept)


def _necessary(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    code, source = "DG4", "ICCPR 4(1); General Comment 29 paragraph 4"
    stated = {
        said("why this long"): facts.duration_reason,
        said("why there"): facts.geography_reason,
        said("why these rights"): facts.scope_reason,
        said("why ordinary limitations are not enough"): facts.ordinary_limits_insufficient,
    }
    return tuple(must_be(code, bool(why.strip()), what, source) for what, why in stated.items())


def _equal(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    fair = (
        None
        if facts.distinctions is None
        else FORBIDDEN_DISTINCTIONS.isdisjoint(map(_word, facts.distinctions))
    )
    text = said("nobody is treated differently for race, colour, sex, language, religion or origin")
    return (must_be("DG5", fair, text, "ICCPR 4(1)"),)


def _consistent(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    return tuple(
        must_be(
            "DG6",
            facts.obligations_met.get(name),
            what,
            "ICCPR 4(1)",
        )
        for name, what in OBLIGATIONS.items()
    )


def _short(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    code = "DG7"
    if facts.starts_on is None or facts.ends_on is None:
        return (must_be(code, False, said("it has a first and a last day")),)
    days = (facts.ends_on - facts.starts_on).days
    first_review = min(facts.review_dates, default=None)
    in_time = (
        first_review is not None
        and facts.starts_on <= first_review
        and (first_review - facts.starts_on).days <= limits.review_days
    )
    return (
        must_be(
            code,
            0 <= days <= limits.longest_days,
            said("at most %(days)s days", days=limits.longest_days),
        ),
        must_be(code, in_time, said("a review within %(days)s days", days=limits.review_days)),
        must_be(code, on <= facts.ends_on, said("it has not run out")),
    )


def _notified(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    """Late is a warning, very late a failure; not yet due is met."""
    code, source = "DG8", "ICCPR 4(3)"
    if facts.starts_on is None:
        return (must_be(code, None, said("when it starts"), source),)
    day = facts.notified_on if facts.notified_on is not None else on
    late = (day - facts.starts_on).days
    failed = must_be(
        code,
        late <= limits.notify_fail_days,
        said(
            "notified to the UN Secretary-General within %(days)s days",
            days=limits.notify_fail_days,
        ),
        source,
    )
    warned = _advice(
        must_be(
            code,
            late <= limits.notify_warn_days,
            said("notified immediately, within %(days)s days", days=limits.notify_warn_days),
            source,
        )
    )
    return (failed, warned, *_end_notified(facts, on))


def _end_notified(facts: DerogationFacts, on: date) -> tuple[Check, ...]:
    if facts.ends_on is None or on <= facts.ends_on + timedelta(days=1):
        return ()
    is_told = facts.ended_notified_on is not None
    return (_advice(must_be("DG8", is_told, said("its end was notified"), "ICCPR 4(3)")),)


def _overseen(facts: DerogationFacts, on: date, limits: DerogationLimits) -> tuple[Check, ...]:
    is_set = facts.oversight_review_on is not None
    return (_advice(must_be("DG9", is_set, said("a parliament or court reviews it on a set day"))),)


TESTS: Mapping[str, Callable[[DerogationFacts, date, DerogationLimits], tuple[Check, ...]]] = (
    MappingProxyType(
        {
            "DG1": _proclaimed,
            "DG2": _threat,
            "DG3": _derogable,
            "DG4": _necessary,
            "DG5": _equal,
            "DG6": _consistent,
            "DG7": _short,
            "DG8": _notified,
            "DG9": _overseen,
        }
    )
)
