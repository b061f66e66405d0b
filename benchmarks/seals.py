"""Seals and cards: size, signing and checking; published vectors; a hundred cards on paper.

``python -m benchmarks.seals [--quick] [--json] [--with-peers]``. The peer for signing, cwt, needs
an older CBOR library than the system, so it has an environment of its own: ``--with-peers`` makes
it once (the dependency group ``benchmark-seals`` in ``.benchmarks/``, a minute and a network), and
every run finds it there; until then the peer is left out and said to be. ``--peer-python PATH``
names another interpreter that has it. fpdf2 and WeasyPrint are dependencies of the system and
measured in the same process. Seconds are processor seconds, so that a busy machine does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import seal_vectors
from benchmarks.peer_environments import interpreter_of, made
from benchmarks.rows import Row, printed
from openhbm.core.documents.numbers import registration_number
from openhbm.core.documents.seals.cards import card_bytes, card_text, check_card, holder_of
from openhbm.core.documents.seals.certificates import (
    Named,
    checked_signer,
    national_certificate,
    node_certificate,
    request_for,
)
from openhbm.core.documents.seals.claims import HolderClaims, OpenClaims
from openhbm.core.documents.seals.cose import read_signed, signed
from openhbm.core.documents.seals.kinds import CARD_TYPE, Attestation
from openhbm.core.documents.seals.reading import check_seal
from openhbm.core.documents.seals.trust import Trust

ROOT = Path(__file__).resolve().parent.parent
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODE = "7KX2M-9QRTA"
HOLDER = HolderClaims(
    name="ليلى المتخيل الخيالي",
    latin="Layla Almutakhayyal",
    birth="1988-03-07",
    sex="F",
    nationality="UTO",
    photo=bytes(range(16)),
    number=registration_number("PLM", 123),
    family_size=4,
)
PEER = "benchmark-seals"
TARGETS = {"bytes": 260, "sign_us": 100, "verify_us": 200, "cards_s": 0.3, "attestation_s": 5}


@dataclass(frozen=True)
class Node:
    """A key, its identifier, and the trust that knows it."""

    key: Any
    key_id: bytes
    trust: Trust


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and fuzzed seals")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--with-peers", action="store_true", help="make cwt's environment first")
    parser.add_argument("--peer-python", help="interpreter that has cwt, when not that one")
    given = parser.parse_args()
    peer = given.peer_python or (made(PEER) if given.with_peers else interpreter_of(PEER))
    rounds, fuzzed = (300, 2_000) if given.quick else (5_000, 100_000)
    figures = {
        "machine": machine(),
        "cards": cards(rounds),
        "cwt": peer_cwt(str(peer or ""), rounds),
        "vectors": vectors(),
        "fuzzed": fuzz(fuzzed),
        "paper": paper(1 if given.quick else 5),
    }
    printed(list(rows_of(figures)), as_json=given.json, figures=figures)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), "unknown",
    )  # fmt: skip
    named = ("cryptography", "cbor2", "fpdf2", "uharfbuzz", "zxing-cpp", "weasyprint")
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "load": os.getloadavg()[0],
        "versions": {name: version(name) for name in named},
    }


def keys() -> dict[str, Any]:
    """The two kinds of key that cards are signed with."""
    return {
        "ed25519": Ed25519PrivateKey.generate(),
        "es256": ec.generate_private_key(ec.SECP256R1()),
    }


def node_with(key: Any) -> Node:
    """A certified node with this key, and whoever trusts it."""
    national = Ed25519PrivateKey.generate()
    named = Named("UT", "Border authority of Utopia")
    spans = {"from_at": AT - timedelta(days=1), "until_at": AT + timedelta(days=400)}
    root = national_certificate(national, named, serial=1, **spans)
    request = request_for(key, Named("UT", "Border authority of Utopia", "PLM"))
    certificate = node_certificate(request, root, national, serial=2, **spans)
    signer = checked_signer(certificate, [root])
    recent = {"PLM": AT + timedelta(days=7)}
    return Node(key, signer.key_id, Trust(signers={signer.key_id: signer}, listed_until=recent))


def card_of(node: Node, holder: HolderClaims = HOLDER, serial: bytes = b"12345678") -> bytes:
    """A card as a post issues it."""
    claims = OpenClaims(Attestation.ARRIVAL, serial, "PLM", AT, 180)
    return card_bytes(claims, node.key, key_id=node.key_id, holder=holder, code=CODE)


def cards(rounds: int) -> dict[str, Any]:
    """Size, signing and checking of a card, by kind of key; opening it with the code."""
    found: dict[str, Any] = {}
    for name, key in keys().items():
        node = node_with(key)
        card = card_of(node)
        payload = read_signed(card).payload
        claims = check_card(card, node.trust, AT).claims
        assert claims is not None
        found[name] = {
            "bytes": len(card),
            "characters": len(card_text(card)),
            "wristband_bytes": len(card_of(node, HolderClaims())),
            "sign_us": per_round(
                lambda n=node, p=payload: signed(p, n.key, key_id=n.key_id, type=CARD_TYPE), rounds
            ),
            "verify_us": per_round(lambda n=node, c=card: check_card(c, n.trust, AT), rounds),
            "open_with_code_ms": per_round(lambda c=claims: holder_of(c, CODE), 10) / 1e3,
        }
    return found


def per_round(work: Callable[[], object], rounds: int) -> float:
    """Microseconds of processor time of one round: the best of three series."""
    series = []
    for _series in range(3):
        began = time.process_time()
        for _round in range(rounds):
            work()
        series.append((time.process_time() - began) / rounds * 1e6)
    return min(series)


def peer_cwt(python: str, rounds: int) -> dict[str, Any]:
    """The same payload signed and checked by cwt; says so when it is not there."""
    if not python:
        return {"left_out": "not installed: run with --with-peers once"}
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    pems = {
        n: k.private_bytes(*form, serialization.NoEncryption()).decode() for n, k in keys().items()
    }
    node = node_with(Ed25519PrivateKey.generate())
    asked = {"payload": read_signed(card_of(node)).payload.hex(), "rounds": rounds, "keys": pems}
    ran = subprocess.run(
        [python, str(Path(__file__).with_name("cwt_peer.py"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return dict(json.loads(ran.stdout))


def vectors() -> dict[str, Any]:
    """Published seals: how many are verified, and that each is refused once a bit differs."""
    rows, nc = seal_vectors.rows("vds_vectors"), seal_vectors.rows("vdsnc_vectors")
    if not rows:
        return {"left_out": f"{seal_vectors.FOLDER} is not there"}
    trust = seal_vectors.trust_in_signers()
    found = {name: bytes.fromhex(row["hex"]) for name, row in rows.items()}
    named = [n for n, row in rows.items() if row["verifies_with"].startswith("sealgen")]
    changed = [found[n][:60] + bytes([found[n][60] ^ 1]) + found[n][61:] for n in named]
    faults = {name: check_seal(data, trust, AT).verdict.fault for name, data in found.items()}
    right = [
        check_seal(row["json"], trust, AT).verdict.is_valid
        == (row["expected_signature_valid"] == "True")
        for row in nc.values()
    ]
    return {
        "vds": len(rows),
        "vds_with_signer": len(named),
        "vds_verified": sum(not faults[name] for name in named),
        "vds_changed_refused": sum(not check_seal(d, trust, AT).verdict.is_valid for d in changed),
        "vds_others": {name: fault for name, fault in faults.items() if name not in named},
        "vdsnc": len(nc),
        "vdsnc_right": sum(right),
    }


def fuzz(number: int) -> dict[str, Any]:
    """Mangled seals: each is answered, none is valid, and how long one takes."""
    rng, node = Random(7), node_with(Ed25519PrivateKey.generate())
    start = [card_of(node), card_text(card_of(node)).encode(), b"\xdc\x03" + bytes(90)]
    valid = exceptions = 0
    began = time.process_time()
    for _time in range(number):
        data = bytearray(rng.choice(start))
        for _change in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
        try:
            valid += check_seal(bytes(data), node.trust, AT).verdict.is_valid
        except Exception:  # what is counted here is that there is none
            exceptions += 1
    each = (time.process_time() - began) / number * 1e6
    return {"seals": number, "exceptions": exceptions, "valid": valid, "each_us": each}


def paper(rounds: int) -> dict[str, Any]:
    """A hundred cards as PDF beside the peers, in a process with settings and a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.seal_papers", "--rounds", str(rounds)],
            cwd=ROOT,
            env=os.environ | {"HBM_HOME": home},
            capture_output=True,
            text=True,
            check=True,
            timeout=900,
        )
    return dict(json.loads(ran.stdout))


def rows_of(figures: dict[str, Any]) -> Iterator[Row]:
    """What was aimed at, beside the peers; the rest stands in the figures."""
    yield from _card_rows(figures["cards"], figures["cwt"])
    yield from _seal_rows(figures["vectors"], figures["fuzzed"])
    yield from _paper_rows(figures["paper"])


def _card_rows(cards: dict[str, Any], cwt: dict[str, Any]) -> Iterator[Row]:
    measured = (
        ("bytes", "a card with nine claims about the holder", "bytes"),
        ("sign_us", "sign a card", "µs CPU"),
        ("verify_us", "check a card", "µs CPU"),
    )
    for key, card in cards.items():
        peer = cwt[key] if "left_out" not in cwt else {}
        for name, what, unit in measured:
            yield _at_most(f"{what}, {key}", card[name], unit, TARGETS[name], peer.get(name), "cwt")
        named = (("open_with_code_ms", "open with the code", "ms CPU"),
                 ("wristband_bytes", "the seal of a wristband", "bytes"))  # fmt: skip
        for name, what, unit in named:
            yield Row(f"{what}, {key}", _short(card[name]), None, None, unit, None, None)


def _seal_rows(vectors: dict[str, Any], fuzzed: dict[str, Any]) -> Iterator[Row]:
    if "left_out" not in vectors:
        signers, others = vectors["vds_with_signer"], vectors["vdsnc"]
        named = (
            ("vds_verified", "published binary seals of a known signer, verified", signers),
            ("vds_changed_refused", "the same with one bit changed, refused", signers),
            ("vdsnc_right", "published VDS-NC judged rightly", others),
        )
        for name, what, of in named:
            right = vectors[name]
            yield Row(what, right, None, None, f"of {of}", "all of them", right == of)
    for name, what in (("exceptions", "not answered"), ("valid", "taken for valid")):
        told = f"mangled seals {what}, of {fuzzed['seals']}"
        yield Row(told, fuzzed[name], None, None, "seals", "none", fuzzed[name] == 0)


def _paper_rows(paper: dict[str, Any]) -> Iterator[Row]:
    """The limit is for either side; the peers print one."""
    most = TARGETS["cards_s"]
    plain, sealed = "100 cards as PDF", "100 cards with face, back and seal as PDF"
    for what, ours, peer, name in (
        (plain, "plain_cards_s", "fpdf2_alone_s", "fpdf2 alone"),
        (plain, "plain_cards_s", "weasyprint_s", "WeasyPrint"),
        (sealed, "sealed_cards_s", "fpdf2_alone_sealed_s", "fpdf2 alone, one side"),
    ):
        yield _at_most(what, paper[ours], "s CPU", most, paper[peer], name)
    told = "an attestation on A4 with a photo"
    yield _at_most(told, paper["attestation_s"], "s CPU", TARGETS["attestation_s"], None, "")


def _at_most(what: str, ours: float, unit: str, most: float, peer: float | None, name: str) -> Row:
    return Row(
        what=what,
        ours=_short(ours),
        peer=None if peer is None else _short(peer),
        peer_name=None if peer is None else name,
        unit=unit,
        target=f"at most {most}",
        met=ours <= most,
    )


def _short(figure: float) -> float:
    return float(f"{figure:.4g}")


if __name__ == "__main__":
    main()
