"""Entries as they travel between nodes: the same bytes again, in a sixth of the room.

Journal entries are JSON text that mostly repeats itself. Here the values of one field travel side
by side, identifiers once, and what follows from something else not at all; then zstd. An entry
that would not come out byte for byte the same travels as it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import cbor2
import zstandard

from openhbm.core.ledger.packed import (
    AT,
    COLUMNS,
    EPOCH,
    ID_TEXT,
    IS_UUID,
    NEW,
    OLD,
    PACKED,
    RAW,
    SAID,
    SKIPPED,
    SUBJECT,
    Form,
    Item,
    PackingError,
    Skipped,
    header_of,
    instant_text,
    json_bytes,
)
from openhbm.core.ledger.packed_ids import ids_packed

MOST_BYTES = 64 * 1024 * 1024
"""No batch is larger when unpacked: a small one that swells further is refused."""
_LEVEL = 12


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


class _Ids:
    """Identifiers in order of their first appearance; later ones point back to them."""

    def __init__(self) -> None:
        self.list: list[bytes] = []
        self._place: dict[str, int] = {}

    def marked(self, text: str) -> str:
        """The mark of an identifier; any other text as it is."""
        place = self._place.get(text)
        if place is not None:
            return f"{OLD}{len(self.list) - place}"
        if not IS_UUID.match(text):
            return text
        self._place[text] = len(self.list)
        self.list.append(bytes.fromhex(text.replace("-", "")))
        return NEW


class _Packer:
    def __init__(self, node: str, first: int) -> None:
        self._node, self._sequence = node, first
        self._ids = _Ids()
        self._last_ms = 0
        self._kinds: list[int] = []
        self._raw: list[Any] = []
        self._columns: dict[str, list[Any]] = {n: [] for n in COLUMNS}
        self._shapes: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self._values: list[list[list[Any]]] = []

    def add(self, item: Item | Skipped) -> None:
        if isinstance(item, Skipped):
            self._kinds.append(SKIPPED)
            self._raw.append([item.count, item.hash])
            self._sequence += item.count
            return
        read = _read(item, self._node, self._sequence)
        self._kinds.append(RAW if read is None else PACKED)
        if read is None:
            self._raw.append([item.header, item.body, int(item.form), item.nonce])
        else:
            self._add_packed(item, read)
        self._sequence += 1

    def _add_packed(self, item: Item, read: _Read) -> None:
        columns, header = self._columns, read.header
        subject, at = header["subject"], header["at"]
        columns["id"].append(self._ids.marked(header["id"]))
        for name in SAID:
            value = header[name]
            is_id = type(value) is str and len(value) == ID_TEXT
            columns[name].append(self._ids.marked(value) if is_id else value)
        columns["ms"].append(read.milliseconds - self._last_ms)
        columns["counter"].append(read.counter)
        columns["at"].append(read.at)
        self._last_ms = read.milliseconds
        columns["form"].append(int(item.form))
        columns["nonce"].append(item.nonce)
        columns["facts"].append(read.body.get("facts"))
        columns["rows"].append([self._row(row, subject, at) for row in read.body["rows"]])

    def _row(self, row: list[Any], subject: str | None, at: str) -> Any:
        verb, label, key, values = row[:4]
        shape = (verb, label, tuple(values))
        number = self._shapes.setdefault(shape, len(self._shapes))
        if number == len(self._values):
            self._values.append([[] for _ in range(len(values) + 1)])
        for column, value in zip(self._values[number], (key, *values.values()), strict=True):
            if type(value) is str:
                if value == subject:
                    value = SUBJECT
                elif value == at:
                    value = AT
                elif len(value) == ID_TEXT:
                    value = self._ids.marked(value)
            column.append(value)
        return [number, row[4]] if len(row) > 4 else number

    def document(self) -> dict[str, Any]:
        return {
            "kinds": bytes(self._kinds),
            "raw": self._raw,
            "ids": ids_packed(self._ids.list),
            "columns": list(self._columns.values()),
            "shapes": [[verb, label, list(names)] for verb, label, names in self._shapes],
            "values": self._values,
        }


class _Read(NamedTuple):
    """An entry, read: its time as ``_instant`` gives it, the clock in two numbers."""

    header: dict[str, Any]
    body: dict[str, Any]
    milliseconds: int
    counter: int
    at: Any


def _read(item: Item, node: str, sequence: int) -> _Read | None:
    """The entry, when it would come out of packing as it is; else nothing."""
    if item.form is Form.STORED or b"\\u0000" in item.header or b"\\u0000" in item.body:
        return None
    try:
        header, body = json.loads(item.header.decode()), json.loads(item.body.decode())
        clock = header["clock"]
        milliseconds, counter = _clock(clock, node)
        told = header_of(header["id"], node, sequence, header, body["rows"], header["at"], clock)
        keys = {"rows", "facts"} if body.get("facts") is not None else {"rows"}
        is_same = (
            json_bytes(told) == item.header
            and json_bytes(body) == item.body
            and set(body) == keys
            and all(_is_row(row) for row in body["rows"])
            and IS_UUID.match(header["id"])
            and f"{milliseconds:012x}-{counter:04x}-{node}" == clock
        )
        at = _instant(header["at"], milliseconds)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return _Read(header, body, milliseconds, counter, at) if is_same else None


def _is_row(row: list[Any]) -> bool:
    """Whether it is as the ledger writes it: verb, model, id, values, and what it replaces."""
    texts = all(isinstance(part, str) for part in row[:3])
    return 4 <= len(row) <= 5 and texts and isinstance(row[3], dict)


def _clock(text: str, node: str) -> tuple[int, int]:
    milliseconds, counter, _node = text.split("-", 2)
    return int(milliseconds, 16), int(counter, 16)


def _instant(text: str, milliseconds: int) -> Any:
    """Microseconds from the clock's time, where that says it all; else the text."""
    found = datetime.fromisoformat(text)
    micro = (found - EPOCH) // timedelta(microseconds=1) - milliseconds * 1000
    return micro if instant_text(micro, milliseconds) == text else text
