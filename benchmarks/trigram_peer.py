"""The peer of search before register: PostgreSQL's pg_trgm over whole names, ordered by likeness
and by what else agrees: birth date, place, document."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg

LIKENESS = 0.3
_TABLE = "CREATE TABLE register (id int, name text, born text, place text, document text)"
_COPY = "COPY register (id, name, born, place, document) FROM STDIN"
_INDEX = "CREATE INDEX ON register USING gin (name gin_trgm_ops)"
_ASK = """
SELECT id FROM register WHERE name %% %(name)s
ORDER BY similarity(name, %(name)s) + 0.5 * (born = %(born)s AND born <> '')::int
  + 0.3 * (place = %(place)s AND place <> '')::int
  + 1.0 * (document = %(document)s AND document <> '')::int DESC
LIMIT 10
"""


@dataclass(frozen=True)
class Line:
    """One record as the peer keeps it."""

    name: str
    born: str
    place: str
    document: str


class TrigramPeer:
    """A register in PostgreSQL, asked as such registers are."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._connection.execute(f"SET pg_trgm.similarity_threshold = {LIKENESS}")
        self._connection.execute(_TABLE)
        process = self._connection.info.backend_pid
        self._schedule = Path(f"/proc/{process}/schedstat")

    def fill(self, lines: Iterable[tuple[int, Line]]) -> float:
        """Write the register and its index; seconds it took."""
        began = time.perf_counter()
        with self._connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for key, line in lines:
                copy.write_row((key, line.name, line.born, line.place, line.document))
        self._connection.execute(_INDEX)
        self._connection.execute("VACUUM ANALYZE register")
        return time.perf_counter() - began

    def nearest(self, line: Line) -> list[int]:
        """The ten best, best first."""
        rows = self._connection.execute(_ASK, vars(line)).fetchall()
        return [int(row[0]) for row in rows]

    def cpu_seconds(self) -> float:
        """What the server's process of this connection has computed, as the kernel counts it."""
        return int(self._schedule.read_text().split()[0]) / 1e9

    def close(self) -> None:
        self._connection.close()
