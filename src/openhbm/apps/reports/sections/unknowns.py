"""The section on what is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.reports.blocks import Block, Bullets
from openhbm.apps.reports.sections.movement import number
from openhbm.apps.reports.words import word

_NAMED = 6


def data_gaps(figures: dict[str, Any]) -> list[Block]:
    """One sentence per gap."""
    sentences = tuple(_SENTENCES[gap["code"]](gap) for gap in figures["data_gaps"]["gaps"])
    return [Bullets(sentences)] if sentences else []


def _silent(gap: dict[str, Any]) -> str:
    said = ngettext(
        "%(n)s of %(all)s posts counted before but did not report on the day: %(names)s.",
        "%(n)s of %(all)s posts counted before but did not report on the day: %(names)s.",
        gap["count"],
    )
    return said % _posts(gap)


def _no_throughput(gap: dict[str, Any]) -> str:
    said = _("Throughput was never measured at %(n)s of %(all)s posts, so they have no load.")
    return said % _posts(gap)


def _no_forecast(gap: dict[str, Any]) -> str:
    return _("%(n)s of %(all)s posts have no forecast.") % _posts(gap)


def _unjudged(gap: dict[str, Any]) -> str:
    said = _(
        "At %(n)s of %(all)s posts no earlier forecast could be judged yet; their forecasts are not"
        " shown."
    )
    return said % _posts(gap)


def _no_plan(gap: dict[str, Any]) -> str:
    return _("%(n)s of %(all)s posts have no current plan of needs.") % _posts(gap)


def _uncounted(gap: dict[str, Any]) -> str:
    items = ", ".join(word("item", item) for item in gap["items"])
    return _("Needed, but not counted at one post at least: %(items)s.") % {"items": items}


def _waits_modelled(_gap: dict[str, Any]) -> str:
    return _("Waiting times were not measured.")


def _decisions_hidden(_gap: dict[str, Any]) -> str:
    return _("Decisions are missing: whoever composed this report may not read movements.")


def _posts(gap: dict[str, Any]) -> dict[str, str]:
    names = gap["names"][:_NAMED]
    rest = gap["count"] - len(names)
    listed = ", ".join(names)
    if rest:
        listed = _("%(names)s and %(n)s more") % {"names": listed, "n": number(rest)}
    return {"n": number(gap["count"]), "all": number(gap["of"]), "names": listed}


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "silent": _silent,
    "no_throughput": _no_throughput,
    "no_forecast": _no_forecast,
    "unjudged_forecast": _unjudged,
    "no_plan": _no_plan,
    "uncounted": _uncounted,
    "waits_modelled": _waits_modelled,
    "decisions_not_readable": _decisions_hidden,
}
