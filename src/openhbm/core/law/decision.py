"""How may somebody enter? One table of entry decisions, each with its outcome and reasons.

The table recommends and a person decides. Refusal stands last, goes only through the
non-refoulement gate and is never answered with "permitted".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from openhbm.core.law.checks import Check, must_be, must_not_be, outcome_of, unmet_reasons
from openhbm.core.law.guards import GateFacts, non_refoulement_gate
from openhbm.core.values import Outcome, Reason, reason_of, said

LONGEST_WAIT_HOURS = 4.0
"""How long somebody may be kept waiting for a second check."""

_REFUGEE = "Refugee Convention 31 and 33"
_OWN_COUNTRY = "ICCPR 12(4)"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What is established about one person at the line. None means not established.

    ``own_national`` rests on the person's word when there is no paper: it is enough to let them in
    provisionally. ``waited_hours`` counts the wait so far at a second check.
    """

    on: date
    own_national: bool | None = None
    asks_protection: bool | None = None
    meets_ordinary_rules: bool | None = None
    crisis_affected: bool | None = None
    lacks_document: bool | None = None
    wants_onward_transit: bool | None = None
    onward_admission_agreed: bool | None = None
    security_doubt: bool | None = None
    identity_doubt: bool | None = None
    armed_or_combatant: bool | None = None
    may_be_child: bool | None = None
    waited_hours: float = 0.0
    water_and_shade: bool | None = None
    gate: GateFacts = GateFacts()


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """The terms of an adopted measure as far as one person's entry depends on them."""

    id: str
    title: str
    permit_code: str
    duration_days: int
    starts_on: date
    ends_on: date | None
    legal_refs: tuple[str, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the measure applies on that day, its first and last day included."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class EntryOption:
    """One decision, whether it may be taken, and why."""

    code: str
    outcome: Outcome
    reasons: tuple[Reason, ...]


def entry_options(facts: EntryFacts, measure: MeasureTerms | None) -> tuple[EntryOption, ...]:
    """Every entry decision with its outcome, the recommended one first, refusal always last.

    A measure that is not in force on ``facts.on`` counts as none: ordinary law applies.
    """
    in_force = measure if measure is not None and measure.is_in_force(facts.on) else None
    options = [decide(facts, in_force) for decide in DECISIONS.values()]
    order = {code: place for place, code in enumerate(DECISIONS)}
    return tuple(
        sorted(
            options,
            key=lambda option: (
                option.code == "REFUSE",
                _RANK[option.outcome],
                order[option.code],
            ),
        )
    )


_RANK = {Outcome.PERMITTED: 0, Outcome.NEEDS_A_PERSON: 1, Outcome.PROHIBITED: 2}


def _option(code: str, checks: tuple[Check, ...], why: Reason) -> EntryOption:
    outcome = outcome_of(checks)
    reasons = (why,) if outcome is Outcome.PERMITTED else unmet_reasons(checks)
    return EntryOption(code, outcome, reasons)


def _not_armed(facts: EntryFacts, code: str) -> Check:
    """Fighters are separated first, but that changes nobody's protection: never prohibited here."""
    if facts.armed_or_combatant:
        text = said("Armed or a combatant: disarm and separate first, then decide")
        return Check(Outcome.NEEDS_A_PERSON, reason_of(code, text))
    return must_not_be(code, facts.armed_or_combatant, said("not armed and no combatant"))


def _no_doubt(facts: EntryFacts, code: str) -> tuple[Check, ...]:
    """A doubt calls for a second look by a person; by itself it closes no way in."""
    checks = (
        must_not_be(code, facts.security_doubt, said("no security doubt")),
        must_not_be(code, facts.identity_doubt, said("no doubt about identity")),
    )
    return tuple(
        Check(Outcome.NEEDS_A_PERSON, check.reason)
        if check.outcome is Outcome.PROHIBITED
        else check
        for check in checks
    )


def _separate(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "SEC_HOLD"
    checks = [must_be(code, facts.armed_or_combatant, said("armed or a combatant"))]
    if facts.armed_or_combatant and facts.may_be_child is not False:
        text = said("May be a child associated with armed forces: protection staff take over")
        checks.append(Check(Outcome.NEEDS_A_PERSON, reason_of(code, text, "CRC 38 and 39")))
    why = reason_of(
        code, said("Disarm and separate; protection from return still applies"), _REFUGEE
    )
    return _option(code, tuple(checks), why)


def _admit_national(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "ADMIT_NAT"
    national = must_be(code, facts.own_national, said("a national of this country"), _OWN_COUNTRY)
    checks = (national, _not_armed(facts, code))
    why = reason_of(
        code, said("Nobody is kept out of their own country; admit provisionally"), _OWN_COUNTRY
    )
    return _option(code, checks, why)


def _admit_to_asylum(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "ADMIT_ASY"
    asks = must_be(
        code, facts.asks_protection, said("asks for protection or fears return"), _REFUGEE
    )
    why = reason_of(
        code, said("Asks for protection: register and refer to the asylum authority"), _REFUGEE
    )
    return _option(code, (asks, _not_armed(facts, code)), why)


def _admit_ordinarily(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "ADMIT_ORD"
    checks = (
        must_be(code, facts.meets_ordinary_rules, said("meets the ordinary entry rules")),
        _not_armed(facts, code),
        *_no_doubt(facts, code),
    )
    return _option(code, checks, reason_of(code, said("Meets the ordinary entry rules")))


def _admit_exceptionally(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "ADMIT_EXC"
    checks = (
        _measure_check(code, measure),
        must_be(code, facts.crisis_affected, said("affected by the crisis")),
        _not_armed(facts, code),
        *_no_doubt(facts, code),
    )
    if measure is None:
        return _option(code, checks, Reason(code, ""))
    text = said(
        "Covered by the measure in force, permit %(permit)s: %(title)s",
        permit=measure.permit_code,
        title=measure.title,
    )
    return _option(code, checks, reason_of(code, text, "; ".join(measure.legal_refs)))


def _measure_check(code: str, measure: MeasureTerms | None) -> Check:
    """Without a measure ordinary law leaves humanitarian exceptions to the officer in charge."""
    return must_be(
        code, None if measure is None else True, said("a measure that admits is in force")
    )


def _transit(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "TRANSIT_TCN"
    checks = (
        must_not_be(code, facts.own_national, said("a third-country national")),
        must_be(code, facts.wants_onward_transit, said("wishes to travel onward")),
        must_be(code, facts.onward_admission_agreed, said("another State will admit the person")),
        must_not_be(
            code, facts.asks_protection, said("does not ask for protection here"), _REFUGEE
        ),
        _not_armed(facts, code),
        *_no_doubt(facts, code),
    )
    why = reason_of(code, said("Onward travel is arranged; consulate only with consent"), "VCCR 36")
    return _option(code, checks, why)


def _second_check(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    code = "SECONDARY"
    checks = (
        must_be(code, _any_doubt(facts), said("a doubt about security or identity")),
        must_be(
            code,
            facts.waited_hours < LONGEST_WAIT_HOURS,
            said("waiting less than %(hours)s hours", hours=f"{LONGEST_WAIT_HOURS:g}"),
        ),
        must_be(code, facts.water_and_shade, said("water and shade while waiting")),
    )
    text = said(
        "A doubt to settle, within %(hours)s hours, reason told", hours=f"{LONGEST_WAIT_HOURS:g}"
    )
    why = reason_of(code, text)
    return _option(code, checks, why)


def _any_doubt(facts: EntryFacts) -> bool | None:
    doubts = (facts.security_doubt, facts.identity_doubt)
    if True in doubts:
        return True
    return None if None in doubts else False


def _refuse(facts: EntryFacts, measure: MeasureTerms | None) -> EntryOption:
    """Closed unless the gate is open and nothing else lets the person in; then a person decides.

    What is not established closes it too: nobody is refused for want of a question asked.
    """
    code = "REFUSE"
    gate = non_refoulement_gate(_protective(facts))
    checks = (
        must_not_be(code, facts.own_national, said("not a national of this country"), _OWN_COUNTRY),
        must_not_be(code, facts.asks_protection, said("does not ask for protection"), _REFUGEE),
        must_not_be(code, facts.meets_ordinary_rules, said("does not meet the ordinary rules")),
        must_not_be(code, _is_covered(facts, measure), said("not covered by a measure in force")),
    )
    reasons = (*unmet_reasons(checks), *gate.reasons)
    is_open = gate.outcome is Outcome.PERMITTED and outcome_of(checks) is Outcome.PERMITTED
    if not is_open:
        return EntryOption(code, Outcome.PROHIBITED, reasons)
    text = said("Every guard is met; a person decides, in writing, with reasons and appeal")
    return EntryOption(code, Outcome.NEEDS_A_PERSON, (*reasons, reason_of(code, text, "ICCPR 13")))


def _protective(facts: EntryFacts) -> GateFacts:
    """The gate's facts, with a doubt about age kept wherever it was said: in doubt a child."""
    return replace(facts.gate, may_be_child=True) if facts.may_be_child else facts.gate


def _is_covered(facts: EntryFacts, measure: MeasureTerms | None) -> bool | None:
    return False if measure is None else facts.crisis_affected


DECISIONS: Mapping[str, Callable[[EntryFacts, MeasureTerms | None], EntryOption]] = (
    MappingProxyType(
        {
            "SEC_HOLD": _separate,
            "ADMIT_NAT": _admit_national,
            "ADMIT_ASY": _admit_to_asylum,
            "ADMIT_ORD": _admit_ordinarily,
            "ADMIT_EXC": _admit_exceptionally,
            "TRANSIT_TCN": _transit,
            "SECONDARY": _second_check,
            "REFUSE": _refuse,
        }
    )
)
"""Decision code → how it is judged, in the order of recommendation among equals."""
