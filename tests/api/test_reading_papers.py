"""Zones through the interface: read from a picture, parsed, made; nothing is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openhbm.apps.ledger.queries import entry_count

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
)
pytestmark = pytest.mark.django_db


def sent(api, data):
    return api.send("/papers/read", {"picture": SimpleUploadedFile("p.jpg", data, "image/jpeg")})


def test_picture_is_read_with_what_vouches_for_each_value(api):
    told = sent(api, (PICTURES / "passport_glare.jpg").read_bytes()).json()

    assert told["fields"]["surname"] == "ALKHAYALI"
    assert (told["is_valid"], told["names_agree"], told["birth_date"]) == (True, True, "1991-03-08")
    assert (told["standing"]["number"], told["standing"]["given"]) == ("vouched", "read")
    assert len(told["corners"]) == 4


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"nonsense", b"\x89PNG\r\n\x1a\n"])
def test_picture_that_is_none_is_a_problem_with_words(api, data):
    answer = sent(api, data)

    assert (answer.status_code, answer.json()["field"]) == (422, "picture")
    assert len(answer.json()["detail"]) > 15


def test_text_is_parsed_with_a_verdict_for_every_check_digit(api):
    told = api.post("/papers/parse", {"text": PASSPORT.replace("740812", "74081Z")}).json()

    verdicts = {check["name"]: check["verdict"] for check in told["checks"]}
    assert (verdicts["birth"], verdicts["number"]) == ("wrong", "right")
    assert told["standing"]["birth"] == "doubtful"
    assert PASSPORT.split("\n") in [candidate["lines"] for candidate in told["candidates"]]


def test_zone_is_made_and_what_does_not_fit_is_named(api):
    body = {"format": "TD3", "type": "P", "issuer": "UTO", "surname": "Зоряна", "language": "uk"}
    told = api.post("/papers/build", body | {"number": "A1", "birth": "88<<<<"}).json()
    wrong = api.post("/papers/build", body | {"birth": "tomorr"})

    assert (told["is_valid"], told["fields"]["surname"], told["birth_date"]) == (
        True,
        "ZORIANA",
        "1988",
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "birth")


def test_papers_are_read_by_those_who_register(client_with):
    answer = client_with("analyst").post("/papers/parse", {"text": PASSPORT})

    assert answer.status_code == 403


def test_nothing_of_a_paper_is_stored(api):
    before = entry_count(api.user)
    sent(api, (PICTURES / "card_worn.jpg").read_bytes())

    assert entry_count(api.user) == before
