"""Entries come out of packing byte for byte as they went in, whatever they say."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.core.ledger.obvious_unpacking import unpacked_obviously

from openhbm.core.ledger.ids import uuid7
from openhbm.core.ledger.packed import Form, Item, PackingError, Skipped
from openhbm.core.ledger.packed_ids import ids_packed, ids_unpacked
from openhbm.core.ledger.packing import compressed, decompressed, pack
from openhbm.core.ledger.unpacking import Unpacked, places_in, unpack

TEXT = st.text(max_size=12)
IDS = st.binary(min_size=16, max_size=16).map(lambda b: str(uuid.UUID(bytes=b)))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), TEXT, IDS, st.lists(TEXT, max_size=2)
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["create", "change"]),
        st.sampled_from(["people.person", "places.post"]),
        IDS,
        st.dictionaries(st.sampled_from(["name", "post", "seen", "sex"]), VALUES, max_size=4),
    ).map(list),
    max_size=3,
)


def item_of(sequence: int, rows: list[Any], subject: str | None, node: str = "PLM") -> Item:
    header = {
        "v": 1,
        "id": str(uuid7(1_700_000_000_000 + sequence, bytes(range(10)))),
        "node": node,
        "sequence": sequence,
        "type": "person_registered",
        "record": f"{rows[0][1]}:{rows[0][2]}" if rows else "",
        "fields": [[row[0], f"{row[1]}:{row[2]}", sorted(row[3])] for row in rows],
        "subject": subject,
        "compartment": "identity",
        "sealed": False,
        "actor": None,
        "purpose": "reception",
        "at": "2026-11-21T17:12:42.391158+00:00",
        "clock": f"{1_700_000_000_000 + sequence:012x}-0000-{node}",
    }
    return Item(text(header), text({"rows": rows}), Form.KEYED)


def text(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def there_and_back(items: list[Item | Skipped]) -> list[Item | Skipped]:
    return unpack("PLM", 5, decompressed(compressed(pack("PLM", 5, items))))


@given(st.lists(st.tuples(ROWS, st.none() | IDS), min_size=1, max_size=4))
def test_unpack_gives_the_same_bytes(told: list[tuple[list[Any], str | None]]) -> None:
    items = [item_of(5 + n, rows, subject) for n, (rows, subject) in enumerate(told)]
    assert there_and_back(items) == items


@given(st.lists(st.tuples(ROWS, st.none() | IDS), min_size=1, max_size=4))
def test_unpack_gives_what_the_obvious_way_gives(
    told: list[tuple[list[Any], str | None]],
) -> None:
    items = [item_of(5 + n, rows, subject) for n, (rows, subject) in enumerate(told)]
    document = decompressed(compressed(pack("PLM", 5, items)))
    assert unpack("PLM", 5, document) == unpacked_obviously("PLM", 5, document)


@given(st.lists(st.tuples(ROWS, st.none() | IDS), min_size=1, max_size=4))
def test_unpack_tells_what_stands_in_the_header(
    told: list[tuple[list[Any], str | None]],
) -> None:
    items = [item_of(5 + n, rows, subject) for n, (rows, subject) in enumerate(told)]
    for item in there_and_back(items):
        assert isinstance(item, Item)
        assert item.said is not None
        header = json.loads(item.header)
        texts = {name: value if value is None else str(value)
                 for name, value in item.said._asdict().items()}  # fmt: skip
        said = {"id", "type", "record", "subject", "compartment", "actor", "clock"}
        assert {name: texts[name] for name in said} == {name: header[name] for name in said}
        assert (item.said.sequence, item.said.is_sealed) == (header["sequence"], header["sealed"])
        assert item.said.at.isoformat() == header["at"]


@pytest.mark.parametrize(
    ("verb", "label", "key"), [("create", "x.y", 7), ("create", 7, "a"), (7, "x.y", "a")]
)
def test_pack_row_of_another_shape_travels_as_it_is(verb: Any, label: Any, key: Any) -> None:
    item = item_of(5, [[verb, label, key, {"a": 1}]], None)
    assert there_and_back([item, item_of(6, [], None)])[0] == item


@given(st.binary(max_size=60), st.binary(max_size=60), st.sampled_from(Form))
def test_unpack_of_what_is_no_entry_gives_the_same_bytes(
    header: bytes, body: bytes, form: Form
) -> None:
    items: list[Item | Skipped] = [Item(header, body, form, b"nonce"), Skipped(3, b"\x01" * 32)]
    assert there_and_back(items) == items


def test_pack_entry_written_by_another_version_travels_as_it_is() -> None:
    item = item_of(5, [["create", "x.y", str(uuid.UUID(int=1)), {"a": 1}]], None)
    newer = Item(item.header.replace(b'{"v":1,', b'{"v":2,"new":true,'), item.body, Form.KEYED)
    assert there_and_back([newer]) == [newer]


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=6), st.integers(0, 2**48 - 1))
def test_ids_unpacked_gives_the_same_identifiers(ids: list[bytes], milliseconds: int) -> None:
    own = [uuid7(milliseconds, bytes([n]) * 10).bytes for n in range(4)]
    assert ids_unpacked(ids_packed([*ids, *own])) == [*ids, *own]


def test_decompressed_small_batch_that_swells_is_refused() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(65 * 1024 * 1024))
    with pytest.raises(PackingError, match="more than"):
        decompressed(bomb)


@given(st.binary(max_size=80))
def test_decompressed_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(PackingError):
        decompressed(data + b"\x00")


@pytest.mark.parametrize("document", [{}, {"kinds": b"\x00"}, [], {"kinds": b"\x02", "raw": []}])
def test_unpack_of_another_shape_is_refused(document: Any) -> None:
    with pytest.raises(PackingError):
        unpack("PLM", 1, document)


@pytest.mark.parametrize("at_place", range(14))
def test_unpack_of_columns_that_end_early_is_refused(at_place: int) -> None:
    rows = [["create", "people.person", str(uuid.UUID(int=1)), {"name": "Olena"}]]
    document = pack("PLM", 5, [item_of(5, rows, None), item_of(6, rows, None)])
    document["columns"][at_place].pop()
    with pytest.raises(PackingError):
        unpack("PLM", 5, document)


def test_unpack_of_rows_that_end_early_is_refused() -> None:
    rows = [["create", "people.person", str(uuid.UUID(int=1)), {"name": "Olena"}]]
    document = pack("PLM", 5, [item_of(5, rows, None), item_of(6, rows, None)])
    for column in document["values"][0]:
        column.pop()
    with pytest.raises(PackingError):
        unpack("PLM", 5, document)


@given(st.lists(st.tuples(ROWS, st.none() | IDS) | st.integers(1, 9), min_size=1, max_size=5))
def test_unpacked_makes_one_by_one_what_unpack_makes_at_once(told: list[Any]) -> None:
    items: list[Item | Skipped] = []
    for one in told:
        place = 5 + places_in(items)
        items.append(Skipped(one, bytes(32)) if isinstance(one, int) else item_of(place, *one))
    document = decompressed(compressed(pack("PLM", 5, items)))

    made = Unpacked("PLM", 5, document)

    assert made.places == places_in(items)
    some = iter(made)
    assert next(some) == items[0]
    assert list(made) == items == [items[0], *some]
    assert made[len(items) - 1] == items[-1]
    assert unpack("PLM", 5, document) == unpacked_obviously("PLM", 5, document) == items
