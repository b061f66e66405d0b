"""Meetings over HTTP: lost requests and replies, forged, repeated and foreign letters."""

from __future__ import annotations

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.apps.sync.people import register_at
from tests.nodes import Line

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import entry
from openhbm.apps.ledger.models import Entry, UnappliedEntry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.rows import Change
from openhbm.apps.people.models import Person
from openhbm.apps.sync import outgoing
from openhbm.apps.sync.actions import compose_letter, revoke_node, take_letter
from openhbm.apps.sync.cards import card_of
from openhbm.apps.sync.meeting import Meeting, meet
from openhbm.apps.sync.models import KeptLetter, Link
from openhbm.apps.sync.outgoing import unsent_to
from openhbm.core.ledger.letters import write_letter
from openhbm.core.ledger.packing import compressed


def meet_over(country, line: Line, prefix: str = "PLM") -> Meeting:
    with country.at(prefix), httpx.Client(transport=line) as client:
        return meet(
            by=None, to="CEN", url="http://127.0.0.1", client=client, wait=lambda seconds: None
        )


def same_people(country) -> bool:
    told = []
    for prefix in ("PLM", "CEN"):
        with country.at(prefix):
            told.append(sorted(Person.objects.values_list("id", "name", "number")))
            assert verdict(None).verified
    return told[0] == told[1]


def test_meet_request_and_reply_lost_nothing_is_missing_or_doubled(country):
    line = Line(country, "CEN")
    meet_over(country, line)
    for number in range(4):
        register_at(country, "PLM", "PL-MED")
        line.lose_request, line.lose_reply = number % 2 == 0, True
        done = meet_over(country, line)
        assert done.failures >= 1
        assert done.problem == ""
    assert same_people(country)
    with country.at("CEN"):
        assert Entry.objects.filter(type="person_registered").count() == 4


class DyingLine(Line):
    """Loses some requests, counted from the first, and the replies to some others."""

    requests_lost: frozenset[int] = frozenset()
    replies_lost: frozenset[int] = frozenset()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.lose_request = len(self.sent) in self.requests_lost
        self.lose_reply = len(self.sent) in self.replies_lost
        return super().handle_request(request)


@pytest.mark.parametrize(
    ("requests_lost", "replies_lost"), [((), ()), ((3, 4), (6,)), ((5,), (2, 3))]
)
def test_meet_with_letters_written_ahead_tells_everything_in_order_whatever_is_lost(
    country, monkeypatch, requests_lost, replies_lost
):
    monkeypatch.setattr(outgoing, "MOST_READ", 2)
    line = DyingLine(country, "CEN")
    meet_over(country, line)
    for _ in range(3):
        register_at(country, "PLM", "PL-MED")
    line.sent.clear()
    line.requests_lost, line.replies_lost = frozenset(requests_lost), frozenset(replies_lost)
    done = meet_over(country, line)
    assert done.problem == ""
    assert done.failures == len(requests_lost) + len(replies_lost)
    assert len(line.sent) == done.letters + done.failures
    with country.at("PLM"):
        entries = Entry.objects.filter(node_id="PLM").count()
        assert unsent_to(card_of("CEN")) == 0
    assert entries > 5 and done.letters > 3
    assert same_people(country)


def test_take_letter_sent_again_by_a_stranger_is_refused(country):
    line = Line(country, "CEN")
    meet_over(country, line)
    old = line.sent[0]
    with country.at("CEN"), pytest.raises(ActionError, match="came before"):
        take_letter(by=None, letter=old)


def test_take_letter_forged_or_changed_is_refused(country):
    with country.at("PLM"):
        letter, _ = compose_letter(by=None, to="CEN", most_bytes=10_000)
        centre = card_of("CEN")
    forged = write_letter(
        sender="PLM",
        to=centre.address,
        number=2**60,
        ordinary=compressed({}),
        protected=b"",
        signing_key=Ed25519PrivateKey.generate(),
        ephemeral=X25519PrivateKey.generate(),
    )
    changed = bytearray(letter)
    changed[len(letter) // 2] ^= 1
    with country.at("CEN"):
        for bad in (forged, bytes(changed), letter[:-10], b"", b"\x00" * 40):
            with pytest.raises(ActionError):
                take_letter(by=None, letter=bad)
        assert take_letter(by=None, letter=letter).outcome == "taken"


def test_take_letter_for_another_node_is_refused(country):
    with country.at("PLM"):
        letter, _ = compose_letter(by=None, to="CEN", most_bytes=10_000)
    with country.at("ROM"), pytest.raises(ActionError, match="it is for CEN"):
        take_letter(by=None, letter=letter)


def test_bundles_taken_in_the_wrong_order_wait_for_each_other(country):
    country.meet("PLM")
    register_at(country, "PLM", "PL-MED")
    with country.at("PLM"):
        first, batch = compose_letter(by=None, to="CEN", most_bytes=100_000, is_live=False)
    register_at(country, "PLM", "PL-MED")
    with country.at("PLM"):
        second, _ = compose_letter(
            by=None, to="CEN", most_bytes=100_000, is_live=False, after=batch.ends
        )
    with country.at("CEN"):
        assert take_letter(by=None, letter=second, by_hand=True).outcome == "held"
        assert not Person.objects.exists()
        assert take_letter(by=None, letter=first, by_hand=True).outcome == "taken"
        assert Person.objects.count() == 2
        assert not KeptLetter.objects.exists()
        again = take_letter(by=None, letter=second, by_hand=True)
        assert (again.entries, again.reason) == (0, "It was taken in before; nothing to do.")


def test_entry_of_a_newer_version_is_kept_and_passed_on_untouched(country):
    country.meet("PLM")
    with country.at("PLM"), entry("balloon_launched", by=country.chief()) as e:
        e.note("balloons.balloon", [country.chief().id], Compartment.OPERATIONAL)
        e._changes[False] = [
            Change("create", "balloons.balloon", str(country.chief().id), {"x": 1})
        ]
    country.meet("PLM")
    with country.at("CEN"):
        assert UnappliedEntry.objects.get().type == "balloon_launched"
        kept = Entry.objects.get(type="balloon_launched")
        assert b"balloons.balloon" in bytes(kept.body)
        assert verdict(None).verified


def test_revoked_node_is_shut_out_and_every_node_hears(country):
    line = Line(country, "CEN")
    meet_over(country, line)
    with country.at("CEN"):
        revoke_node(by=country.chief(), prefix="PLM", reason="the laptop was stolen")
    done = meet_over(country, line)
    assert "revoked" in done.problem
    country.meet("ROM")
    with country.at("ROM"):
        assert card_of("PLM").is_revoked


def test_restored_backup_that_went_on_is_quarantined_and_not_merged(country):
    line = Line(country, "CEN")
    meet_over(country, line)
    backup = country.copy_database("PLM")
    register_at(country, "PLM", "PL-MED")
    meet_over(country, line)
    country.put_back("PLM", backup)
    register_at(country, "PLM", "PL-MED")
    done = meet_over(country, line)
    assert "Two histories" in done.problem
    with country.at("CEN"):
        assert Link.objects.get(node_id="PLM").quarantined_at is not None
        assert Person.objects.count() == 1
        assert verdict(None).verified
