"""Words for what is established about a person before a decision, or known at a screening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from openhbm.apps.people.codes import Sex

DECISION_FACTS: tuple[tuple[str, Any], ...] = (
    ("own_national", _("Is a national of this country, by paper or by their word")),
    ("asks_protection", _("Asks for protection, or is afraid to return")),
    ("meets_ordinary_rules", _("Meets the ordinary entry rules")),
    ("crisis_affected", _("Is affected by the crisis")),
    ("lacks_document", _("Lacks a document or visa")),
    ("wants_onward_transit", _("Wishes to travel on to another country")),
    ("onward_admission_agreed", _("Another State will admit the person")),
    ("may_be_child", _("May be under 18")),
    ("identity_doubt", _("There is doubt about the identity")),
    ("security_doubt", _("There is a security doubt")),
    ("armed_or_combatant", _("Is armed or a combatant")),
    ("water_and_shade", _("Has water and shade while waiting")),
)
WORDS: Mapping[str, Any] = {
    **dict(DECISION_FACTS),
    "on": _("Day"),
    "waited_hours": _("Hours waited at a second check"),
    "age_low": _("At least so many years old"),
    "age_high": _("At most so many years old"),
    "sex": _("Sex"),
    "accompanied_by_carer": _("Comes with somebody who cares for them"),
    "child_care": _("Who looks after the child"),
    "travels_alone": _("Travels alone"),
    "dependants": _("Persons who depend on them"),
    "has_document": _("Holds a travel or identity document"),
    "nationalities": _("Nationality"),
    "triage": _("Medical triage"),
    "pending_removal": _("Is to be removed from the country"),
    "shared_language": _("Speaks a language of the staff"),
    "unable_reason": _("Why there were no answers"),
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "sex": dict(Sex.choices),
    "triage": {"red": _("red"), "yellow": _("yellow"), "green": _("green")},
    "child_care": {
        "carer": _("a parent or carer"),
        "relative": _("a relative"),
        "unverified": _("an adult whose tie is not verified"),
        "none": _("nobody"),
    },
}
