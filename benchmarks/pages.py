"""How long every page takes and what it weighs, with a hundred thousand persons in the database.

``python -m benchmarks.pages [--quick] [--persons 100000] [--home DIR] [--json]``; on PostgreSQL
with ``--database postgresql://…``, whose database must be empty. A node of its own is made in a
temporary folder, or in ``--home`` where the next run finds it again; see ``benchmarks.crowd`` for
what is in it: everything but a small world is inserted in bulk.

Every page is asked for by a user of every role, through the WSGI handler in this process: once to
warm up; then five times by the role that waits longest, of which the median counts. What is
transferred is the page as a browser asks for it (gzip, br) with all styles, scripts, fonts and
pictures that it names, as served; what only the map needs stands in a row of its own. Of files
that stream, the time to the first byte counts. The peer of a row is the limit that the project
set itself: 300 ms and 150 kB.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from tqdm import tqdm

from benchmarks.rows import Row, printed

TIMES = 5
QUICK_PERSONS = 1000
QUICK_ROLES = ("border_officer", "protection_officer", "national_coordinator", "administrator")
MOST_MS, MOST_BYTES = 300, 150_000
WORLD_FILE = "benchmark-world.json"
NOBODY = "nobody"
# Lists as they are narrowed, turned over and searched, and as they leave as files.
NARROWED = (
    "/persons/?q={name}",
    "/persons/?sort=name",
    "/persons/?sort=-name&page=400",
    "/persons/?page=400",
    "/persons/?waiting=screening",
    "/groups/?page=400",
    "/groups/?waiting=registration",
    "/crossings/?page=400",
    "/crossings/?waiting=decision",
    "/arrivals/?page=100",
    "/findings/?part=hear",
    "/referrals/?tab=late",
    "/referrals/?tab=closed",
    "/situation/?post={code}",
    "/search/?q={name}",
    "/search/?q={common}",
    "/search/?q={two_common}",
    "/search/?q={number}",
    "/search/?q={phone}",
    "/search/?q=nobody-of-this-name",
    "/journal/?page=1000",
)
FILES = tuple(
    f"/{area}/?format={kind}"
    for area in ("persons", "groups", "crossings", "arrivals", "referrals")
    for kind in ("csv", "xlsx")
)
SIGNED_OUT = ("/sign-in/", "/recover/", "/information/")


@dataclass(frozen=True)
class Measured:
    """One page: the time of the role that waits longest, the weight of the one that gets most."""

    slowest: str
    ms: float
    cpu_ms: float
    heaviest: str
    page_bytes: int
    asset_bytes: int
    is_page: bool
    is_limited: bool


def main() -> None:
    given = _arguments()
    persons = min(given.persons, QUICK_PERSONS) if given.quick else given.persons
    with _home(given.home) as home:
        os.environ.update(
            HBM_HOME=str(home),
            HBM_DATABASE_URL=given.database,
            DJANGO_SETTINGS_MODULE="openhbm.project.settings",
        )
        world = _world(home, persons)
        # Only now can what needs settings be loaded.
        asking = importlib.import_module("benchmarks.asking")
        database = asking.database_words()
        if given.quick:
            world["users"] = {role: world["users"][role] for role in QUICK_ROLES}
        found = measured_pages(asking, world, given.path)
        rows = rows_of(found, database, persons) + [_map_row(asking)]
    printed(rows, as_json=given.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--database", default="", metavar="URL")
    parser.add_argument("--home", type=Path, metavar="DIR", help="keep the node here")
    parser.add_argument("--path", default="", metavar="TEXT", help="only addresses with this text")
    parser.add_argument("--quick", action="store_true", help="1000 persons, four roles")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def _home(given: Path | None) -> Iterator[Path]:
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="hbm-benchmark-") as folder:
        yield Path(folder) / "home"


def _world(home: Path, persons: int) -> dict[str, Any]:
    """The world that stands in this home, built when there is none."""
    kept = home / WORLD_FILE
    command = [sys.executable, "-m", "openhbm.cli", "init", "--password-stdin", "--json"]
    subprocess.run(
        command, input="correct horse battery", capture_output=True, text=True, check=True
    )
    django.setup()
    if not kept.exists():
        building = importlib.import_module("benchmarks.country")
        kept.write_text(json.dumps(building.described_country(persons)), encoding="utf-8")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def measured_pages(asking: Any, world: Mapping[str, Any], part: str = "") -> dict[str, Measured]:
    """Address as written → how it did."""
    plain = asking.pages(world["values"])
    sought = {name: quote(text) for name, text in world["sought"].items()}
    narrowed = {path: path.format(**sought) for path in NARROWED + FILES}
    # The quick exit of an interview covers all that its session asks for afterwards.
    last = sorted((plain | narrowed).items(), key=lambda pair: pair[1].startswith("/information"))
    paths = {name: path for name, path in last if part in name}
    browsers = {role: asking.Browser(username) for role, username in world["users"].items()}
    if not part:
        paths |= {path: path for path in SIGNED_OUT}
    browsers[NOBODY] = asking.Browser("")
    found: dict[str, Measured] = {}
    for name, path in tqdm(paths.items(), desc="pages", disable=None):
        measured = _measured(browsers, path)
        if measured:
            found[name] = measured
    return found


def _measured(browsers: Mapping[str, Any], path: str) -> Measured | None:
    """How the role does that had to wait longest; None when nobody gets the page."""
    warmed = {role: browser.ask(path) for role, browser in browsers.items()}
    broken = [role for role, answer in warmed.items() if answer.status >= 500]
    if broken:
        raise RuntimeError(f"{path} answers {', '.join(broken)} with an error of the server")
    answered = [role for role, answer in warmed.items() if answer.status == 200]
    if not answered:
        return None
    # Two roles that are close to each other may change places; neither is far from the other.
    slowest = max(answered, key=lambda role: browsers[role].ask(path).cpu_ms)
    timed = [browsers[slowest].ask(path) for _n in range(TIMES)]
    heaviest = max(answered, key=lambda role: warmed[role].bytes)
    return Measured(
        slowest=slowest,
        ms=round(statistics.median(each.first_byte_ms for each in timed), 1),
        cpu_ms=round(statistics.median(each.cpu_ms for each in timed), 1),
        heaviest=heaviest,
        page_bytes=warmed[heaviest].bytes,
        asset_bytes=browsers[heaviest].assets_of(warmed[heaviest]),
        is_page=warmed[heaviest].is_page,
        is_limited=not warmed[heaviest].is_paper,
    )


def rows_of(found: Mapping[str, Measured], database: str, persons: int) -> list[Row]:
    """Two rows per page, its time and its weight; one per file: the time to its first byte."""
    rows = []
    for name, one in sorted(found.items()):
        what = f"/{name.removeprefix('/')}, {persons} persons, {database}"
        timed = f"{what}: server time ({one.slowest}, {one.cpu_ms} ms of it computing)"
        rows.append(_row(timed, one.ms, "ms", MOST_MS if one.is_limited else None))
        if one.is_page:
            weight = one.page_bytes + one.asset_bytes
            weighed = f"{what}: transferred ({one.heaviest}, {one.page_bytes} the page itself)"
            rows.append(_row(weighed, weight, "bytes", MOST_BYTES))
    return rows


def _row(what: str, ours: float, unit: str, limit: int | None) -> Row:
    if limit is None:
        return Row(what, ours, None, None, unit, None, None)
    own = "the limit the project set itself"
    return Row(what, ours, limit, own, unit, f"< {limit} {unit}", ours < limit)


def _map_row(asking: Any) -> Row:
    weight = asking.Browser("").weight_of_map()
    what = "map library and country boundaries, on pages with a map only, then cached"
    return _row(what, weight, "bytes", None)


if __name__ == "__main__":
    main()
