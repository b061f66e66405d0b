"""Entries as they travel between nodes: the same bytes again, in a sixth of the room.

Journal entries are JSON text that mostly repeats itself. Here the values of one field travel side
by side, identifiers once, and what follows from something else not at all; then zstd. An entry
that would not come out byte for byte the same travels as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID

import cbor2
import zstandard

from openhbm.core.ledger.packed_ids import ids_packed, ids_unpacked

MOST_BYTES = 64 * 1024 * 1024
"""No batch is larger when unpacked: a small one that swells further is refused."""
_LEVEL = 12


class Form(IntEnum):
    """How an entry's body is given: plain, to be sealed again as it was, or sealed as stored."""

    PLAIN = 0
    KEYED = 1
    STORED = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One entry to send. ``nonce`` only when a keyed body was not sealed with the derived one."""

    header: bytes
    body: bytes
    form: Form
    nonce: bytes = b""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Entries in a row that are not sent, and the hash of the last of them."""

    count: int
    hash: bytes


class PackingError(ValueError):
    """The bytes are no packed entries."""


def compressed(document: Any) -> bytes:
    """Any CBOR document, compressed."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(cbor2.dumps(document))


def decompressed(packed: bytes) -> Any:
    """What ``compressed`` was given; PackingError for anything else, and for what swells."""
    try:
        size = zstandard.get_frame_parameters(packed).content_size
        if size > MOST_BYTES:
            raise PackingError(f"unpacked it would take {size} bytes, more than {MOST_BYTES}")
        return cbor2.loads(zstandard.ZstdDecompressor().decompress(packed))
    except (zstandard.ZstdError, cbor2.CBORError, ValueError, RecursionError, MemoryError) as error:
        raise PackingError(f"the batch cannot be unpacked: {error}") from None


def pack(node: str, first: int, items: Sequence[Item | Skipped]) -> dict[str, Any]:
    """Entries of one chain from number ``first`` on, as a document for CBOR."""
    packer = _Packer(node, first)
    for item in items:
        packer.add(item)
    return packer.document()


def unpack(node: str, first: int, document: dict[str, Any]) -> list[Item | Skipped]:
    """What ``pack`` was given; PackingError when the document is of no such shape."""
    try:
        return _Unpacker(node, first, document).items()
    except PackingError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise PackingError(f"the entries cannot be unpacked: {error!r}") from None


_MARK = "\x00"
_SUBJECT, _AT, _NEW, _OLD = "\x00s", "\x00a", "\x00n", "\x00"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_COLUMNS = ("type", "subject", "compartment", "sealed", "actor", "purpose")
_ID_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PACKED, _RAW, _SKIPPED = 0, 1, 2


class _Ids:
    """Identifiers in order of their first appearance; later ones point back to them."""

    def __init__(self, known: list[bytes] | None = None) -> None:
        self.list = known or []
        self._texts = [_id_text(one) for one in self.list]
        self._place: dict[str, int] = {}
        self._taken = 0

    def marked(self, text: str) -> str:
        place = self._place.get(text)
        if place is not None:
            return f"{_OLD}{len(self.list) - place}"
        self._place[text] = len(self.list)
        self.list.append(UUID(text).bytes)
        return _NEW

    def read(self, mark: str) -> str:
        if mark == _NEW:
            self._taken += 1
            return self._texts[self._taken - 1]
        back = int(mark[1:])
        if not 0 < back <= self._taken:
            raise PackingError("an identifier points nowhere")
        return self._texts[self._taken - back]


class _Packer:
    def __init__(self, node: str, first: int) -> None:
        self._node, self._sequence = node, first
        self._ids = _Ids()
        self._last_ms = 0
        self._kinds: list[int] = []
        self._raw: list[Any] = []
        self._columns: dict[str, list[Any]] = {n: [] for n in (*_COLUMNS, *_MORE)}
        self._shapes: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self._values: list[list[list[Any]]] = []

    def add(self, item: Item | Skipped) -> None:
        if isinstance(item, Skipped):
            self._kinds.append(_SKIPPED)
            self._raw.append([item.count, item.hash])
            self._sequence += item.count
            return
        header, body = _read(item, self._node, self._sequence)
        self._kinds.append(_RAW if header is None or body is None else _PACKED)
        if header is None or body is None:
            self._raw.append([item.header, item.body, int(item.form), item.nonce])
        else:
            self._add_packed(item, header, body)
        self._sequence += 1

    def _add_packed(self, item: Item, header: dict[str, Any], body: dict[str, Any]) -> None:
        columns = self._columns
        subject, at = header["subject"], header["at"]
        columns["id"].append(self._ids.marked(header["id"]))
        for name in _COLUMNS:
            columns[name].append(self._marked(header[name], None, None))
        milliseconds, counter = _clock(header["clock"], self._node)
        columns["ms"].append(milliseconds - self._last_ms)
        columns["counter"].append(counter)
        columns["at"].append(_instant(at, milliseconds))
        self._last_ms = milliseconds
        columns["form"].append(int(item.form))
        columns["nonce"].append(item.nonce)
        columns["facts"].append(body.get("facts"))
        columns["rows"].append([self._row(row, subject, at) for row in body["rows"]])

    def _row(self, row: list[Any], subject: str | None, at: str) -> Any:
        verb, label, key, values = row[:4]
        shape = (verb, label, tuple(values))
        number = self._shapes.setdefault(shape, len(self._shapes))
        if number == len(self._values):
            self._values.append([[] for _ in range(len(values) + 1)])
        columns = self._values[number]
        columns[0].append(self._marked(key, subject, at))
        for column, value in zip(columns[1:], values.values(), strict=True):
            column.append(self._marked(value, subject, at))
        return [number, row[4]] if len(row) > 4 else number

    def _marked(self, value: Any, subject: str | None, at: str | None) -> Any:
        if not isinstance(value, str):
            return value
        if value == subject:
            return _SUBJECT
        if value == at:
            return _AT
        return self._ids.marked(value) if len(value) == 36 and _UUID.match(value) else value

    def document(self) -> dict[str, Any]:
        return {
            "kinds": bytes(self._kinds),
            "raw": self._raw,
            "ids": ids_packed(self._ids.list),
            "columns": list(self._columns.values()),
            "shapes": [[verb, label, list(names)] for verb, label, names in self._shapes],
            "values": self._values,
        }


_MORE = ("id", "ms", "counter", "at", "form", "nonce", "facts", "rows")


class _Unpacker:
    def __init__(self, node: str, first: int, document: dict[str, Any]) -> None:
        self._node, self._sequence = node, first
        self._document = document
        self._ids = _Ids(ids_unpacked(document["ids"]))
        names = (*_COLUMNS, *_MORE)
        self._columns = dict(zip(names, map(iter, document["columns"]), strict=True))
        self._shapes = document["shapes"]
        self._values = [[iter(column) for column in shape] for shape in document["values"]]
        self._last_ms = 0

    def items(self) -> list[Item | Skipped]:
        raw = iter(self._document["raw"])
        found: list[Item | Skipped] = []
        for kind in self._document["kinds"]:
            if kind == _SKIPPED:
                count, digest = next(raw)
                found.append(Skipped(count, digest))
                self._sequence += count
                continue
            if kind == _RAW:
                header, body, form, nonce = next(raw)
                found.append(Item(header, body, Form(form), nonce))
            else:
                found.append(self._item())
            self._sequence += 1
        return found

    def _item(self) -> Item:
        take = {name: next(column) for name, column in self._columns.items()}
        id_ = self._ids.read(take["id"])
        header = {name: self._plain(take[name], None, None) for name in _COLUMNS}
        self._last_ms += take["ms"]
        clock = f"{self._last_ms:012x}-{take['counter']:04x}-{self._node}"
        at = _instant_text(take["at"], self._last_ms)
        rows = [self._row(row, header["subject"], at) for row in take["rows"]]
        body: dict[str, Any] = {"rows": rows}
        if take["facts"] is not None:
            body["facts"] = take["facts"]
        whole = _header(id_, self._node, self._sequence, header, rows, at, clock)
        return Item(_json(whole), _json(body), Form(take["form"]), take["nonce"])

    def _row(self, row: Any, subject: str | None, at: str) -> list[Any]:
        number, *base = row if isinstance(row, list) else (row,)
        verb, label, names = self._shapes[number]
        key, *values = (self._plain(next(column), subject, at) for column in self._values[number])
        return [verb, label, key, dict(zip(names, values, strict=True)), *base]

    def _plain(self, value: Any, subject: str | None, at: str | None) -> Any:
        if not isinstance(value, str) or not value.startswith(_MARK):
            return value
        if value == _SUBJECT:
            return subject
        return at if value == _AT else self._ids.read(value)


def _read(
    item: Item, node: str, sequence: int
) -> tuple[dict[str, Any], dict[str, Any]] | tuple[None, None]:
    """Header and body, when both would come out of packing as they are; else nothing."""
    if item.form is Form.STORED or b"\\u0000" in item.header or b"\\u0000" in item.body:
        return None, None
    try:
        header, body = json.loads(item.header), json.loads(item.body)
        clock = header["clock"]
        milliseconds, counter = _clock(clock, node)
        told = _header(header["id"], node, sequence, header, body["rows"], header["at"], clock)
        keys = {"rows", "facts"} if body.get("facts") is not None else {"rows"}
        is_same = (
            _json(told) == item.header
            and _json(body) == item.body
            and set(body) == keys
            and _UUID.match(header["id"])
            and f"{milliseconds:012x}-{counter:04x}-{node}" == clock
            and _instant_text(_instant(header["at"], milliseconds), milliseconds) == header["at"]
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        return None, None
    return (header, body) if is_same else (None, None)


def _header(
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


def _clock(text: str, node: str) -> tuple[int, int]:
    milliseconds, counter, _node = text.split("-", 2)
    return int(milliseconds, 16), int(counter, 16)


def _instant(text: str, milliseconds: int) -> Any:
    """Microseconds from the clock's time, where that says it all; else the text."""
    found = datetime.fromisoformat(text)
    micro = (found - _EPOCH) // timedelta(microseconds=1) - milliseconds * 1000
    return micro if _instant_text(micro, milliseconds) == text else text


def _instant_text(told: Any, milliseconds: int) -> str:
    if isinstance(told, str):
        return told
    return (_EPOCH + timedelta(microseconds=milliseconds * 1000 + told)).isoformat()


def _id_text(raw: bytes) -> str:
    """As ``str(UUID(bytes=raw))``, in a third of the time; ValueError for another length."""
    if len(raw) != _ID_BYTES:
        raise ValueError("an identifier is not of 16 bytes")
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
