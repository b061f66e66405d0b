"""Whatever a symbol holds, a check answers; it never raises. 100,000 of them behind ``slow``."""

from __future__ import annotations

from random import Random

import cbor2
import pytest
from tests.core.documents.seals.authority import AT, authority
from tests.core.documents.seals.test_vds import VECTORS

from openhbm.core.documents.seals.cards import card_text
from openhbm.core.documents.seals.claims import open_bytes, read_open
from openhbm.core.documents.seals.cose import read_signed, signed
from openhbm.core.documents.seals.kinds import CARD_TYPE
from openhbm.core.documents.seals.reading import check_seal

UTOPIA = authority()


def seeds() -> list[bytes]:
    from_elsewhere = [bytes.fromhex(row["hex"]) for row in VECTORS.values()]
    card = UTOPIA.card()
    return [card, card_text(card).encode(), b'{"data":{},"sig":{}}', *from_elsewhere]


def mangled(rng: Random, seed: bytes) -> str | bytes:
    """A seal cut, lengthened, changed in some bytes, or made of chance alone."""
    data = bytearray(seed if rng.random() < 0.9 else rng.randbytes(rng.randrange(300)))
    for _change in range(rng.randrange(6)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    cut = rng.randrange(len(data) + 1) if rng.random() < 0.3 else len(data)
    data = data[:cut] + rng.randbytes(rng.randrange(4))
    return data.decode("latin-1") if rng.random() < 0.3 else bytes(data)


def check_many(number: int) -> int:
    rng, trust, start = Random(20260301), UTOPIA.trust(), seeds()
    genuine = set(start) | {seed.decode("latin-1") for seed in start}
    valid = 0
    for _time in range(number):
        data = mangled(rng, rng.choice(start))
        is_mangled = data not in genuine and (data.strip() not in genuine)
        valid += check_seal(data, trust, AT).verdict.is_valid and is_mangled
    return valid


def test_mangled_seals_are_answered_and_none_is_valid():
    assert check_many(3_000) == 0


@pytest.mark.slow
def test_hundred_thousand_mangled_seals_are_answered():
    assert check_many(100_000) == 0


HOSTILE = [
    {}, [], None, 5, "text", {1: 5}, {1: "PLM", 5: 10**30, 6: 1, 7: bytes(8), 10: 2},
    {1: "PLM", 5: 1, 6: -1, 7: bytes(8), 10: 2}, {1: "PLM", 5: True, 6: 1, 7: bytes(8), 10: 2},
    {1: "PLM", 5: 1, 6: 1, 7: bytes(9), 10: 2}, {1: "PLM", 5: 1, 6: 1, 7: bytes(8), 10: 99},
    {1: "PLM", 5: 1, 6: 1, 7: bytes(8), 10: 2, 12: 7}, {1: "PLM", 5: 1, 6: 10**18, 7: bytes(8)},
]  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE, ids=str)
def test_signed_nonsense_is_unreadable_even_from_a_trusted_signer(document):
    card = signed(
        cbor2.dumps(document), UTOPIA.node_key, key_id=UTOPIA.signer.key_id, type=CARD_TYPE
    )

    assert check_seal(card, UTOPIA.trust(), AT).verdict.fault == "unreadable"


def test_claims_read_back_are_those_written():
    claims = read_open(read_signed(UTOPIA.card()).payload)

    assert read_open(open_bytes(claims)) == claims


@pytest.mark.parametrize(
    "data",
    [b"", "", b"\xd2", b"\xdc", b"\xdc\x03", "HBM1:", "HBM1:::::", "{", "{" * 50_000, "dc0", "DCzz",
     "HBM1:" + "A" * 5000, b"\xd2\x84" + b"\x9b" + b"\xff" * 8, b"\xdc\x03" + bytes(9000),
     '{"data":' * 3000, b"\xff\xfe", "\ud800", b"\xd8\x1c" * 4000],
    ids=range(18),
)  # fmt: skip
def test_odd_inputs_are_answered(data):
    assert not check_seal(data, UTOPIA.trust(), AT).verdict.is_valid


def test_lone_surrogates_in_json_are_answered():
    text = '{"data":{"hdr":{"t":"\\ud800","v":1,"is":"U"},"msg":{}},"sig":{}}'

    assert check_seal(text, UTOPIA.trust(), AT).verdict.fault == "unreadable"
