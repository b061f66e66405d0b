"""Photos follow their records: in pieces over a line that dies, each once, to whom may have it."""

from __future__ import annotations

import random

import httpx
import pytest
from tests.apps.sync.people import register_at
from tests.nodes import Line

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import attach_photo
from openhbm.apps.people.models import Person, Photo
from openhbm.apps.people.photo_pieces import arrived
from openhbm.apps.people.photos import photo_bytes
from openhbm.apps.sync.actions import take_photo_letter, write_photo_letter
from openhbm.apps.sync.cards import card_of
from openhbm.apps.sync.meeting import exchange_photos, has_photos_to_exchange
from openhbm.apps.sync.models import AwaitedPhoto, Link
from openhbm.apps.sync.pictures import pieces_for

PICTURE = b"\xff\xd8\xff\xe0" + random.Random(6).randbytes(300_000)


@pytest.fixture
def woman(country):
    """Photographed at a post, and met the centre since."""
    country.meet("PLM")
    found = register_at(country, "PLM", "PL-MED")
    with country.at("PLM"):
        attach_photo(by=country.chief(), person=Person.objects.get(), data=PICTURE)
    country.meet("PLM")
    return found


def exchange(country, line: Line, prefix: str = "PLM") -> int:
    with country.at(prefix), httpx.Client(transport=line) as client:
        return exchange_photos(
            by=None, to="CEN", url="http://127.0.0.1", client=client, wait=lambda seconds: None
        )


def shown_at(country, prefix: str) -> bytes | None:
    with country.at(prefix):
        return photo_bytes(Photo.objects.get())


class DyingLine(Line):
    """Lets so many letters through and is dead from then on."""

    letters = 3

    def handle_request(self, request):
        if len(self.sent) >= self.letters:
            raise httpx.ConnectError("the line is dead", request=request)
        return super().handle_request(request)


def test_photo_half_sent_over_a_dying_line_goes_on_where_it_stopped(country, woman):
    with country.at("CEN"):
        assert photo_bytes(Photo.objects.get()) is None
        assert AwaitedPhoto.objects.get().from_node == "PLM"
    dying = DyingLine(country, "CEN")
    exchange(country, dying)
    with country.at("CEN"):
        have, _nonce = arrived(woman.id, Photo.objects.get().sha256)
        assert 0 < have < len(PICTURE)
    line = Line(country, "CEN")
    exchange(country, line)
    assert shown_at(country, "CEN") == PICTURE
    # All that was sent, both times, is little more than the photo.
    assert dying.bytes_sent + line.bytes_sent < len(PICTURE) * 1.2
    with country.at("CEN"):
        assert not AwaitedPhoto.objects.exists()
    # Sent again, forged, or to somebody else: nothing changes.
    with country.at("CEN"):
        for letter in line.sent:
            assert take_photo_letter(by=None, letter=letter).pieces == 0
        with pytest.raises(ActionError, match="not taken in"):
            take_photo_letter(by=None, letter=line.sent[0][:-3])
    assert shown_at(country, "CEN") == PICTURE


def test_lost_replies_cost_a_piece_each_and_double_nothing(country, woman):
    line = Line(country, "CEN")
    line.lose_reply = True
    exchange(country, line)
    assert shown_at(country, "CEN") == PICTURE


def test_photo_goes_down_to_whose_work_its_person_belongs_and_to_nobody_else(country, woman):
    exchange(country, Line(country, "CEN"))
    country.meet("ROM")
    with country.at("CEN"):
        wants = [[woman.id.bytes, bytes.fromhex(Photo.objects.get().sha256), 0, b""]]
        assert pieces_for(card_of("ROM"), wants, 10_000) == []
        assert len(pieces_for(card_of("PLM"), wants, 10_000)) == 1
    with country.at("ROM"):
        assert not has_photos_to_exchange("CEN")


def test_post_that_lost_its_files_gets_a_photo_of_another_sealing_anew(country, woman):
    exchange(country, Line(country, "CEN"))
    with country.at("PLM") as node:
        sha256 = Photo.objects.get().sha256
        path = node.home / "files" / "photos" / str(woman.id) / sha256
        # As after a restore: half of it there already, from a sealing that is no more.
        path.with_suffix(".arriving").write_bytes(bytes(500))
        path.unlink()
        AwaitedPhoto.objects.create(person_id=woman.id, sha256=sha256, from_node="PLM")
        assert has_photos_to_exchange("CEN")
    assert exchange(country, Line(country, "CEN")) == 1
    assert shown_at(country, "PLM") == PICTURE


def test_figures_tell_a_node_that_photos_are_wanted(country, woman):
    country.meet("PLM")
    with country.at("PLM"):
        assert Link.objects.get(node_id="CEN").told["photos"] == 1
        assert has_photos_to_exchange("CEN")
        _letter, pieces = write_photo_letter(by=None, to="CEN", most_bytes=9_000, asked=[])
        assert pieces == 0
