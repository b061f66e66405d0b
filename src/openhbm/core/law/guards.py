"""May somebody be sent away? The non-refoulement gate: ten guards, all of which must be met.

Sources: Convention relating to the Status of Refugees articles 31 and 33; Convention against
Torture article 3; ICCPR articles 6, 7 and 13; CRC articles 3, 9 and 22; VCCR article 36;
IMO resolution MSC.167(78).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from openhbm.core.law.checks import Check, must_be, must_not_be, outcome_of, strictest
from openhbm.core.law.checks import unmet_reasons as _unmet
from openhbm.core.values import Outcome, Reason, reason_of, said

DESTINATION_ASSESSMENT_DAYS = 30
ALIKE_DECISIONS = 5


@dataclass(frozen=True, slots=True)
class Override:
    """A named person in ``role`` sets aside one guard after looking at this one case."""

    rule: str
    role: str
    user_id: str


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is established about one person before anything that sends them away.

    None means not established, and not established never opens the gate. ``on`` is the day asked.
    ``alike_decisions`` counts decisions with the same wording in the alarm's window.
    """

    on: date | None = None
    interview_recorded: bool | None = None
    language_understood: bool | None = None
    interpreter_id: str = ""
    interpreter_needed: bool | None = None
    interview_private: bool | None = None
    fears_return: bool | None = None
    needs_protection: bool | None = None
    open_claim: bool | None = None
    urgent_referral: bool | None = None
    unaccompanied_or_separated: bool | None = None
    trafficking_suspected: bool | None = None
    torture_suspected: bool | None = None
    violence_disclosed: bool | None = None
    medically_unfit: bool | None = None
    destination_assessed_on: date | None = None
    destination_safe: bool | None = None
    onward_removal_risk: bool | None = None
    on_no_return_list: bool | None = None
    disclosed_to_origin: bool | None = None
    consulate_contacted: bool | None = None
    consulate_consented: bool | None = None
    decision_written: bool | None = None
    decision_reasoned: bool | None = None
    decision_understood: bool | None = None
    appeal_explained: bool | None = None
    appeal_deadline_on: date | None = None
    appeal_waived_after_counselling: bool | None = None
    may_be_child: bool | None = None
    best_interests_assessed: bool | None = None
    guardian_consulted: bool | None = None
    family_unity_kept: bool | None = None
    alike_decisions: int | None = None
    own_facts_recorded: bool | None = None
    fit_to_travel: bool | None = None
    escort_logged: bool | None = None
    reception_arranged: bool | None = None
    monitor_notified: bool | None = None
    at_sea: bool | None = None
    place_of_safety: bool | None = None
    status_screened_on_board: bool | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardResult:
    """What one guard answers; ``overridden_by`` names who set it aside."""

    rule: str
    outcome: Outcome
    checks: tuple[Check, ...]
    overridden_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate answers; permitted only when every guard is met or lawfully set aside."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    guards: tuple[GuardResult, ...]


def _individual_interview(facts: GateFacts) -> tuple[Check, ...]:
    rule = "R-NR-1"
    has_interpreter = bool(facts.interpreter_id) or (
        True if facts.interpreter_needed is False else None
    )
    return (
        must_be(rule, facts.interview_recorded, said("an individual interview is recorded")),
        must_be(rule, facts.language_understood, said("it was held in a language understood")),
        must_be(rule, has_interpreter, said("the interpreter is named, or none was needed")),
        must_be(rule, facts.interview_private, said("it was held in private")),
    )


def _fear_asked(facts: GateFacts) -> tuple[Check, ...]:
    """Silence is not a no: only an explicit negative meets this guard."""
    rule, source = "R-NR-2", "Refugee Convention 33; CAT 3"
    return (
        must_not_be(
            rule, facts.fears_return, said("the person said there is no fear of return"), source
        ),
        must_not_be(
            rule, facts.needs_protection, said("the person said no protection is needed"), source
        ),
    )


def _no_open_need(facts: GateFacts) -> tuple[Check, ...]:
    rule = "R-NR-3"
    return (
        must_not_be(rule, facts.open_claim, said("no protection claim is open")),
        must_not_be(
            rule, facts.urgent_referral, said("no immediate or emergency referral is open")
        ),
        must_not_be(rule, facts.unaccompanied_or_separated, said("not an unaccompanied child")),
        must_not_be(rule, facts.trafficking_suspected, said("no sign of trafficking")),
        must_not_be(rule, facts.torture_suspected, said("no sign of torture")),
        must_not_be(rule, facts.violence_disclosed, said("no violence was disclosed")),
        must_not_be(rule, facts.medically_unfit, said("not medically unfit")),
    )


def _safe_destination(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-4", "Refugee Convention 33; CAT 3"
    return (
        must_be(rule, facts.destination_safe, said("the destination was assessed as safe"), source),
        must_be(
            rule,
            _is_recent(facts),
            said("the assessment is at most %(days)s days old", days=DESTINATION_ASSESSMENT_DAYS),
            source,
        ),
        must_not_be(
            rule, facts.onward_removal_risk, said("no risk of being sent on from there"), source
        ),
        must_not_be(
            rule, facts.on_no_return_list, said("no advisory against returns there"), source
        ),
    )


def _is_recent(facts: GateFacts) -> bool | None:
    if facts.on is None or facts.destination_assessed_on is None:
        return None
    age = facts.on - facts.destination_assessed_on
    return timedelta(0) <= age <= timedelta(days=DESTINATION_ASSESSMENT_DAYS)


def _no_disclosure(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-5", "VCCR 36"
    disclosed = must_not_be(
        rule,
        facts.disclosed_to_origin,
        said("nothing was disclosed to the country of origin"),
        source,
    )
    if facts.consulate_contacted:
        consent = must_be(
            rule, facts.consulate_consented, said("consent to consular contact"), source
        )
        return (disclosed, consent)
    contact = must_not_be(
        rule, facts.consulate_contacted, said("no contact with the consulate"), source
    )
    return (disclosed, contact)


def _written_decision(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-6", "ICCPR 2(3) and 13"
    return (
        must_be(rule, facts.decision_written, said("the decision is in writing"), source),
        must_be(rule, facts.decision_reasoned, said("it states its reasons"), source),
        must_be(rule, facts.decision_understood, said("it is in a language understood"), source),
        must_be(rule, facts.appeal_explained, said("how to appeal was explained"), source),
        must_be(rule, _appeal_is_over(facts), said("the time to appeal has passed"), source),
    )


def _appeal_is_over(facts: GateFacts) -> bool | None:
    if facts.appeal_waived_after_counselling:
        return True
    if facts.on is None or facts.appeal_deadline_on is None:
        return None
    return facts.appeal_deadline_on < facts.on


def _best_interests(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-7", "CRC 3, 9 and 22"
    unity = must_be(rule, facts.family_unity_kept, said("the family stays together"), source)
    if facts.may_be_child is False:
        return (unity,)
    if facts.may_be_child is None:
        return (unity, must_be(rule, None, said("whether the person may be a child"), source))
    return (
        unity,
        must_be(rule, facts.best_interests_assessed, said("the child's best interests"), source),
        must_be(rule, facts.guardian_consulted, said("the guardian was consulted"), source),
    )


def _not_collective(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-8", "ICCPR 13; ECHR Protocol 4 article 4; ACHPR 12(5)"
    few = None if facts.alike_decisions is None else facts.alike_decisions <= ALIKE_DECISIONS
    text = said(
        "at most %(count)s decisions with the same wording within minutes", count=ALIKE_DECISIONS
    )
    return (
        must_be(rule, few, text, source),
        must_be(
            rule, facts.own_facts_recorded, said("the decision rests on the person's own facts")
        ),
    )


def _safe_travel(facts: GateFacts) -> tuple[Check, ...]:
    rule = "R-NR-9"
    return (
        must_be(rule, facts.fit_to_travel, said("fit to travel")),
        must_be(rule, facts.escort_logged, said("escort and any force used are logged")),
        must_be(rule, facts.reception_arranged, said("somebody receives the person there")),
        must_be(rule, facts.monitor_notified, said("the monitoring body was told")),
    )


def _place_of_safety(facts: GateFacts) -> tuple[Check, ...]:
    rule, source = "R-NR-10", "IMO resolution MSC.167(78)"
    if not facts.at_sea:
        return (must_not_be(rule, facts.at_sea, said("not a rescue at sea"), source),)
    return (
        must_be(
            rule, facts.place_of_safety, said("disembarkation is to a place of safety"), source
        ),
        must_not_be(rule, facts.status_screened_on_board, said("no screening on board"), source),
    )


GUARDS: Mapping[str, Callable[[GateFacts], tuple[Check, ...]]] = MappingProxyType(
    {
        "R-NR-1": _individual_interview,
        "R-NR-2": _fear_asked,
        "R-NR-3": _no_open_need,
        "R-NR-4": _safe_destination,
        "R-NR-5": _no_disclosure,
        "R-NR-6": _written_decision,
        "R-NR-7": _best_interests,
        "R-NR-8": _not_collective,
        "R-NR-9": _safe_travel,
        "R-NR-10": _place_of_safety,
    }
)

OVERRIDE_ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "R-NR-3": frozenset({"protection_officer"}),
        "R-NR-4": frozenset({"protection_officer", "legal_officer"}),
        "R-NR-8": frozenset({"supervisor", "legal_officer"}),
        "R-NR-9": frozenset({"duty_doctor"}),
    }
)
"""Who may set a guard aside: everyone named, each a different person. Other guards: nobody."""


def non_refoulement_gate(facts: GateFacts) -> GateResult:
    """Whether refusing, returning, transferring or disembarking back may even be considered.

    Prohibited when a guard is broken, needs_a_person when one is not established, permitted only
    when all ten are met or set aside by the people `OVERRIDE_ROLES` names. Permitted unlocks a
    decision by a person; it never is one.
    """
    results = tuple(_guard_result(rule, guard(facts), facts) for rule, guard in GUARDS.items())
    unmet = tuple(
        reason
        for outcome in (Outcome.PROHIBITED, Outcome.NEEDS_A_PERSON)
        for result in results
        if result.outcome is outcome
        for reason in _unmet(result.checks)
    )
    aside = tuple(
        reason_of(
            f"{result.rule}-OVERRIDE",
            said("%(rule)s set aside by %(name)s", rule=result.rule, name=name),
        )
        for result in results
        for name in result.overridden_by
    )
    return GateResult(strictest(result.outcome for result in results), unmet + aside, results)


def _guard_result(rule: str, checks: tuple[Check, ...], facts: GateFacts) -> GuardResult:
    outcome = outcome_of(checks)
    if outcome is Outcome.PERMITTED:
        return GuardResult(rule, outcome, checks)
    if names := _set_aside_by(rule, facts):
        return GuardResult(rule, Outcome.PERMITTED, checks, names)
    return GuardResult(rule, outcome, checks)


def _set_aside_by(rule: str, facts: GateFacts) -> tuple[str, ...]:
    """Who lawfully set ``rule`` aside; empty unless every role is held by a person of its own."""
    roles = OVERRIDE_ROLES.get(rule)
    given = {item.role: item.user_id for item in facts.overrides if item.rule == rule}
    if not roles or not roles <= given.keys():
        return ()
    people = {given[role] for role in roles if given[role]}
    return tuple(sorted(people)) if len(people) == len(roles) else ()
