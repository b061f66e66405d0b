"""Reads the tables of an instance in the format of the public Flee model.

Takes texts by file name, such as ``input_csv/locations.csv``; whoever calls has read the files.
Everything wrong is collected and told at once, by file and line, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from openhbm.core.flows.displacement.faults import Fault, InstanceError, Known
from openhbm.core.flows.displacement.places import (
    Closure,
    ClosureKind,
    Instance,
    Kind,
    Link,
    Place,
)
from openhbm.core.flows.displacement.reading_conflict import read_conflict
from openhbm.core.flows.displacement.reading_reports import read_reports
from openhbm.core.flows.displacement.rows import (
    MOST_FAULTS,
    MOST_PERSONS,
    Faults,
    day_in,
    heading_of,
    long_lines,
    number_in,
    rows_of,
)
from openhbm.core.values import Phrase, said

NEEDED = ("locations.csv", "routes.csv", "closures.csv", "conflicts.csv", "sim_period.csv")
MOST_DAYS = 20_000
_YEARS = range(1900, 2200)
"""In which a crisis may begin: others are mistyped, and days after the year 9999 are none."""
MOST_PLACES = 5_000
MOST_CELLS = 20_000_000
"""Days times places that are held at once."""
MOST_KM = 20_000
"""Half-way round the Earth: no road is longer."""
_PLACE_COLUMNS = (
    "name",
    "region",
    "country",
    "latitude",
    "longitude",
    "location_type",
    "conflict_date",
    "population",
)
_OTHER_HEADINGS = {
    "lat": "latitude",
    "lon": "longitude",
    "gps_x": "latitude",
    "gps_y": "longitude",
    "pop/cap": "population",
    "capacity": "population",
    "type": "location_type",
}
_KINDS = {"conflict": Kind.CONFLICT_ZONE, "default": Kind.TOWN, "forward": Kind.HUB} | {
    kind.value: kind for kind in Kind
}


def read_instance(files: Mapping[str, str], most_cells: int = MOST_CELLS) -> Instance:
    """The instance in ``files``: tables under ``input_csv/``, and counted stocks under
    ``source_data/`` if there are any; days times places at most ``most_cells``.

    Raises InstanceError with every fault found: missing files, columns in another order, unknown
    names, negative distances, redirections that lead in a circle.
    """
    missing = [name for name in NEEDED if f"input_csv/{name}" not in files]
    if missing:
        gone = said("is missing")
        remedy = said("add it beside the others (an empty file will do for closures.csv)")
        raise InstanceError([Fault(f"input_csv/{name}", 0, gone, remedy) for name in missing])
    if long := [fault for name, text in files.items() for fault in long_lines(name, text)]:
        raise InstanceError(long[:MOST_FAULTS])
    if strange := [name for name, text in files.items() if "\0" in text]:
        wrong, remedy = said("is not UTF-8 text"), said("save it as CSV (UTF-8)")
        raise InstanceError([Fault(name, 0, wrong, remedy) for name in strange[:MOST_FAULTS]])
    found = [Faults(f"input_csv/{name}") for name in NEEDED]
    in_places, in_links, in_closures, in_conflict, in_period = found
    text = {name: files[f"input_csv/{name}"] for name in NEEDED}
    start, days = read_period(text["sim_period.csv"], in_period)
    places = read_places(text["locations.csv"], in_places)
    _check_size(days, places, most_cells, in_period, in_places)
    if in_period.errors or in_places.errors:
        raise InstanceError([*in_period.errors, *in_places.errors])
    names = tuple(place.name for place in places)
    links = read_links(text["routes.csv"], names, in_links)
    closures = read_closures(text["closures.csv"], places, links, in_closures)
    conflict = read_conflict(text["conflicts.csv"], places, days, in_conflict)
    reports, in_reports = read_reports(files, names, start)
    found += in_reports
    if errors := [error for each in found for error in each.errors]:
        raise InstanceError(errors)
    warnings = tuple(warning for each in found for warning in each.warnings)
    return Instance(start, places, links, closures, conflict, reports, warnings)


def _check_size(
    days: int, places: tuple[Place, ...], most_cells: int, in_period: Faults, in_places: Faults
) -> None:
    if len(places) > MOST_PLACES:
        many = said("lists more than %(most)s places", most=MOST_PLACES)
        in_places.error(0, many, said("leave out those that nobody passes"))
    elif days * len(places) > most_cells:
        wide = said(
            "%(days)s days of %(places)s places are more than can be held",
            days=days,
            places=len(places),
        )
        in_period.error(0, wide, said("give fewer days or fewer places"))


def read_period(text: str, faults: Faults) -> tuple[date, int]:
    """The first day and the number of days."""
    lines = {row[0].lower(): (line, row) for line, row in rows_of(text)}
    start, days = date.min + timedelta(days=1), 1
    for key, remedy in (
        ("startdate", said("add 'StartDate,YYYY-MM-DD'")),
        ("length", said("add 'Length,300'")),
    ):
        if key not in lines:
            faults.error(0, said("has no line '%(key)s'", key=key), remedy)
    if "startdate" in lines:
        line, row = lines["startdate"]
        start = day_in(faults, line, row, 1, said("the first day")) or start
        if not faults.errors and start.year not in _YEARS:
            wrong = said("%(name)s is %(text)s", name=said("the first day"), text=row[1])
            faults.error(line, wrong, said("write the day as YYYY-MM-DD"))
    if "length" in lines:
        days = int(number_in(faults, *lines["length"], 1, said("the length"), 1, MOST_DAYS) or 1)
    return start, days


def read_places(text: str, faults: Faults) -> tuple[Place, ...]:
    """All places; columns by their headings when the first line has them."""
    columns = _columns(heading_of(text))
    places: dict[str, Place] = {}
    for line, row in rows_of(text):
        if faults.is_full or len(places) > MOST_PLACES:
            break
        place = _place(line, row, columns, faults)
        if place is None:
            continue
        if place.name in places:
            twice = said("%(name)s is listed twice", name=place.name)
            faults.error(line, twice, said("delete one of the two lines"))
        places[place.name] = place
    if not places and not faults.errors:
        faults.error(0, said("lists no place"), said("add one line per place"))
    return tuple(places.values())


def _columns(heading: list[str] | None) -> dict[str, int]:
    if heading is not None:
        known = [_OTHER_HEADINGS.get(cell.lower(), cell.lower()) for cell in heading]
        if "name" in known and "location_type" in known:
            return {name: known.index(name) for name in _PLACE_COLUMNS if name in known}
    return {name: place for place, name in enumerate(_PLACE_COLUMNS)}


def _place(line: int, row: list[str], at: dict[str, int], faults: Faults) -> Place | None:
    def cell(name: str) -> str:
        place = at.get(name, len(row))
        return row[place] if place < len(row) else ""

    def number(name: str, least: float, most: float, otherwise: float) -> float | None:
        column = at.get(name, len(row))
        return number_in(faults, line, row, column, Phrase(name), least, most, otherwise)

    kind = _kind(cell("location_type"))
    if kind is None:
        faults.error(
            line,
            said(
                "%(name)s is '%(text)s'",
                name=Phrase("location_type"),
                text=cell("location_type"),
            ),
            said(
                "write one of %(kinds)s; look whether the columns are in the order %(columns)s",
                kinds=", ".join(kind.value for kind in Kind),
                columns=", ".join(at),
            ),
        )
        return None
    latitude = number("latitude", -90, 90, 0.0)
    longitude = number("longitude", -180, 180, 0.0)
    people = number("population", 0, MOST_PERSONS, -1.0)
    begins = number("conflict_date", 0, MOST_DAYS, 0.0)
    if latitude is None or longitude is None or people is None or begins is None:
        return None
    if not cell("name"):
        faults.error(line, said("the place has no name"), said("fill in the first column"))
        return None
    camp = kind in (Kind.CAMP, Kind.IDP_CAMP)
    return Place(
        cell("name"),
        kind,
        cell("country"),
        cell("region"),
        latitude,
        longitude,
        population=0 if camp else max(int(people), 0),
        capacity=int(people) if camp and people >= 0 else None,
        conflict_from=int(begins) if kind is Kind.CONFLICT_ZONE else None,
    )


def _kind(text: str) -> Kind | None:
    text = text.lower()
    if text in _KINDS:
        return _KINDS[text]
    return None


def read_links(text: str, names: tuple[str, ...], faults: Faults) -> tuple[Link, ...]:
    """All roads. A redirection of 1 leads to the first name, one of 2 to the second, as the
    format's own documentation has it."""
    known = Known(names)
    links: dict[frozenset[str], Link] = {}
    for line, row in rows_of(text):
        if faults.is_full:
            break
        link = _link(line, row, known, faults)
        if link is None:
            continue
        pair = frozenset((link.first, link.second))
        if pair in links:
            faults.warn(
                line,
                said(
                    "%(first)s and %(second)s are linked twice",
                    first=link.first,
                    second=link.second,
                ),
                said("the shorter counts"),
            )
            link = min(links[pair], link, key=lambda each: each.km)
        links[pair] = link
    if not links and len(names) > 1 and not faults.errors:
        faults.error(0, said("lists no road"), said("add one line per road"))
    for circle in _circles(links.values()):
        faults.error(
            0,
            said("redirections lead in a circle: %(places)s", places=" → ".join(circle)),
            said("take one of them back to 0"),
        )
    return tuple(links.values())


def _link(line: int, row: list[str], known: Known, faults: Faults) -> Link | None:
    first, second = (*row, "", "")[:2]
    unknown = [name for name in (first, second) if name not in known]
    for name in unknown:
        wrong = said("there is no place '%(name)s'", name=name)
        faults.error(line, wrong, known.remedy(name))
    if first == second and not unknown:
        itself = said("%(name)s is linked with itself", name=first)
        faults.error(line, itself, said("delete the line"))
    km = number_in(faults, line, row, 2, said("the distance"), 0, MOST_KM)
    way = number_in(faults, line, row, 3, Phrase("forced_redirection"), 0, 2, otherwise=0)
    if unknown or first == second or km is None or way is None:
        return None
    return Link(first, second, km, (None, first, second)[int(way)])


def _circles(links: object) -> list[list[str]]:
    """Circles among places that have a single redirection each, every circle once."""
    leads: dict[str, list[str]] = {}
    for link in links:  # type: ignore[attr-defined]
        if link.redirects:
            source = link.second if link.redirects == link.first else link.first
            leads.setdefault(source, []).append(link.redirects)
    circles, done = [], set()
    for origin in leads:
        path, at = [origin], {origin: 0}
        while len(leads.get(path[-1], ())) == 1 and path[-1] not in done:
            done.add(path[-1])
            path.append(leads[path[-1]][0])
            if path[-1] in at:
                circles.append(path[at[path[-1]] :])
                break
            at[path[-1]] = len(path) - 1
    return circles


def read_closures(
    text: str, places: tuple[Place, ...], links: tuple[Link, ...], faults: Faults
) -> tuple[Closure, ...]:
    """All closures, each checked against the places and roads there are."""
    there = _There(
        Known(place.name for place in places),
        Known(place.country for place in places),
        frozenset(frozenset((link.first, link.second)) for link in links),
    )
    closures = []
    for line, row in rows_of(text):
        if faults.is_full:
            break
        closure = _closure(line, row, faults)
        if closure and _fits(line, closure, there, faults):
            closures.append(closure)
    return tuple(closures)


@dataclass(frozen=True, slots=True)
class _There:
    """What can be closed: places, countries, and pairs of places that a road joins."""

    places: Known
    countries: Known
    pairs: frozenset[frozenset[str]]


def _closure(line: int, row: list[str], faults: Faults) -> Closure | None:
    if row[0] not in set(ClosureKind):
        faults.error(
            line,
            said("%(name)s is '%(text)s'", name=Phrase("closure_type"), text=row[0]),
            said("write one of %(kinds)s", kinds=", ".join(ClosureKind)),
        )
        return None
    start = number_in(faults, line, row, 3, Phrase("closure_start"), 0, MOST_DAYS)
    end = number_in(faults, line, row, 4, Phrase("closure_end"), -1, MOST_DAYS)
    if start is None or end is None:
        return None
    # A closure that never ends is written with an end of -1, or with one before its start.
    last = MOST_DAYS if end < 0 else int(end)
    return Closure(ClosureKind(row[0]), row[1], row[2], int(start), last)


def _fits(line: int, closure: Closure, there: _There, faults: Faults) -> bool:
    is_border = closure.kind is ClosureKind.COUNTRY
    known = there.countries if is_border else there.places
    two = is_border or closure.kind in (ClosureKind.LINK, ClosureKind.REDIRECTION)
    wrong = [n for n in (closure.first, closure.second)[: 2 if two else 1] if n not in known]
    for name in wrong:
        wrong_name = said("there is no '%(name)s' to close", name=name)
        faults.error(line, wrong_name, known.remedy(name))
    linked = frozenset((closure.first, closure.second)) in there.pairs
    unlinked = said(
        "no road joins %(first)s and %(second)s", first=closure.first, second=closure.second
    )
    if not wrong and closure.kind is ClosureKind.LINK and not linked:
        faults.error(line, unlinked, said("add it to routes.csv"))
    if not wrong and closure.kind is ClosureKind.REDIRECTION and not linked:
        faults.warn(line, unlinked, said("the line changes nothing"))
    if closure.kind is ClosureKind.LOCATION and closure.second:
        faults.warn(
            line,
            said(
                "all roads of %(first)s are closed, not only the one to %(second)s",
                first=closure.first,
                second=closure.second,
            ),
            said("write 'link' to close one road"),
        )
    return not wrong
