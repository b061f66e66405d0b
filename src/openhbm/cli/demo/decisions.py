"""What the officer of the replay establishes about a person at the line, and chooses.

The law engine says what may be decided; the officer takes what it recommends, or the way the
person asks for when that is open too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openhbm.cli.demo.population import CHILD_UNDER, InventedPerson
from openhbm.core.law import EntryFacts, EntryOption
from openhbm.core.values import Outcome

TRANSIT, EXCEPTION = "TRANSIT_TCN", "ADMIT_EXC"
_TRAVEL_PAPER = "passport"


def entry_facts(person: InventedPerson, on: date, source_country: str) -> EntryFacts:
    """What the officer knows of one person. Who is afraid to return is asked if they seek asylum;
    citizens of the country in crisis mostly choose the measure that covers them."""
    from_elsewhere = person.nationality != source_country
    has_paper = any(
        paper.kind == _TRAVEL_PAPER and paper.expires_on is not None and paper.expires_on >= on
        for paper in person.documents
    )
    return EntryFacts(
        on=on,
        own_national=False,
        asks_protection=from_elsewhere and "fears_return" in person.needs,
        meets_ordinary_rules=has_paper and not from_elsewhere,
        crisis_affected=True,
        lacks_document=not has_paper,
        wants_onward_transit=from_elsewhere,
        onward_admission_agreed=from_elsewhere and has_paper,
        security_doubt=False,
        identity_doubt=False,
        armed_or_combatant=False,
        may_be_child=person.age < CHILD_UNDER,
        water_and_shade=True,
    )


def chosen_code(options: Sequence[EntryOption], facts: EntryFacts) -> str:
    """The decision the officer takes: onward travel for who wants it and may, else the first
    permitted one; when the law leaves it to a person, admission as a humanitarian exception."""
    permitted = [option.code for option in options if option.outcome is Outcome.PERMITTED]
    if facts.wants_onward_transit and TRANSIT in permitted:
        return TRANSIT
    return permitted[0] if permitted else EXCEPTION
