"""Formulas for what keeps people alive on a site: water, latrines, shelter, food, blankets.

Source: Sphere 2018 and UNHCR Handbook for Emergencies 1999 figures, by the surge formulas of
this project. Each formula answers the amount and its basis in words.
"""

from __future__ import annotations

from openhbm.core.capacity.load import Climate, Figures, Load, Worked, shown, whole

# Climate → the standard that multiplies blankets; temperate needs none.
_BLANKET_FACTORS = {
    Climate.COLD: "blankets_cold_factor",
    Climate.TROPICAL: "blankets_tropical_factor",
}


def water(load: Load, figures: Figures) -> Worked:
    """Litres a day to be supplied."""
    per_person = _water_per_person(load, figures)
    return Worked(
        load.population * per_person, f"{_people(load)} × {shown(per_person)} L per person per day"
    )


def storage(load: Load, figures: Figures) -> Worked:
    """Litres of tank or bladder: some days of the supply."""
    per_person, days = _water_per_person(load, figures), figures["water_storage_days"]
    return Worked(
        load.population * per_person * days,
        f"{_people(load)} × {shown(per_person)} L × {shown(days)} day(s) of storage",
    )


def taps(load: Load, figures: Figures) -> Worked:
    """Taps by people on site."""
    return _one_per(load, figures["persons_per_tap"], "tap")


def latrines(load: Load, figures: Figures) -> Worked:
    """Latrines by people on site; fewer are allowed in the first 72 hours."""
    return _one_per(load, _persons_per_latrine(load, figures), "latrine")


def latrines_for_women(load: Load, figures: Figures) -> Worked:
    """How many of the latrines are for women and girls; they are part of ``latrines``."""
    all_latrines = whole(load.population / _persons_per_latrine(load, figures))
    share = figures["latrine_female_share"]
    return Worked(
        whole(all_latrines * share), f"{shown(share)} of {shown(all_latrines)} latrine(s)"
    )


def handwashing(load: Load, figures: Figures) -> Worked:
    """Handwashing stations by latrines."""
    all_latrines = whole(load.population / _persons_per_latrine(load, figures))
    served = figures["latrines_per_handwash"]
    return Worked(
        whole(all_latrines / served),
        f"{shown(all_latrines)} latrine(s) ÷ {shown(served)} per handwashing station",
    )


def showers(load: Load, figures: Figures) -> Worked:
    """Showers by people on site."""
    return _one_per(load, figures["persons_per_shower"], "shower")


def waste_bins(load: Load, figures: Figures) -> Worked:
    """Waste bins of 100 litres by people on site."""
    return _one_per(load, figures["persons_per_waste_bin"], "bin of 100 L")


def soap(load: Load, figures: Figures) -> Worked:
    """Kilograms for the days of cover."""
    grams = figures["soap_bathing_g"] + figures["soap_laundry_g"]
    per_day = load.population * grams / 1000 / 30
    return Worked(
        per_day * load.cover_days,
        f"{_people(load)} × {shown(grams)} g per person per month × {_cover(load)}",
        per_day,
    )


def shelter(load: Load, figures: Figures) -> Worked:
    """Square metres of covered living space."""
    cold = load.climate is Climate.COLD
    area = figures["shelter_cold_m2" if cold else "shelter_m2"]
    return Worked(load.population * area, f"{_people(load)} × {shown(area)} m² per person")


def site(load: Load, figures: Figures) -> Worked:
    """Square metres of site, all uses but agriculture."""
    area = figures["site_m2"]
    return Worked(load.population * area, f"{_people(load)} × {shown(area)} m² per person")


def food(load: Load, figures: Figures) -> Worked:
    """Kilograms of dry food for the days of cover; more in the cold, as energy needs rise."""
    per_person, factor = figures["food_kg"], _food_factor(load, figures)
    per_day = load.population * per_person * factor
    return Worked(
        per_day * load.cover_days,
        f"{_people(load)} × {shown(per_person)} kg per person per day{_times(factor)}"
        f" × {_cover(load)}",
        per_day,
    )


def energy(load: Load, figures: Figures) -> Worked:
    """Kilocalories a day."""
    per_person, factor = figures["food_kcal"], _food_factor(load, figures)
    return Worked(
        load.population * per_person * factor,
        f"{_people(load)} × {shown(per_person)} kcal per person per day{_times(factor)}",
    )


def blankets(load: Load, figures: Figures) -> Worked:
    """Blankets by people on site, more in the cold and fewer in the tropics."""
    per_person = figures["blankets_per_person"]
    standard = _BLANKET_FACTORS.get(load.climate)
    factor = figures[standard] if standard else 1.0
    return Worked(
        whole(load.population * per_person * factor),
        f"{_people(load)} × {shown(per_person)} per person{_times(factor)}",
    )


def mats(load: Load, figures: Figures) -> Worked:
    """Sleeping mats by people on site."""
    per_person = figures["mats_per_person"]
    return Worked(
        whole(load.population * per_person), f"{_people(load)} × {shown(per_person)} per person"
    )


def jerrycans(load: Load, figures: Figures) -> Worked:
    """Jerrycans of 10 litres by families on site."""
    per_family = figures["jerrycans_per_family"]
    families = whole(load.population / load.family_size)
    return Worked(
        whole(families * per_family), f"{shown(families)} families × {shown(per_family)} per family"
    )


def dignity_kits(load: Load, figures: Figures) -> Worked:
    """Dignity kits by the share of women and girls aged 12 to 49."""
    share = figures["dignity_kit_share"]
    return Worked(
        whole(load.population * share),
        f"{_people(load)} × {shown(share)} women and girls aged 12 to 49",
    )


def _one_per(load: Load, persons: float, thing: str) -> Worked:
    return Worked(
        whole(load.population / persons), f"{_people(load)} ÷ {shown(persons)} per {thing}"
    )


def _water_per_person(load: Load, figures: Figures) -> float:
    return figures["water_first_hours_l" if load.is_first_hours else "water_l"]


def _persons_per_latrine(load: Load, figures: Figures) -> float:
    return figures[
        "persons_per_latrine_first_hours" if load.is_first_hours else "persons_per_latrine"
    ]


def _food_factor(load: Load, figures: Figures) -> float:
    return figures["food_cold_factor"] if load.climate is Climate.COLD else 1.0


def _people(load: Load) -> str:
    return f"{shown(round(load.population))} people"


def _cover(load: Load) -> str:
    return f"{shown(load.cover_days)} day(s) of cover"


def _times(factor: float) -> str:
    return "" if factor == 1 else f" × {shown(factor)} for the climate"
