"""Formulas for the people a border post needs, and how a day's staff is laid over its shifts."""

from __future__ import annotations

from dataclasses import dataclass

from openhbm.core.capacity.load import Figures, Load, Worked, shown, whole


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift: ``starts_hour`` counts from opening (0 = opening time); heads per function.

    ``reliefs`` stand in at booths during breaks; ``interpreters_female`` and
    ``interpreters_male`` are the least of each sex, part of ``interpreters``.
    """

    number: int
    starts_hour: float
    hours: float
    stations: int
    officers: int
    reliefs: int
    interpreters: int
    interpreters_female: int
    interpreters_male: int
    marshals: int
    rest_hours: float


def stations(load: Load, figures: Figures) -> Worked:
    """Registration stations open all day: arrivals × minutes ÷ (family × productive minutes)."""
    minutes = _registration_minutes(load, figures)
    productive = figures["station_productive_min"] * figures["station_availability"]
    return Worked(
        whole(load.arrivals_per_day * minutes / (load.family_size * productive)),
        f"{_arrivals(load)} × {shown(minutes)} min per family of {shown(load.family_size)}"
        f" ÷ {shown(productive)} productive min per station per day",
    )


def staff(load: Load, figures: Figures) -> Worked:
    """Registration staff on the roster: relief, all shifts of the day, and absence."""
    per_shift = whole(_stations(load, figures) * figures["staff_per_station"])
    shifts, absence = whole(load.open_hours / load.shift_hours), figures["absence_rate"]
    return Worked(
        whole(per_shift * shifts * (1 + absence)),
        f"{shown(per_shift)} per shift × {shifts} shift(s) × {shown(1 + absence)} for absence",
    )


def interpreters(load: Load, figures: Figures) -> Worked:
    """Interpreters on duty at the same time, over all languages, never fewer than the least."""
    per_interpreter = figures["stations_per_interpreter"]
    languages = max(load.languages, whole(figures["languages_least"]))
    open_stations = _stations(load, figures)
    return Worked(
        whole(open_stations / per_interpreter) * languages,
        f"{open_stations} station(s) ÷ {shown(per_interpreter)} × {languages} languages",
    )


def screening_officers(load: Load, figures: Figures) -> Worked:
    """Protection screening officers by arrivals a day."""
    return _arrivals_per(load, figures["arrivals_per_screening_officer"], "screening officer")


def marshals(load: Load, figures: Figures) -> Worked:
    """Crowd marshals for the queue at its peak."""
    return _queue_per(load, figures, "queue_per_marshal", "marshal")


def security(load: Load, figures: Figures) -> Worked:
    """Security officers for the queue at its peak."""
    return _queue_per(load, figures, "queue_per_security", "security officer")


def monitors(load: Load, figures: Figures) -> Worked:
    """Border monitors: teams of two by arrivals."""
    teams = whole(load.arrivals_per_day / figures["arrivals_per_monitoring_team"])
    size = figures["monitoring_team_size"]
    return Worked(whole(teams * size), f"{teams} team(s) × {shown(size)} monitors")


def health_staff(load: Load, figures: Figures) -> Worked:
    """Doctors, nurses and midwives by people on site."""
    per_ten_thousand = figures["health_staff_per_10000"]
    return Worked(
        whole(load.population * per_ten_thousand / 10_000),
        f"{shown(round(load.population))} people × {shown(per_ten_thousand)} per 10,000",
    )


def clinicians(load: Load, figures: Figures) -> Worked:
    """Clinicians for the consultations that a day's arrivals bring in their first week."""
    rate, per_day = figures["consultation_rate_first_week"], figures["consultations_per_clinician"]
    return Worked(
        whole(load.arrivals_per_day * rate / per_day),
        f"{_arrivals(load)} × {shown(rate)} consultations ÷ {shown(per_day)} per clinician per day",
    )


def buses(load: Load, figures: Figures) -> Worked:
    """Buses for onward transport; a journey longer than the day counts as part of a trip a day."""
    seats = figures["bus_seats"] * figures["bus_load_factor"]
    cycle = 2 * load.one_way_hours + figures["bus_loading_hours"]
    trips = _trips_per_day(load.transport_hours, cycle)
    return Worked(
        whole(load.arrivals_per_day * load.transport_share / (seats * trips)),
        f"{_arrivals(load)} × {shown(load.transport_share)} needing transport"
        f" ÷ ({shown(seats)} seats × {trips:.3g} trip(s) per day)",
    )


def shift_plan(load: Load, standards: Figures) -> tuple[Shift, ...]:
    """The shifts of one day, each able to run every station, with breaks covered.

    Breaks: some minutes every some hours at the booth. ``rest_hours`` is the time between two
    shifts of the same person when each works one shift a day.
    """
    open_stations = _stations(load, standards)
    officers = whole(open_stations * standards["staff_per_station"])
    break_share = standards["break_minutes"] / (standards["break_every_hours"] * 60)
    spoken = round(interpreters(load, standards).amount)
    queue_marshals = round(marshals(load, standards).amount)
    least = whole(standards["interpreters_of_each_sex"]) if spoken else 0
    starts = [n * load.shift_hours for n in range(whole(load.open_hours / load.shift_hours))]
    return tuple(
        Shift(
            number=number,
            starts_hour=start,
            hours=min(load.shift_hours, load.open_hours - start),
            stations=open_stations,
            officers=officers,
            reliefs=whole(open_stations * break_share),
            interpreters=max(spoken, 2 * least),
            interpreters_female=least,
            interpreters_male=least,
            marshals=queue_marshals,
            rest_hours=24 - load.shift_hours,
        )
        for number, start in enumerate(starts, start=1)
    )


def too_long_on_duty(load: Load, standards: Figures) -> tuple[str, ...]:
    """What is wrong with the shift length, in words; empty when nothing is."""
    longest, rest = standards["shift_hours_longest"], standards["rest_hours_least"]
    checks = (
        (
            load.shift_hours > longest,
            f"a shift of {shown(load.shift_hours)} h is longer than {shown(longest)} h",
        ),
        (
            24 - load.shift_hours < rest,
            f"{shown(24 - load.shift_hours)} h between shifts is less than {shown(rest)} h of rest",
        ),
    )
    return tuple(sentence for is_wrong, sentence in checks if is_wrong)


def queue_at_peak(load: Load, figures: Figures) -> float:
    """Persons waiting: as counted, else Little's law with the longest wait that is accepted."""
    if load.waiting is not None:
        return load.waiting
    return load.arrivals_per_day / load.open_hours * figures["wait_accepted_min"] / 60


def _queue_per(load: Load, figures: Figures, standard: str, who: str) -> Worked:
    queue, per = queue_at_peak(load, figures), figures[standard]
    return Worked(whole(queue / per), f"{shown(round(queue))} waiting ÷ {shown(per)} per {who}")


def _arrivals_per(load: Load, per: float, who: str) -> Worked:
    return Worked(whole(load.arrivals_per_day / per), f"{_arrivals(load)} ÷ {shown(per)} per {who}")


def _stations(load: Load, figures: Figures) -> int:
    return round(stations(load, figures).amount)


def _registration_minutes(load: Load, figures: Figures) -> float:
    if load.registration_minutes is not None:
        return load.registration_minutes
    return figures["registration_min_per_family"]


def _trips_per_day(hours: float, cycle: float) -> float:
    whole_trips = int(hours // cycle)
    return float(whole_trips) if whole_trips else 1 / whole(cycle / hours)


def _arrivals(load: Load) -> str:
    return f"{shown(round(load.arrivals_per_day))} arrivals per day"
