"""Pictures that tablets kept while no node was in reach: read, waiting, confirmed or set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as used

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.intake.actions import receive_paper_picture
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import erase_person, register_person
from openhbm.apps.people.details import DocumentDetails, PersonDetails
from openhbm.apps.people.models import PaperPicture
from openhbm.apps.people.paper_pictures.actions import (
    PaperSeen,
    confirm_paper_picture,
    set_paper_picture_aside,
)
from openhbm.apps.people.paper_pictures.queries import (
    paper_picture_bytes,
    paper_picture_for,
    paper_pictures_waiting,
)
from openhbm.apps.people.queries import person_for

PICTURES = Path(__file__).parents[2] / "core" / "documents" / "pictures"
PASSPORT = (PICTURES / "passport_glare.jpg").read_bytes()
SEEN = PaperSeen(DocumentDetails("REFCTD", "L8988901C"), name="LAYLA NOUR ALKHAYALI")


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def person(clerk, post):
    details = PersonDetails(name="Leila", sex="F", birth="1990")
    return register_person(by=clerk, details=details, post=post)


@pytest.fixture
def picture(clerk, person):
    return receive_paper_picture(by=clerk, person=person, data=PASSPORT)


def kept_files() -> list[Path]:
    return [path for path in (used.HBM_HOME / "files" / "papers").rglob("*") if path.is_file()]


def test_picture_is_read_and_waits_and_nothing_of_it_enters_the_record(clerk, person, picture):
    record = person_for(clerk, person.id)

    assert list(paper_pictures_waiting(clerk)) == [picture]
    assert picture.reading["values"]["document_number"] == "L8988901C"
    assert picture.reading["standing"]["document_number"] == "vouched"
    assert (record.name, str(record.birth), record.documents.count()) == ("Leila", "1990", 0)


def test_file_is_sealed_and_opened_for_who_may_see_the_person(clerk, picture):
    (path,) = kept_files()

    assert PASSPORT[:64] not in path.read_bytes()
    assert paper_picture_bytes(clerk, picture) == PASSPORT


def test_same_picture_brought_again_is_the_one_that_is_here(clerk, person, picture):
    again = receive_paper_picture(by=clerk, person=person, data=PASSPORT)

    assert again == picture
    assert PaperPicture.objects.count() == 1


def test_confirmed_paper_stands_in_the_record_and_the_picture_is_deleted(
    clerk, person, picture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm_paper_picture(
            by=clerk,
            picture=picture,
            seen=PaperSeen(SEEN.document, SEEN.name, birth="1991-03-08"),
        )

    record = person_for(clerk, person.id)
    assert record.documents.get().number == "L8988901C"
    assert str(record.birth) == "1991-03-08"
    assert [name.full for name in record.names.all()] == ["LAYLA NOUR ALKHAYALI"]
    assert kept_files() == []
    assert PaperPicture.objects.get().reading == {}
    with pytest.raises(NotVisible):
        paper_picture_for(clerk, picture.id)
    with pytest.raises(ActionError, match="looked at this picture already"):
        confirm_paper_picture(by=clerk, picture=picture, seen=SEEN)


def test_picture_set_aside_leaves_the_record_as_it_was(
    clerk, person, picture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        set_paper_picture_aside(by=clerk, picture=picture)

    assert person_for(clerk, person.id).documents.count() == 0
    assert kept_files() == []
    assert not paper_pictures_waiting(clerk).exists()


def test_picture_in_which_nothing_can_be_read_waits_as_well(clerk, person):
    data = (PICTURES / "no_zone.jpg").read_bytes()

    unread = receive_paper_picture(by=clerk, person=person, data=data)

    assert unread.reading == {}
    assert list(paper_pictures_waiting(clerk)) == [unread]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 " + bytes(99), b"nonsense" * 20])
def test_what_is_no_picture_is_told_and_not_kept(clerk, person, data):
    with pytest.raises(ActionError):
        receive_paper_picture(by=clerk, person=person, data=data)

    assert not PaperPicture.objects.exists()


def test_erasure_takes_the_picture_with_it(
    dpo, clerk, person, picture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by=dpo, person_id=person.id, reason="on request")

    assert not PaperPicture.objects.exists()
    assert kept_files() == []


def test_what_was_read_stands_in_no_entry_in_the_clear(clerk, administrator, picture):
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    before = list(PaperPicture.objects.order_by("pk").values())

    rebuild_tables(by=administrator)

    assert b"ALKHAYALI" not in bodies
    assert list(PaperPicture.objects.order_by("pk").values()) == before


def test_others_neither_bring_nor_see_pictures(user_with, person, picture):
    analyst = user_with("analyst")

    assert not paper_pictures_waiting(analyst).exists()
    with pytest.raises(NotPermitted):
        receive_paper_picture(by=analyst, person=person, data=PASSPORT)
