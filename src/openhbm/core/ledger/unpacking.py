"""Making entries again from the form in which they travelled, byte for byte.

Thousands come at once, so no value is turned into a document and back: whole columns become JSON
text in one call, and each entry is put together from pieces of text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from openhbm.core.ledger.packed import (
    COLUMNS,
    MARK,
    PACKED,
    RAW,
    SAID,
    SKIPPED,
    Form,
    Item,
    PackingError,
    Said,
    Skipped,
    id_text,
    instant_of,
)
from openhbm.core.ledger.packed_ids import ids_unpacked

_BETWEEN = "\x00"
"""Between the values of a column: JSON escapes it wherever it stands in a text."""
_whole = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ":")).encode
_alone = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MARK_WITHIN, _MARK_BEGINS = "\\u0000", '"\\u0000'
_SUBJECT, _AT, _NEW = '"\\u0000s"', '"\\u0000a"', '"\\u0000n"'
_NOBODY = ("null", '""')
_YES_OR_NO = ("true", "false")


def unpack(node: str, first: int, document: dict[str, Any]) -> list[Item | Skipped]:
    """What ``pack`` was given; PackingError when the document is of no such shape."""
    return list(Unpacked(node, first, document))


class Unpacked:
    """The same, each made when it is first asked for: who stores entries need not wait for the
    last before storing the first.

    PackingError now or on the way, when the document is of no such shape. ``places`` are how many
    entries they are with those left out.
    """

    def __init__(self, node: str, first: int, document: dict[str, Any]) -> None:
        self._made: list[Item | Skipped] = []
        with _no_other_errors():
            self.places = _places(document)
            self._rest = _Unpacker(node, first, document).items()

    def __iter__(self) -> Iterator[Item | Skipped]:
        for place in count():
            if place == len(self._made):
                with _no_other_errors():
                    item = next(self._rest, None)
                if item is None:
                    return
                self._made.append(item)
            yield self._made[place]

    def __getitem__(self, place: int) -> Item | Skipped:
        """One of those; the others before it are made, too."""
        for number, item in enumerate(self):
            if number == place:
                return item
        raise IndexError(place)


def places_in(items: Sequence[Item | Skipped] | Unpacked) -> int:
    """How many entries these are with those that are left out."""
    if isinstance(items, Unpacked):
        return items.places
    return sum(one.count if isinstance(one, Skipped) else 1 for one in items)


def _places(document: dict[str, Any]) -> int:
    kinds, raw = document["kinds"], iter(document["raw"])
    told = [(kind, next(raw)) for kind in kinds if kind != PACKED]
    left_out: list[int] = [one[0] for kind, one in told if kind == SKIPPED]
    if not all(type(number) is int and number > 0 for number in left_out):
        raise PackingError("it leaves out a number of entries that is none")
    return len(kinds) - len(left_out) + sum(left_out)


@contextmanager
def _no_other_errors() -> Iterator[None]:
    try:
        yield
    except PackingError:
        raise
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        RuntimeError,
        StopIteration,
    ) as error:
        raise PackingError(f"the entries cannot be unpacked: {error!r}") from None


class _Ids:
    """Identifiers, as JSON text, in order of their first appearance."""

    def __init__(self, known: list[bytes]) -> None:
        self.known = known
        self._texts = [f'"{id_text(one)}"' for one in known]
        self.taken = 0

    def read(self, mark: str) -> str:
        if mark == _NEW:
            self.taken += 1
            return self._texts[self.taken - 1]
        back = int(mark[len(_MARK_BEGINS) : -1])
        if not 0 < back <= self.taken:
            raise PackingError("an identifier points nowhere")
        return self._texts[self.taken - back]


class _Shape:
    """Rows of one model with the same fields: the text around their values, and those."""

    def __init__(self, shape: list[Any], columns: list[list[Any]]) -> None:
        verb, label, names = shape
        if len(set(names)) != len(names) or len(columns) != len(names) + 1:
            raise PackingError("the fields of a row and their values do not match")
        fields = ",".join(f"{_escaped(_text(name))}:%s" for name in names)
        self.template = f"[{_escaped(_alone(verb))},{_escaped(_text(label))},%s,{{{fields}}}"
        self.record = _text(label)[:-1] + ":"
        self.told = f"[{_alone(verb)},{self.record}"
        self.fields = f",{_alone(sorted(names))}]"
        found = [_column(column) for column in columns]
        # A key that is no text stands as one behind the name of its model.
        if not all(type(key) is str for key in columns[0]):
            raise PackingError("an identifier of a row is no text")
        self.marked = [n for n, (_texts, has_marks) in enumerate(found) if has_marks]
        self._rows = zip(*(texts for texts, _ in found), strict=True)

    def next(self) -> tuple[str, ...]:
        return next(self._rows)


class _Unpacker:
    def __init__(self, node: str, first: int, document: dict[str, Any]) -> None:
        self._node, self._node_text, self._sequence = node, _text(node)[1:-1], first
        self._document = document
        self._ids = _Ids(ids_unpacked(document["ids"]))
        columns = dict(zip(COLUMNS, document["columns"], strict=True))
        said = [_column(columns[name]) for name in _SAID]
        self._said = zip(*(texts for texts, _ in said), strict=True)
        self._marked = [place for place, (_, has_marks) in enumerate(said) if has_marks]
        self._rest = zip(*(columns[name] for name in _REST), strict=True)
        self._can_tell = all(
            type(value) is str and value[:1] != MARK
            for name in ("type", "compartment")
            for value in columns[name]
        )
        pairs = zip(document["shapes"], document["values"], strict=True)
        self._shapes = [_Shape(shape, found) for shape, found in pairs]
        self._uuids: dict[str, UUID | None] = dict.fromkeys(_NOBODY)
        self._last_ms = 0

    def items(self) -> Iterator[Item | Skipped]:
        raw = iter(self._document["raw"])
        for kind in self._document["kinds"]:
            if kind == SKIPPED:
                left_out, digest = next(raw)
                yield Skipped(left_out, digest)
                self._sequence += left_out
                continue
            if kind == RAW:
                header, body, form, nonce = next(raw)
                yield Item(header, body, Form(form), nonce)
            else:
                yield self._item()
            self._sequence += 1

    def _item(self) -> Item:
        said = self._said_now()
        id_, type_, subject, compartment, is_sealed, actor, purpose = said
        ms, counter, told_at, form, nonce, facts, told_rows = next(self._rest)
        self._last_ms += ms
        instant = instant_of(told_at, self._last_ms)
        at = _alone(told_at if isinstance(told_at, str) else instant.isoformat())
        clock = f"{self._last_ms:012x}-{counter:04x}-"
        rows, record, fields = self._rows(told_rows, subject, at)
        header = (
            f'{{"v":1,"id":{id_},"node":"{self._node_text}","sequence":{self._sequence},'
            f'"type":{type_},"record":{record},"fields":[{fields}],"subject":{subject},'
            f'"compartment":{compartment},"sealed":{is_sealed},"actor":{actor},'
            f'"purpose":{purpose},"at":{at},"clock":"{clock}{self._node_text}"}}'
        )
        body = f'{{"rows":[{rows}]' + ("}" if facts is None else f',"facts":{_alone(facts)}}}')
        told = self._told(said, record, instant, clock) if self._can_tell else None
        return Item(header.encode(), body.encode(), _FORMS[form], nonce, told)

    def _told(self, said: list[str], record: str, instant: datetime, clock: str) -> Said | None:
        """What stands in the header, as values; nothing when it is none that can be stored."""
        id_, type_, subject, compartment, is_sealed, actor, _purpose = said
        if is_sealed not in _YES_OR_NO:
            return None
        try:
            about, by = self._uuid(subject), self._uuid(actor)
        except ValueError:
            return None
        return Said(
            UUID(id_[1:-1]),
            self._sequence,
            _plain(type_),
            _plain(record),
            about,
            _plain(compartment),
            is_sealed == "true",
            by,
            instant,
            clock + self._node,
        )

    def _said_now(self) -> list[str]:
        said = list(next(self._said))
        for place in self._marked:
            if said[place].startswith(_MARK_BEGINS):
                said[place] = self._ids.read(said[place])
        return said

    def _rows(self, rows: list[Any], subject: str, at: str) -> tuple[str, str, str]:
        """The rows of a body, and what the header says of them: the first one, and all fields."""
        read = self._ids.read
        bodies, fields, record = [], [], '""'
        for row in rows:
            number, *base = row if isinstance(row, list) else (row,)
            shape = self._shapes[number]
            values = list(shape.next())
            for place in shape.marked:
                text = values[place]
                if text.startswith(_MARK_BEGINS):
                    values[place] = (
                        subject if text == _SUBJECT else at if text == _AT else read(text)
                    )
            ends = "]" if not base else f",{_alone(base)[1:]}"
            bodies.append(shape.template % tuple(values) + ends)
            key = values[0][1:]
            fields.append(f"{shape.told}{key}{shape.fields}")
            if len(bodies) == 1:
                record = shape.record + key
        return ",".join(bodies), record, ",".join(fields)

    def _uuid(self, text: str) -> UUID | None:
        if text not in self._uuids:
            self._uuids[text] = UUID(_plain(text))
        return self._uuids[text]


_SAID = ("id", *SAID)
_REST = ("ms", "counter", "at", "form", "nonce", "facts", "rows")
_FORMS = {int(form): form for form in Form}


def _column(values: list[Any]) -> tuple[list[str], bool]:
    """Each value as JSON text, and whether marks may be among them."""
    whole = _whole(values)
    found = whole[1:-1].split(_BETWEEN)
    if len(found) != len(values):
        # Lists among the values, whose own are divided in the same way.
        found = [_alone(value) for value in values]
    return found, _MARK_WITHIN in whole


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PackingError("a name in the entries is no text")
    return _alone(value)


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _plain(text: str) -> str:
    """The text that stands between quotes in JSON."""
    return str(json.loads(text)) if "\\" in text else text[1:-1]
