"""Sections on resources: services, stock, staff, needs."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from openhbm.apps.reports.blocks import Block, Cell, Words, table
from openhbm.apps.reports.sections.movement import number
from openhbm.apps.reports.words import local_name, unit_word, word


def services(figures: dict[str, Any]) -> list[Block]:
    rows = [
        (
            word("category", row["category"]),
            _status(word("coverage", row["status"]), row["status"]),
            _("%(some)s of %(all)s")
            % {"some": number(row["posts_covered"]), "all": number(row["posts"])},
            number(row["capacity_per_day"]),
        )
        for row in figures["services"]["rows"]
    ]
    headings = (_("Service"), _("Status"), _("Posts covered"), _("Capacity a day"))
    return [table(headings, rows, 2)] if rows else []


def stock(figures: dict[str, Any]) -> list[Block]:
    found = figures["stock"]
    blocks = _lines(_("Item"), found["lines"])
    rows = [
        (
            local_name(row),
            word("item", row["item"]),
            Cell(_one_decimal(row["days"]), True, row["status"]),
        )
        for row in found["shortest"]
    ]
    if rows:
        blocks.append(table((_("Runs out first at"), _("Item"), _("Days of supply")), rows, 1))
    return blocks


def staff(figures: dict[str, Any]) -> list[Block]:
    return _lines(_("Function"), figures["staff"]["lines"])


def needs(figures: dict[str, Any]) -> list[Block]:
    """What is missing, the worst first."""
    found = figures["needs"]
    rows = [
        (
            word("item", line["item"]),
            _status(word("status", line["status"]), line["status"]),
            amount(line["gap"], line["unit"]),
            _("%(some)s of %(all)s")
            % {"some": number(line["posts_short"]), "all": number(line["posts"])},
        )
        for line in found["lines"]
    ]
    if not rows:
        return []
    said = _("Plans of %(plans)s posts, %(forecast)s of them from a forecast.") % {
        "plans": number(found["plans"]),
        "forecast": number(found["forecast_plans"]),
    }
    headings = (_("Needed"), _("Status"), _("Missing"), _("Posts short"))
    note = _("A surplus at one post is not set against what another is missing.")
    return [Words(said), table(headings, rows, 2, note)]


def amount(value: float | None, unit: str) -> str:
    """A number with its unit; what is counted one by one has none."""
    return f"{number(value)} {unit_word(unit)}".strip()


def _lines(heading: str, lines: list[dict[str, Any]]) -> list[Block]:
    rows = [
        (
            word("item", line["item"]),
            _status(word("status", line["status"]), line["status"]),
            amount(line["required"], line["unit"]),
            amount(line["available"], line["unit"]) if line["available"] is not None else "–",
            amount(line["gap"], line["unit"]),
        )
        for line in lines
        if line["required"] or line["available"]
    ]
    headings = (heading, _("Worst status"), _("Required"), _("Available"), _("Missing"))
    return [table(headings, rows, 3)] if rows else []


def _status(words: str, status: str) -> Cell:
    return Cell(words, tone=status)


def _one_decimal(value: float) -> str:
    return str(number_format(value, 1))
