"""Unpacking as it can be read: value by value. The quick way has to give the same."""

from __future__ import annotations

from typing import Any

from openhbm.core.ledger.packed import (
    AT,
    COLUMNS,
    MARK,
    NEW,
    RAW,
    SAID,
    SKIPPED,
    SUBJECT,
    Form,
    Item,
    PackingError,
    Skipped,
    header_of,
    id_text,
    instant_text,
    json_bytes,
)
from openhbm.core.ledger.packed_ids import ids_unpacked


def unpacked_obviously(node: str, first: int, document: dict[str, Any]) -> list[Item | Skipped]:
    """What was packed, as JSON documents written anew."""
    return _Unpacker(node, first, document).items()


class _Ids:
    def __init__(self, known: list[bytes]) -> None:
        self._texts = [id_text(one) for one in known]
        self._taken = 0

    def read(self, mark: str) -> str:
        if mark == NEW:
            self._taken += 1
            return self._texts[self._taken - 1]
        back = int(mark[1:])
        if not 0 < back <= self._taken:
            raise PackingError("an identifier points nowhere")
        return self._texts[self._taken - back]


class _Unpacker:
    def __init__(self, node: str, first: int, document: dict[str, Any]) -> None:
        self._node, self._sequence = node, first
        self._document = document
        self._ids = _Ids(ids_unpacked(document["ids"]))
        self._columns = dict(zip(COLUMNS, map(iter, document["columns"]), strict=True))
        self._shapes = document["shapes"]
        self._values = [[iter(column) for column in shape] for shape in document["values"]]
        self._last_ms = 0

    def items(self) -> list[Item | Skipped]:
        raw = iter(self._document["raw"])
        found: list[Item | Skipped] = []
        for kind in self._document["kinds"]:
            if kind == SKIPPED:
                count, digest = next(raw)
                found.append(Skipped(count, digest))
                self._sequence += count
                continue
            if kind == RAW:
                header, body, form, nonce = next(raw)
                found.append(Item(header, body, Form(form), nonce))
            else:
                found.append(self._item())
            self._sequence += 1
        return found

    def _item(self) -> Item:
        take = {name: next(column) for name, column in self._columns.items()}
        id_ = self._ids.read(take["id"])
        header = {name: self._plain(take[name], None, None) for name in SAID}
        self._last_ms += take["ms"]
        clock = f"{self._last_ms:012x}-{take['counter']:04x}-{self._node}"
        at = instant_text(take["at"], self._last_ms)
        rows = [self._row(row, header["subject"], at) for row in take["rows"]]
        body: dict[str, Any] = {"rows": rows}
        if take["facts"] is not None:
            body["facts"] = take["facts"]
        whole = header_of(id_, self._node, self._sequence, header, rows, at, clock)
        return Item(json_bytes(whole), json_bytes(body), Form(take["form"]), take["nonce"])

    def _row(self, row: Any, subject: str | None, at: str) -> list[Any]:
        number, *base = row if isinstance(row, list) else (row,)
        verb, label, names = self._shapes[number]
        key, *values = (self._plain(next(column), subject, at) for column in self._values[number])
        return [verb, label, key, dict(zip(names, values, strict=True)), *base]

    def _plain(self, value: Any, subject: str | None, at: str | None) -> Any:
        if not isinstance(value, str) or not value.startswith(MARK):
            return value
        if value == SUBJECT:
            return subject
        return at if value == AT else self._ids.read(value)
