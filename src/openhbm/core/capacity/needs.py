"""From a load and the standards to what is needed: a table of item, unit and formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openhbm.core.capacity import site, staffing
from openhbm.core.capacity.load import Figures, Load, Need, Worked
from openhbm.core.values import Quantity


@dataclass(frozen=True, slots=True)
class Formula:
    """How one item is worked out. The unit is that of stock counts too."""

    item: str
    unit: str
    work_out: Callable[[Load, Figures], Worked]


FORMULAS: tuple[Formula, ...] = (
    Formula("water", "L/day", site.water),
    Formula("storage", "L", site.storage),
    Formula("taps", "tap", site.taps),
    Formula("latrines", "latrine", site.latrines),
    Formula("latrines_women", "latrine", site.latrines_for_women),
    Formula("handwashing", "station", site.handwashing),
    Formula("showers", "shower", site.showers),
    Formula("waste_bins", "bin", site.waste_bins),
    Formula("soap", "kg", site.soap),
    Formula("shelter", "m²", site.shelter),
    Formula("site", "m²", site.site),
    Formula("food", "kg", site.food),
    Formula("energy", "kcal/day", site.energy),
    Formula("blankets", "piece", site.blankets),
    Formula("mats", "piece", site.mats),
    Formula("jerrycans", "piece", site.jerrycans),
    Formula("dignity_kits", "kit", site.dignity_kits),
    Formula("stations", "station", staffing.stations),
    Formula("staff", "person", staffing.staff),
    Formula("interpreters", "person", staffing.interpreters),
    Formula("screening_officers", "person", staffing.screening_officers),
    Formula("marshals", "person", staffing.marshals),
    Formula("security", "person", staffing.security),
    Formula("monitors", "person", staffing.monitors),
    Formula("health_staff", "person", staffing.health_staff),
    Formula("clinicians", "person", staffing.clinicians),
    Formula("buses", "bus", staffing.buses),
)

ITEMS: Mapping[str, str] = {formula.item: formula.unit for formula in FORMULAS}
"""Every item that is planned, with the unit it is counted in."""


def needs_for(load: Load, standards: Mapping[str, float]) -> tuple[Need, ...]:
    """Everything ``load`` takes, in the order of ``FORMULAS``.

    ``standards``: id → figure in the unit its content item states. Raises StandardMissing when
    a formula asks for one that is not given.
    """
    return tuple(_need(formula, load, standards) for formula in FORMULAS)


def _need(formula: Formula, load: Load, standards: Mapping[str, float]) -> Need:
    figures = Figures(standards)
    worked = formula.work_out(load, figures)
    return Need(
        item=formula.item,
        required=Quantity(worked.amount, formula.unit),
        basis=worked.basis,
        standard_ids=tuple(figures.read),
        per_day=worked.per_day,
    )
