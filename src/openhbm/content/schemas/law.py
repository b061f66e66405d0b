"""Law: measures drafted before they are needed, and the codes of entry decisions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from openhbm.content.items import Filled, Item, ItemId, Part, Text
from openhbm.core.law.decision import MeasureTerms

Eligibility = Literal["crisis_affected", "habitually_resident", "family_member"]
"""What may decide who is covered. Race, colour, sex, language, religion and social origin cannot
be named here at all (ICCPR 4(1) and 26)."""

Regardless = Literal[
    "nationality", "marital_status", "economic_status", "documents", "manner_of_entry"
]


class LegalReference(Part):
    """A provision the measure rests on."""

    instrument: Filled
    article: str = ""


class Measure(Item):
    """A measure a State can adopt: who it covers, what permit, for how long, on what basis."""

    title: Text
    summary: Text
    eligibility: tuple[Eligibility, ...] = Field(min_length=1)
    regardless_of: tuple[Regardless, ...] = ()
    permit_code: ItemId
    duration_days: int = Field(gt=0)
    rights: tuple[Text, ...] = ()
    safeguards: tuple[Text, ...] = ()
    legal_refs: tuple[LegalReference, ...] = Field(min_length=1)

    def terms(self, starts_on: date, ends_on: date | None, language: str = "en") -> MeasureTerms:
        """The measure as the law engine reads it once it is adopted for these days."""
        refs = tuple(f"{ref.instrument} {ref.article}".strip() for ref in self.legal_refs)
        title = self.title.get(language, self.title["en"])
        return MeasureTerms(
            self.id, title, self.permit_code, self.duration_days, starts_on, ends_on, refs
        )


class EntryCode(Item):
    """One entry decision: its name, what it means, what happens next."""

    label: Text
    meaning: Text
    next_steps: tuple[Text, ...] = ()
    admits: bool
    legal_refs: tuple[LegalReference, ...] = ()
