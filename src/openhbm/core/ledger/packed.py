"""The form in which entries travel: what packing writes and unpacking reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

PACKED, RAW, SKIPPED = 0, 1, 2
"""Kinds of what stands at a place: in columns, as it is, or not sent."""
SAID = ("type", "subject", "compartment", "sealed", "actor", "purpose")
"""What of the header stands in columns as it is."""
COLUMNS = (*SAID, "id", "ms", "counter", "at", "form", "nonce", "facts", "rows")
MARK = "\x00"
SUBJECT, AT, NEW, OLD = "\x00s", "\x00a", "\x00n", "\x00"
"""In place of a text: the entry's subject, its time, the next identifier, or one so far back."""
IS_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
ID_BYTES, ID_TEXT = 16, 36
# Made once: it is asked for twice per entry.
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Form(IntEnum):
    """How an entry's body is given: plain, to be sealed again as it was, or sealed as stored."""

    PLAIN = 0
    KEYED = 1
    STORED = 2


class Said(NamedTuple):
    """What an entry's header says, read already."""

    id: UUID
    sequence: int
    type: str
    record: str
    subject: UUID | None
    compartment: str
    is_sealed: bool
    actor: UUID | None
    at: datetime
    clock: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry to send. ``nonce`` only when a keyed body was not sealed with the derived one.

    ``said`` is there when the header was made from it, so that it need not be read again.
    """

    header: bytes
    body: bytes
    form: Form
    nonce: bytes = b""
    said: Said | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Entries in a row that are not sent, and the hash of the last of them."""

    count: int
    hash: bytes


class PackingError(ValueError):
    """The bytes are no packed entries."""


def instant_of(told: Any, milliseconds: int) -> datetime:
    """The time of an entry: microseconds from its clock's, or a text of its own."""
    if isinstance(told, str):
        return datetime.fromisoformat(told)
    return EPOCH + timedelta(microseconds=milliseconds * 1000 + told)


def instant_text(told: Any, milliseconds: int) -> str:
    """The same as the header has it."""
    return told if isinstance(told, str) else instant_of(told, milliseconds).isoformat()


def id_text(raw: bytes) -> str:
    """As ``str(UUID(bytes=raw))``, in a third of the time; ValueError for another length."""
    if len(raw) != ID_BYTES:
        raise ValueError("an identifier is not of 16 bytes")
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def json_bytes(document: Any) -> bytes:
    """JSON as the ledger writes it."""
    return _encoded(document).encode()


def header_of(
    id_: str,
    node: str,
    sequence: int,
    said: dict[str, Any],
    rows: list[Any],
    at: str,
    clock: str,
) -> dict[str, Any]:
    """The header as the ledger writes it, version 1; what it repeats of the body is made anew."""
    return {
        "v": 1,
        "id": id_,
        "node": node,
        "sequence": sequence,
        "type": said["type"],
        "record": f"{rows[0][1]}:{rows[0][2]}" if rows else "",
        "fields": [[row[0], f"{row[1]}:{row[2]}", sorted(row[3])] for row in rows],
        "subject": said["subject"],
        "compartment": said["compartment"],
        "sealed": said["sealed"],
        "actor": said["actor"],
        "purpose": said["purpose"],
        "at": at,
        "clock": clock,
    }
