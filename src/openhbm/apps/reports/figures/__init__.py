"""The figures of a situation report: one function per section, plain values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openhbm.apps.reports.figures.casework import referrals, specific_needs
from openhbm.apps.reports.figures.gaps import data_gaps
from openhbm.apps.reports.figures.movement import arrivals, capacity, decisions, forecast, waits
from openhbm.apps.reports.figures.registered import demographics, documents, nationalities
from openhbm.apps.reports.figures.resources import needs, services, staff, stock
from openhbm.apps.reports.observed import Observed

SECTIONS: dict[str, Callable[[Observed], dict[str, Any]]] = {
    "arrivals": arrivals,
    "demographics": demographics,
    "nationalities": nationalities,
    "documents": documents,
    "specific_needs": specific_needs,
    "referrals": referrals,
    "capacity": capacity,
    "waits": waits,
    "decisions": decisions,
    "services": services,
    "stock": stock,
    "staff": staff,
    "needs": needs,
    "forecast": forecast,
    "data_gaps": data_gaps,
}


def figures_of(observed: Observed) -> dict[str, Any]:
    """Section → its figures, ready to be stored."""
    return {key: figures(observed) for key, figures in SECTIONS.items()}
