"""A post without a line is carried by one that has one, which reads nothing; and a mobile team."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.utils import timezone
from tests.apps.sync.people import register_at
from tests.nodes import Line

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import open_post
from openhbm.apps.sync.actions import (
    accept_enrolment,
    answer_enrolment,
    carry_letter,
    compose_letter,
    drop_carried,
    invite_node,
    revoke_node,
)
from openhbm.apps.sync.bundles import take_bundle, write_bundle
from openhbm.apps.sync.cards import card_of, own_keys
from openhbm.apps.sync.incoming import told_by
from openhbm.apps.sync.models import RelayedLetter
from openhbm.apps.sync.outgoing import unsent_to
from openhbm.apps.sync.proofs import digest_of, name_of, proof
from openhbm.apps.sync.queries import standing_of_nodes
from openhbm.apps.sync.relay import hand_on, hand_to_another
from openhbm.core.ledger.letters import Address, LetterError, write_letter


@pytest.fixture
def apart(country):
    """Everybody knows of each other; then the line of one post breaks, and it registers."""
    for prefix in ("PLM", "ROM") * 2:
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")
    return country, woman


def relayed(country, line: Line, prefix: str = "PLM") -> int:
    with country.at(prefix), httpx.Client(transport=line) as client:
        return hand_to_another(url="http://127.0.0.1", client=client)


def handed_on(country, line: Line, prefix: str = "ROM") -> int:
    with country.at(prefix), httpx.Client(transport=line) as client:
        return hand_on(url="http://127.0.0.1", client=client)


def test_letters_by_way_of_another_post_arrive_once_and_are_read_by_nobody_between(apart):
    country, woman = apart
    assert relayed(country, Line(country, "ROM")) == 1
    with country.at("ROM"):
        # Nobody came for it in a month: it is dropped, told of, and written again by its writer.
        assert drop_carried(by=None, at=timezone.now() + timedelta(days=31)) == 1
        assert any("Letters of PLM to CEN" in one for one in standing_of_nodes(None).problems)
        RelayedLetter.objects.all().delete()
    with country.at("PLM"):
        assert unsent_to(card_of("CEN")) > 0
    assert relayed(country, Line(country, "ROM")) == 1
    with country.at("ROM"):
        letter = bytes(RelayedLetter.objects.get().letter)
        assert b"Bondar" not in letter
        with pytest.raises(LetterError, match="it is for CEN"):
            told_by(letter)
        assert not Person.objects.exists()
    assert handed_on(country, Line(country, "CEN")) == 1
    with country.at("CEN"):
        assert Person.objects.get().id == woman.id
    with country.at("ROM"):
        # Nothing of it is kept, and it is not carried a second time.
        assert bytes(RelayedLetter.objects.get(recipient="CEN").letter) == b""
        assert not carry_letter(by=None, letter=letter)
    assert handed_on(country, Line(country, "CEN")) == 0
    # The centre's answer is carried back, and acknowledges.
    with country.at("PLM"):
        assert unsent_to(card_of("CEN")) > 0
    relayed(country, Line(country, "ROM"))
    with country.at("PLM"):
        assert unsent_to(card_of("CEN")) == 0
    country.meet("PLM")
    with country.at("CEN"):
        assert Entry.objects.filter(type="person_registered").count() == 1
        assert Person.objects.count() == 1
        assert verdict(None).verified


def test_bundle_for_the_centre_taken_in_at_another_post_goes_on_with_its_own(apart, tmp_path):
    country, woman = apart
    register_at(country, "ROM", "RO-SIR")
    with country.at("PLM"):
        write_bundle(by=None, to="CEN", path=tmp_path / "plm.hbm")
    with country.at("ROM"):
        taken = take_bundle(by=None, path=tmp_path / "plm.hbm")
        assert (taken.carried, taken.entries) == (1, 0)
        write_bundle(by=None, to="CEN", path=tmp_path / "rom.hbm")
    with country.at("CEN"):
        assert take_bundle(by=None, path=tmp_path / "rom.hbm").letters == 2
        assert Person.objects.count() == 2
        assert woman.id in set(Person.objects.values_list("id", flat=True))
        again = take_bundle(by=None, path=tmp_path / "rom.hbm")
        assert (again.known, again.entries) == (2, 0)
        assert verdict(None).verified


def test_stick_that_is_full_leaves_no_piece_behind_and_loses_nothing_that_is_carried(
    apart, tmp_path
):
    country, _woman = apart

    def fill(_entries: int) -> None:
        raise OSError("No space left on device")

    with country.at("PLM"):
        write_bundle(by=None, to="CEN", path=tmp_path / "plm.hbm")
    with country.at("ROM"):
        take_bundle(by=None, path=tmp_path / "plm.hbm")
        with pytest.raises(OSError, match="No space"):
            write_bundle(by=None, to="CEN", path=tmp_path / "rom.hbm", tell=fill)
        assert [file.name for file in tmp_path.glob("*.hbm*")] == ["plm.hbm"]
        assert RelayedLetter.objects.exclude(letter=b"").get().sender == "PLM"
        assert write_bundle(by=None, to="CEN", path=tmp_path / "rom.hbm").letters == 2


def test_letters_by_way_of_two_posts_that_also_carry_for_each_other_arrive_once(country):
    country.add("UAZ")
    with country.at("UAZ"):
        country.add_chief()
    with country.at("CEN"):
        open_post(
            by=country.chief(), code="UA-UZH", name="UZH", country="POL",
            post_type="OFFICIAL_LAND",
        )  # fmt: skip
    country.enrol("UAZ", "UA-UZH")
    for prefix in ("PLM", "ROM", "UAZ") * 2:
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")

    relayed(country, Line(country, "ROM"))
    # ROM has no line either, and PLM, which it tries first, takes none of its own letters back.
    relayed(country, Line(country, "PLM"), "ROM")
    with country.at("ROM"):
        assert RelayedLetter.objects.exclude(letter=b"").filter(sender="PLM").count() == 1
    relayed(country, Line(country, "UAZ"), "ROM")
    # UAZ hands it back to ROM, which handed it on already: it stays at UAZ, and is not let go of.
    relayed(country, Line(country, "ROM"), "UAZ")
    with country.at("ROM"):
        assert not RelayedLetter.objects.exclude(letter=b"").filter(sender="PLM").exists()
    assert handed_on(country, Line(country, "CEN"), "UAZ") == 2

    with country.at("CEN"):
        assert Person.objects.get().id == woman.id
        assert verdict(None).verified
    # The answer goes the same way back, against the next letters that PLM writes.
    for line, prefix in (("ROM", "PLM"), ("UAZ", "ROM"), ("ROM", "PLM")):
        relayed(country, Line(country, line), prefix)
    with country.at("PLM"):
        assert unsent_to(card_of("CEN")) == 0


def test_letters_forged_or_of_a_node_that_was_shut_out_are_not_carried(apart):
    country, _woman = apart
    with country.at("PLM"):
        letter, _batch = compose_letter(by=None, to="CEN", most_bytes=9_000, is_live=False)
    with country.at("ROM"), pytest.raises(ActionError, match="not carried"):
        carry_letter(by=None, letter=letter[:-1] + bytes([letter[-1] ^ 1]))
    with country.at("CEN"):
        revoke_node(by=country.chief(), prefix="PLM", reason="stolen")
    country.meet("ROM")
    with country.at("ROM"), pytest.raises(ActionError, match="revoked"):
        carry_letter(by=None, letter=letter)


def test_letter_that_a_node_would_write_to_itself_is_neither_written_nor_carried(apart):
    country, _woman = apart
    with country.at("PLM"), pytest.raises(ActionError, match="PLM is this node itself"):
        compose_letter(by=None, to="PLM", most_bytes=9_000, is_live=False)
    with country.at("PLM"):
        letter = write_letter(
            sender="PLM",
            to=Address("PLM", bytes.fromhex(own_keys()["ordinary_key"])),
            number=1,
            ordinary=b"",
            protected=b"",
            signing_key=settings.KEYS.signing_key,
            ephemeral=X25519PrivateKey.generate(),
        )
    with country.at("CEN"), pytest.raises(ActionError, match="PLM wrote it to itself"):
        carry_letter(by=None, letter=letter)


def test_mobile_team_meets_its_post_and_the_post_passes_on_what_it_brings(country):
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    country.add("MOB")
    with country.at("MOB"):
        country.add_chief()
        asked = own_keys()
    with country.at("PLM"):
        _made, code = invite_node(
            by=country.chief(), prefix="MOB", name="Team", kind="mobile", posts=("PL-MED",)
        )
        digest = digest_of(code)
        answer = answer_enrolment(
            by=None, code_name=name_of(digest), asked=asked, given_proof=proof(digest, asked)
        )
    with country.at("MOB"):
        accept_enrolment(by=None, url="http://post", code=code, answer=answer)
    for sender, to in (("MOB", "PLM"), ("PLM", "MOB")) * 2:
        country.send(sender, to)
    woman = register_at(country, "MOB", "PL-MED")
    country.send("MOB", "PLM")
    country.send("PLM", "MOB")
    for _twice in range(2):
        country.meet("PLM")
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            assert Person.objects.get(id=woman.id).number.startswith("MOB-")
            assert verdict(None).verified
    country.send("PLM", "MOB")
    with country.at("MOB"):
        assert unsent_to(card_of("PLM")) == 0
