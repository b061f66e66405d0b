"""Deciding on a person's entry: the law engine says what may be decided, an official decides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted, require_write
from openhbm.apps.accounts.queries import may
from openhbm.apps.crises.models import LegalMeasure
from openhbm.apps.crises.queries import measure_in_force, terms_of
from openhbm.apps.crossings.counting import local_day
from openhbm.apps.crossings.models import Crossing, DecisionFacts, EntryDecision
from openhbm.apps.crossings.queries import overrides_on
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.apps.ledger.phrases import reason_texts
from openhbm.apps.ledger.rows import encoded
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.core.law import (
    CollectiveAlarm,
    EntryFacts,
    EntryOption,
    decisions_alike,
    entry_options,
)
from openhbm.core.screening.facts import ADULT_AGE
from openhbm.core.values import Outcome

ALARM = CollectiveAlarm()


@action
def decide_entry(
    *,
    by: User,
    crossing: Crossing,
    code: str,
    facts: EntryFacts,
    at: datetime | None = None,
    permit_until_on: date | None = None,
) -> EntryDecision:
    """Record what an official decided about a person's entry, with reasons, law and content hash.

    The measure in force on the day of ``at`` in the post's country applies, none otherwise.
    ActionError, naming the reasons, when the law prohibits the decision.
    """
    _check_may_decide(by, crossing)
    _check_no_override(facts)
    at = at or timezone.now()
    person_id = _person_id(crossing)
    hold_journal()  # colleagues who refuse at the same moment are counted one after the other
    measure = measure_in_force(by, crossing.post.country, local_day(at))
    option = _option(by, crossing, code, facts, measure, at)
    decision = EntryDecision(
        crossing=crossing,
        person_id=person_id,
        code=option.code,
        outcome=option.outcome.value,
        reasons=[asdict(reason) for reason in option.reasons],
        measure=measure if option.code == "ADMIT_EXC" else None,
        decided_by_id=by.id,
        decided_at=at,
        content_hash=pack().hash,
        **_permit(option.code, measure, local_day(at), permit_until_on),
    )
    with entry("entry_decided", by=by, at=at, subject=person_id, purpose="admission") as e:
        e.create(decision)
        e.create(DecisionFacts(decision=decision, facts=_plain(facts, at)))
    return decision


def _check_may_decide(by: User, crossing: Crossing) -> None:
    """Deciding on entry is for officials of the border authority, not for all who register."""
    require_write(by, Compartment.MOVEMENT, crossing.post_id)
    if not may(by, Permission.DECIDE_ENTRY, crossing.post_id):
        raise NotPermitted(
            _("Your roles do not let you decide on entry. Ask a border officer of this post.")
        )


def _check_no_override(facts: EntryFacts) -> None:
    """Setting a guard aside is said by whoever does it, signed in; not by the deciding official."""
    if facts.gate.overrides:
        raise ActionError(
            _("Nobody sets a guard aside in another person's name."),
            field="facts",
            remedy=_("Leave it out and decide on what is established."),
        )


def _person_id(crossing: Crossing) -> Any:
    if crossing.person_id is None:
        raise ActionError(
            _("Entry is decided person by person, never for a group."),
            field="crossing",
            remedy=_("Register the persons of the group, then decide on each."),
        )
    return crossing.person_id


def _option(
    by: User,
    crossing: Crossing,
    code: str,
    facts: EntryFacts,
    measure: LegalMeasure | None,
    at: datetime,
) -> EntryOption:
    """The option the official chose; ActionError when there is none such or law forbids it."""
    day = local_day(at)
    alike = _alike_refusals(crossing, at) if code == "REFUSE" else None
    aside = overrides_on(by, crossing, at)
    gate = replace(facts.gate, on=day, alike_decisions=alike, overrides=aside)
    terms = terms_of(by, measure) if measure else None
    registered = _registered(crossing, code, replace(facts, on=day, gate=gate))
    options = entry_options(registered, terms)
    chosen = next((option for option in options if option.code == code), None)
    if chosen is None:
        raise ActionError(
            _("%(code)s is not an entry decision.") % {"code": code},
            field="code",
            remedy=_("Choose one of: %(codes)s.")
            % {"codes": ", ".join(option.code for option in options)},
        )
    if chosen.outcome is Outcome.PROHIBITED:
        raise ActionError(
            _("%(code)s is prohibited for this person: %(reasons)s.")
            % {"code": code, "reasons": reason_texts(chosen.reasons)},
            field="code",
            remedy=_("Recommended is %(code)s.") % {"code": options[0].code},
        )
    return chosen


def _registered(crossing: Crossing, code: str, facts: EntryFacts) -> EntryFacts:
    """The facts with what registration knows and nobody may talk away at the line.

    Somebody who can be under 18 by the birth date registered may be a child. Nobody registered as
    a national of this country is refused: that it is not so, a correction says and not a decision.
    """
    person = crossing.person
    age = person.age_on(facts.on) if person else None
    if age is not None and age.low < ADULT_AGE:
        facts = replace(facts, may_be_child=True)
    if code != "REFUSE" or person is None:
        return facts
    is_national = person.nationalities.filter(country=crossing.post.country).exists()
    return replace(facts, own_national=True) if is_national else facts


def _alike_refusals(crossing: Crossing, at: datetime) -> int:
    """How many refusals in the alarm's window would be worded alike, this one included.

    Counted here and not taken from the caller, who cannot know what colleagues decide.
    """
    since = at - timedelta(minutes=ALARM.minutes)
    recent = EntryDecision.objects.filter(
        code="REFUSE", crossing__post_id=crossing.post_id, decided_at__gt=since, decided_at__lte=at
    )
    decided = [
        (_wording(reasons), when) for reasons, when in recent.values_list("reasons", "decided_at")
    ]
    most = max((decisions_alike(decided, text, at, ALARM) for text, _when in decided), default=0)
    return most + 1


def _wording(reasons: Sequence[Any]) -> str:
    return hashlib.sha256(encoded(reasons)).hexdigest()


def _permit(
    code: str, measure: LegalMeasure | None, day: date, until_on: date | None
) -> dict[str, Any]:
    """Permit code and last day: from the measure, or as the official set it within the measure."""
    if until_on is not None and until_on < day:
        raise ActionError(
            _("The permit would end before the day of the decision."),
            field="permit_until_on",
            remedy=_("Choose %(day)s or later.") % {"day": day},
        )
    if code != "ADMIT_EXC" or measure is None:
        return {"permit_until_on": until_on}
    longest = day + timedelta(days=int(measure.terms["duration_days"]))
    if until_on is not None and until_on > longest:
        raise ActionError(
            _("The measure allows permits until %(day)s at the longest.") % {"day": longest},
            field="permit_until_on",
            remedy=_("Choose that day or an earlier one."),
        )
    return {"permit_code": measure.terms["permit_code"], "permit_until_on": until_on or longest}


def _plain(facts: EntryFacts, at: datetime) -> dict[str, Any]:
    """What was established, without what was not: dates as text, as the journal keeps them."""
    given = asdict(replace(facts, on=local_day(at)))
    gate = {name: _text(value) for name, value in given.pop("gate").items() if _is_said(value)}
    plain = {name: _text(value) for name, value in given.items() if _is_said(value)}
    return plain | ({"gate": gate} if gate else {})


def _is_said(value: Any) -> bool:
    return value is not None and value not in ("", ())


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
