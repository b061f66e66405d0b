"""Words for the codes that figures hold; one table per kind, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from openhbm.apps.capacity.codes import ITEM_NAMES
from openhbm.apps.crossings.codes import Direction
from openhbm.apps.places.codes import ServiceCategory
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import SpecificNeed
from openhbm.content.schemas.law import EntryCode
from openhbm.content.schemas.places import Country
from openhbm.content.schemas.procedures import ReferralProcedure

LEVELS: Mapping[str, Any] = {
    "0": _("Green: ordinary"),
    "1": _("Yellow: watch"),
    "2": _("Orange: prepare"),
    "3": _("Red: activate"),
    "4": _("Critical"),
}
SEXES: Mapping[str, Any] = {
    "F": _("Female"),
    "M": _("Male"),
    "X": _("Other"),
    "U": _("Sex not known"),
}
BANDS: Mapping[str, Any] = {
    "0-4": _("0 to 4 years"),
    "5-11": _("5 to 11 years"),
    "12-17": _("12 to 17 years"),
    "18-59": _("18 to 59 years"),
    "60+": _("60 years and over"),
    "unknown": _("Age not known well enough"),
}
DOCUMENTS: Mapping[str, Any] = {
    "held": _("Hold a travel or identity document"),
    "none": _("Hold no document: lost, destroyed, taken or never had"),
    "not_recorded": _("Not recorded"),
}
BUCKETS: Mapping[str, Any] = {
    "overdue": _("Overdue"),
    "within_1h": _("Due within 1 hour"),
    "within_24h": _("Due within 24 hours"),
    "within_72h": _("Due within 72 hours"),
    "later": _("Due later"),
}
_OTHER_NEEDS: Mapping[str, Any] = {"HBM": _("To be heard in private, or not yet screened")}
STATUSES: Mapping[str, Any] = {
    "green": pgettext_lazy("traffic light", "Green"),
    "amber": pgettext_lazy("traffic light", "Amber"),
    "red": pgettext_lazy("traffic light", "Red"),
    "unknown": _("Not counted"),
}
COVERAGE: Mapping[str, Any] = {
    "green": _("At all posts"),
    "amber": _("At some posts"),
    "red": _("At no post"),
}
UNITS: Mapping[str, Any] = {
    "L/day": _("L a day"),
    "L": _("L"),
    "kg": _("kg"),
    "m²": _("m²"),
    "kcal/day": _("kcal a day"),
    "m": _("m"),
}
_TABLES: Mapping[str, Mapping[str, Any]] = {
    "level": LEVELS,
    "sex": SEXES,
    "band": BANDS,
    "document": DOCUMENTS,
    "bucket": BUCKETS,
    "status": STATUSES,
    "coverage": COVERAGE,
    "item": ITEM_NAMES,
    "direction": dict(Direction.choices),
    "category": dict(ServiceCategory.choices),
}


def word(table: str, code: object) -> str:
    """The word for ``code``; a code without one is shown readably, not hidden."""
    found = _TABLES[table].get(str(code))
    return str(found) if found is not None else str(code).replace("_", " ")


def unit_word(unit: str) -> str:
    """The unit after a number; things counted one by one (taps, people) need none."""
    return str(UNITS.get(unit, ""))


def need_name(code: str) -> str:
    """A category of specific needs in the words of the content."""
    if code == "any":
        return _text(_("Any specific need"))
    need = pack().all(SpecificNeed).get(code)
    return _local(need.label) if need else _text(_OTHER_NEEDS.get(code, code))


def state_name(code: str) -> str:
    """A state of a referral in the words of the procedure."""
    procedure = pack().get(ReferralProcedure, "referral")
    state = next((state for state in procedure.states if state.code == code), None)
    return _local(state.label) if state else code


def decision_name(code: str) -> str:
    """An entry decision in the words of the content."""
    decision = pack().all(EntryCode).get(code)
    return _local(decision.label) if decision else code


def country_name(code: str) -> str:
    """A country's name by its ISO 3166 or travel-document code."""
    country = pack().all(Country).get(code)
    return _local(country.names) if country else code


def local_name(row: Mapping[str, Any]) -> str:
    """The name of a post in the reader's language, from a row of figures."""
    language = (get_language() or "en").split("-")[0]
    return str(row.get("names", {}).get(language) or row["name"])


def _local(text: Mapping[str, str]) -> str:
    return text_in(text, get_language() or "en")


def _text(words: Any) -> str:
    return str(words)
