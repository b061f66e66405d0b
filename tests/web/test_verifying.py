"""The page for anybody: validity and nothing else, no cookie, one time for every answer."""

from __future__ import annotations

import io
import time

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from openhbm.apps.people.printing import attestation_pdf, sealed_papers_for
from openhbm.apps.people.seals.actions.cards import issue_card, revoke_card
from openhbm.web import verifying
from tests.rendering import needs_renderer, page_pictures
from tests.sealing import node_with_key

NEEDLES = ("Almutakhayyal", "1988", "Layla")


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def issued(administrator, clerk, family):
    node_with_key(administrator)
    return issue_card(by=clerk, person=family.mother, kind="arrival")


@pytest.fixture
def stranger(db):
    return Client()


def shown(client, **fields) -> str:
    answer = client.post(reverse("verify"), fields)
    assert answer.status_code == 200
    return answer.content.decode()


def test_stranger_learns_that_a_paper_is_valid_and_nothing_else(stranger, issued, family):
    page = shown(stranger, seal=issued.text)

    assert ">Valid<" in page
    assert family.mother.name not in page
    assert family.mother.number not in page
    assert issued.card.serial not in page
    assert "Attestation of arrival" not in page


def test_holders_code_shows_what_the_holder_allows(stranger, clerk, issued, family):
    page = shown(stranger, seal=issued.text, code=issued.code.lower().replace("-", " "))

    assert family.mother.name in page
    assert family.mother.number in page
    assert "Attestation of arrival" in page
    assert "Nationality" not in page


def test_wrong_code_shows_nothing_of_the_holder(stranger, issued, family):
    page = shown(stranger, seal=issued.text, code="AAAAA-AAAAA")

    assert "does not fit" in page
    assert family.mother.name not in page


def test_revoked_altered_and_unknown_papers_are_refused_with_the_reason(stranger, clerk, issued):
    swapped = issued.text[:-9] + ("A" if issued.text[-9] != "A" else "B") + issued.text[-8:]
    altered = shown(stranger, seal=swapped)
    revoke_card(by=clerk, card=issued.card, end="lost")

    assert "Not valid" in altered
    assert "It was revoked" in shown(stranger, seal=issued.text, code=issued.code)
    assert "no seal that can be read" in shown(stranger, seal="hello")


def test_page_sets_no_cookie_and_is_not_kept(stranger, issued):
    for answer in (
        stranger.get(reverse("verify")),
        stranger.post(reverse("verify"), {"seal": issued.text, "code": issued.code}),
        stranger.get(reverse("verify"), {"language": "ar"}),
    ):
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]


def test_answer_is_the_same_for_staff_and_strangers(stranger, signed_in, clerk, issued):
    inside = signed_in(clerk).post(reverse("verify"), {"seal": issued.text}).content
    assert inside == stranger.post(reverse("verify"), {"seal": issued.text}).content


def test_every_answer_is_held_equally_long(stranger, clerk, issued):
    for fields in (
        {"seal": issued.text},
        {"seal": "nonsense"},
        {"seal": issued.text, "code": "AAAAA-AAAAA"},
        {},
    ):
        began = time.monotonic()
        stranger.post(reverse("verify"), fields)
        assert time.monotonic() - began >= verifying.SAME_SECONDS


def test_arabic_is_one_link_away_without_a_cookie(stranger):
    page = stranger.get(reverse("verify"), {"language": "ar"}).content.decode()

    assert 'dir="rtl"' in page


@needs_renderer
def test_photo_of_a_printed_arabic_attestation_is_checked_then_opened_with_the_code(
    stranger, clerk, issued, family, tmp_path
):
    papers = sealed_papers_for(clerk, [issued], language="ar")
    picture = page_pictures(attestation_pdf(papers), tmp_path, dpi=150)[0].rotate(
        12, expand=True, fillcolor=200
    )
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=70)
    photo = SimpleUploadedFile("photo.jpg", data.getvalue(), "image/jpeg")
    again = SimpleUploadedFile("photo.jpg", data.getvalue(), "image/jpeg")

    alone = shown(stranger, picture=photo)
    with_code = shown(stranger, picture=again, code=issued.code)

    assert ">Valid<" in alone
    assert family.mother.name not in alone
    assert family.mother.name in with_code


def _picture(kind: str) -> bytes:
    data = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (200, 300), dtype="uint8")
    Image.fromarray(noise).save(data, kind)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 a document", b"\xff\xd8\xff cut", _picture("JPEG")[:300], _picture("PNG"),
     _picture("GIF"), b"\x89PNG\r\n\x1a\n" + bytes(500), b"RIFF\0\0\0\0WEBP" + bytes(99)],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_photo_of_a_seal_is_told_what_to_do(stranger, data):
    page = shown(stranger, picture=SimpleUploadedFile("x.jpg", data, "image/jpeg"))

    assert 'class="error"' in page or 'role="alert"' in page


def test_huge_body_is_refused_before_it_is_read(stranger):
    answer = stranger.post(reverse("verify"), {}, headers={"Content-Length": str(4 * 2**30)})

    assert answer.status_code in (200, 413)
    answer = stranger.generic(
        "POST", reverse("verify"), b"", "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(4 * 2**30),
    )  # fmt: skip
    assert answer.status_code == 413


def test_machine_that_tries_codes_is_stopped(stranger, issued, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"verify_code": "2/15m/key"}
    pages = [shown(stranger, seal=issued.text, code=f"AAAAA-AAAA{n}") for n in range(3)]

    assert "does not fit" in pages[1]
    assert "Too many codes" in pages[2]
    assert "Too many codes" in shown(stranger, seal=issued.text, code=issued.code)


def test_machine_that_asks_too_often_is_stopped(stranger, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"verify": "2/m/ip"}
    answers = [stranger.post(reverse("verify"), {"seal": "x"}).status_code for _time in range(3)]

    assert answers == [200, 200, 429]
