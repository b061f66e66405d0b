"""The journal in one table beside one partitioned by month: ``python -m benchmarks.partitions``.

Both are filled alike on a PostgreSQL of its own: chains of many posts that grow day by day for two
years. Asked is what the node asks: whether an entry of a place is there, what a person's entries
are, how fast a letter's entries go in; and whether one place in a chain can be taken twice.
Times are of the server alone, as its EXPLAIN ANALYZE tells them.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from benchmarks.rows import Row, printed
from benchmarks.server import postgresql

SEED, CHAINS, MONTHS = 16, 100, 24
ENTRIES, LOOKUPS, LETTER = 1_000_000, 300, 500
COLUMNS = """id uuid NOT NULL, node_id varchar(9) NOT NULL, sequence bigint NOT NULL,
 type varchar(60) NOT NULL, record varchar(90) NOT NULL, subject uuid,
 at timestamptz NOT NULL, clock varchar(40) NOT NULL, body bytea NOT NULL"""
INDEXES = ("record", "subject", "type, at", "clock")
FILL = """INSERT INTO {table} SELECT gen_random_uuid(), 'P' || (n % {chains}), n / {chains} + 1,
 'person_registered', 'people.person:' || md5((n / 7)::text), md5((n / 7)::text)::uuid,
 timestamptz '2024-01-01' + (n::float8 / {entries}) * interval '{months} months',
 to_hex(n) || '-0000-P', decode(repeat(md5(n::text), 12), 'hex')
 FROM generate_series({first}, {last}) AS n"""


def one_table(server: psycopg.Connection[Any]) -> None:
    server.execute(f"CREATE TABLE whole ({COLUMNS}, PRIMARY KEY (id), UNIQUE (node_id, sequence))")
    _index(server, "whole")


def by_month(server: psycopg.Connection[Any]) -> None:
    server.execute(
        f"CREATE TABLE parts ({COLUMNS}, PRIMARY KEY (id, at), UNIQUE (node_id, sequence, at))"
        " PARTITION BY RANGE (at)"
    )
    for month in range(MONTHS + 12):
        ends = [f"timestamptz '2024-01-01' + interval '{m} months'" for m in (month, month + 1)]
        first, last = (server.execute(f"SELECT {end}").fetchone()[0] for end in ends)  # type: ignore[index]
        server.execute(
            f"CREATE TABLE parts_{month} PARTITION OF parts FOR VALUES FROM ('{first}')"
            f" TO ('{last}')"
        )
    _index(server, "parts")


def _index(server: psycopg.Connection[Any], table: str) -> None:
    for number, columns in enumerate(INDEXES):
        server.execute(f"CREATE INDEX {table}_by_{number} ON {table} ({columns})")


def fill(server: psycopg.Connection[Any], table: str, entries: int, first: int, last: int) -> float:
    """Seconds that it took to put in entries ``first`` to ``last``."""
    began = time.perf_counter()
    values = {"chains": CHAINS, "entries": entries, "months": MONTHS}
    server.execute(FILL.format(table=table, first=first, last=last, **values))
    return time.perf_counter() - began


def asked(server: psycopg.Connection[Any], statement: str, found: Sequence[Any]) -> float:
    """Milliseconds a question takes in the middle, planning included."""
    took = []
    for values in found:
        (plan,) = server.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).fetchone()  # type: ignore[misc]
        took.append(plan[0]["Planning Time"] + plan[0]["Execution Time"])
    return round(sorted(took)[len(took) // 2], 3)


def takes_a_place_twice(server: psycopg.Connection[Any], table: str) -> bool:
    """Whether another entry with another time gets into a place that is taken."""
    again = f"""INSERT INTO {table} SELECT gen_random_uuid(), node_id, sequence, type, record,
     subject, at + interval '40 days', clock, body FROM {table}
     WHERE node_id = 'P7' AND sequence = 100"""
    try:
        with server.transaction(force_rollback=True):
            server.execute(again)
    except psycopg.errors.UniqueViolation:
        return False
    return True


def measured(server: psycopg.Connection[Any], table: str, entries: int) -> dict[str, Any]:
    rng = random.Random(SEED)
    fill(server, table, entries, 0, entries - 1)
    server.execute(f"ANALYZE {table}")
    most = entries // CHAINS
    places = [(f"P{rng.randrange(CHAINS)}", rng.randrange(1, most)) for _ in range(LOOKUPS)]
    people = [(str(rng.randrange(entries // 7)),) for _ in range(LOOKUPS)]
    starts = [entries + LETTER * number for number in range(20)]
    letters = [fill(server, table, entries, start, start + LETTER - 1) for start in starts]
    return {
        "place_ms": asked(server, PLACES.format(table=table), places),
        "person_ms": asked(server, PERSONS.format(table=table), people),
        "letter_ms": round(1000 * sorted(letters)[len(letters) // 2], 1),
        "index_mb": index_megabytes(server, table),
        "twice": "yes" if takes_a_place_twice(server, table) else "no",
    }


def index_megabytes(server: psycopg.Connection[Any], table: str) -> float:
    size = "SELECT sum(pg_indexes_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname ~ %s"
    (found,) = server.execute(size, [rf"^{table}(_\d+)?$"]).fetchone()  # type: ignore[misc]
    return round(float(found) / 1e6, 1)


PLACES = "SELECT body FROM {table} WHERE node_id = %s AND sequence = %s"
PERSONS = "SELECT clock, body FROM {table} WHERE subject = md5(%s)::uuid ORDER BY clock"
WHAT = (
    ("place_ms", "an entry by its place in a chain", "ms"),
    ("person_ms", "the entries of a person", "ms"),
    ("letter_ms", f"{LETTER} entries of a letter put in", "ms"),
    ("index_mb", "indexes", "MB"),
    ("twice", "a place in a chain can be taken twice", "yes or no"),
)


def rows(found: dict[str, dict[str, Any]]) -> list[Row]:
    return [
        Row(
            what, found["whole"][key], found["parts"][key], "partitioned by month", unit, None, None
        )
        for key, what, unit in WHAT
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a fortieth of it")
    given = parser.parse_args()
    entries = ENTRIES // 40 if given.quick else ENTRIES
    with postgresql() as url, psycopg.connect(url, autocommit=True) as server:
        one_table(server)
        by_month(server)
        found = {table: measured(server, table, entries) for table in ("whole", "parts")}
    printed(rows(found), as_json=given.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
