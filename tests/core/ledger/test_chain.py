"""The chain: any change, loss or swap of entries is found, and the first one is named."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.ledger.chain import GENESIS, Link, first_break, link_hash


def chain_of(bodies: list[bytes]) -> list[Link]:
    links, previous = [], GENESIS
    for number, body in enumerate(bodies, start=1):
        header = b"header %d" % number
        digest = link_hash(previous, header, body)
        links.append(Link(number, header, body, previous, digest))
        previous = digest
    return links


BODIES = st.lists(st.binary(max_size=20), min_size=1, max_size=8)


@given(BODIES)
def test_first_break_untouched_chain_has_none(bodies: list[bytes]) -> None:
    assert first_break(chain_of(bodies)) is None


@given(BODIES, st.data())
def test_first_break_one_flipped_byte_names_the_entry(
    bodies: list[bytes], data: st.DataObject
) -> None:
    links = chain_of(bodies)
    index = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(["header", "previous", "hash"]))
    value = bytearray(getattr(links[index], field))
    value[data.draw(st.integers(0, len(value) - 1))] ^= 1
    links[index] = replace(links[index], **{field: bytes(value)})
    broken = first_break(links)
    assert broken is not None
    assert broken.sequence == index + 1


@given(st.lists(st.binary(max_size=20), min_size=3, max_size=8), st.data())
def test_first_break_entry_taken_out_is_missed(bodies: list[bytes], data: st.DataObject) -> None:
    links = chain_of(bodies)
    del links[data.draw(st.integers(0, len(links) - 2))]
    broken = first_break(links)
    assert broken is not None
    assert "missing" in broken.problem


def test_link_hash_byte_moved_from_header_to_body_differs() -> None:
    assert link_hash(GENESIS, b"ab", b"c") != link_hash(GENESIS, b"a", b"bc")
