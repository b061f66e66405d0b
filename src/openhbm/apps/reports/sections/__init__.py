"""From stored figures to what is shown: one builder per section, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.reports.blocks import Block, Words
from openhbm.apps.reports.models import SituationReport
from openhbm.apps.reports.sections import movement, people, resources, unknowns
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.templates import DocumentTemplate

Builder = Callable[[dict[str, Any]], list[Block]]

BUILDERS: dict[str, Builder] = {
    "highlights": movement.highlights,
    "arrivals": movement.arrivals,
    "demographics": people.demographics,
    "nationalities": people.nationalities,
    "documents": people.documents,
    "specific_needs": people.specific_needs,
    "referrals": people.referrals,
    "capacity": movement.capacity,
    "waits": movement.waits,
    "decisions": people.decisions,
    "services": resources.services,
    "stock": resources.stock,
    "staff": resources.staff,
    "needs": resources.needs,
    "forecast": movement.forecast,
    "data_gaps": unknowns.data_gaps,
}
"""Section → what is made of all figures of a report. Sections of words alone have none."""

# At the highest level two reports a day, otherwise one.
_CRITICAL = 4


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as shown: ``is_empty`` ones are named so that nobody misses them."""

    key: str
    title: str
    hint: str
    blocks: tuple[Block, ...]
    has_narrative: bool

    @property
    def is_empty(self) -> bool:
        return not self.blocks


def sections_of(report: SituationReport) -> list[ShownSection]:
    """Every section of the template, in order, in the language that is active."""
    language = get_language() or "en"
    shown = []
    for section in pack().get(DocumentTemplate, "sitrep").sections:
        blocks: list[Block] = []
        if section.key in BUILDERS:
            blocks += BUILDERS[section.key](report.figures)
        if section.key == "next_report":
            blocks.append(Words(_next_report(report)))
        if written := report.words_of(section.key, language):
            blocks.append(Words(written, kind="narrative"))
        hint = text_in(section.hint, language) if section.hint else ""
        shown.append(
            ShownSection(
                section.key,
                text_in(section.title, language),
                hint,
                tuple(blocks),
                section.has_narrative,
            )
        )
    return shown


def _next_report(report: SituationReport) -> str:
    due = report.made_at + timedelta(hours=12 if report.level >= _CRITICAL else 24)
    return _("Due by %(at)s.") % {"at": date_format(timezone.localtime(due), "DATETIME_FORMAT")}
