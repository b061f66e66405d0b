"""Bundles on a stick: damaged, cut off, altered, forged, taken in again and out of order."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.places.models import Post
from openhbm.apps.sync import bundles
from openhbm.apps.sync.actions import take_letter
from openhbm.apps.sync.bundles import take_bundle, write_bundle
from openhbm.apps.sync.cards import card_of
from openhbm.core.ledger.letters import write_letter
from openhbm.core.ledger.packing import compressed
from tests.apps.sync.conftest import country
from tests.faults.amounts import BAD_BUNDLES
from tests.faults.country import check_nothing_lost, register_one

__all__ = ["country"]
pytestmark = pytest.mark.fault
KINDS = ("bundle altered", "bundle cut off", "bundle again", "signature forged", "half a bundle")


class Stick:
    """Bundles from a post to the centre, and what is done to them on the way."""

    def __init__(self, country, folder: Path) -> None:
        self.country, self.folder = country, folder
        self.rng = random.Random(BAD_BUNDLES)
        self.people = 0
        self.acknowledged: set = set()
        self.good: list[bytes] = []

    def written(self) -> bytes:
        path = self.folder / "bundle.hbm"
        with self.country.at("PLM"):
            post, by = Post.objects.get(code="PL-MED"), self.country.chief()
            self.acknowledged.add(register_one(by, post, self.rng).id)
            write_bundle(by=None, to="CEN", path=path)
        self.good.append(path.read_bytes())
        return self.good[-1]

    def taken(self, content: bytes) -> int:
        path = self.folder / "carried.hbm"
        path.write_bytes(content)
        return take_bundle(by=None, path=path).entries

    def do(self, kind: str) -> None:
        content = bytearray(self.rng.choice(self.good) if self.good else self.written())
        place = self.rng.randrange(len(content))
        if kind == "bundle again":
            before = Entry.objects.count()
            assert self.taken(self.good[0]) >= 0
            assert self.taken(self.good[0]) == 0
            assert Entry.objects.count() >= before
        elif kind == "signature forged":
            with pytest.raises(ActionError, match="not taken in"):
                take_letter(by=None, letter=self.forged(), by_hand=True)
        elif kind == "half a bundle":
            self.refused(content[:place] + content[:place])
        elif kind == "bundle cut off":
            self.refused(content[:place])
        else:
            content[place] ^= 1 << self.rng.randrange(8)
            self.refused(content)

    def refused(self, content: bytearray) -> None:
        """What is not whole is refused at the place where it is not."""
        try:
            self.taken(bytes(content))
        except ActionError as error:
            assert error.message
        else:
            assert bytes(content) in (b"", bundles.MAGIC), "a damaged bundle was taken in"

    def forged(self) -> bytes:
        """Everything right but the signature."""
        return write_letter(
            sender="PLM",
            to=card_of("CEN").address,
            number=self.rng.randrange(1 << 50),
            ordinary=compressed({"v": 1}),
            protected=b"",
            signing_key=Ed25519PrivateKey.generate(),
            ephemeral=X25519PrivateKey.generate(),
        )


def test_bundles_damaged_forged_and_repeated_lose_and_double_nothing(
    country, tmp_path, tell_faults
):
    country.meet("PLM")
    stick = Stick(country, tmp_path)
    done: Counter[str] = Counter()
    for number in range(BAD_BUNDLES):
        if number % 10 == 0:
            stick.written()
        kind = KINDS[number % len(KINDS)]
        with country.at("CEN"):
            stick.do(kind)
        done[kind] += 1
    with country.at("CEN"):
        for content in reversed(stick.good):
            stick.taken(content)
    country.meet("PLM")
    people = check_nothing_lost(country, stick.acknowledged)
    tell_faults(done, people=people)
    assert people == len(stick.acknowledged)
