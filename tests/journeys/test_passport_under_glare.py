"""A passport under glare is read, its holder registered and given a paper that a partner checks.

The whole way: the camera page reads the picture, the officer corrects the name, an attestation is
printed in Arabic, somebody without an account photographs it and learns that it is valid, and with
the holder's code what the holder allows.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.rendering import page_pictures

pytestmark = pytest.mark.journey

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
# Everyone's own name as they say it, so that each telling registers somebody of its own.
SAID = {
    "en-1280": ("Leila Nour", "al-Khayali"),
    "ar-390": ("ليلى", "الخياليّ"),
}
TELLINGS = [("en", 1280), ("ar", 390)]
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
PHOTO = "photo-of-the-paper.jpg"


@pytest.mark.parametrize("telling", TELLINGS, indirect=True, ids=lambda t: f"{t[0]}-{t[1]}")
def test_passport_becomes_a_paper_that_a_partner_checks(telling, tmp_path):
    given, family = SAID[telling.name]
    tab = telling.enter("officer")
    tab.goto("/persons/new/")
    telling.look(tab, "new-person")

    show_wrong_picture(telling, tab)
    show_passport(telling, tab)
    correct_names(tab, given, family)
    telling.button(tab, "Register the person").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(given)
    expect(tab.locator("main")).to_contain_text("L8988901C")
    telling.look(tab, "registered-person")
    number = tab.locator("main .facts bdi.code").first.inner_text()

    attestation = print_attestation(telling, tab)

    picture, code = photograph(attestation, tmp_path)
    partner = telling.stranger()
    partner.goto("/verify/")
    telling.look(partner, "verify")
    assert_checked(telling, partner, picture, "", hidden=(given, family, number))
    assert_checked(telling, partner, picture, code, shown=(given, family, number, "1991-03-08"))
    telling.look(partner, "verified-with-code")
    # What the holder does not allow is not told with the code either: here, the nationality.
    assert "XXB" not in partner.locator("main").inner_text()


def show_wrong_picture(telling, tab: Page) -> None:
    tab.locator("#paper-picture").set_input_files(PICTURES / "no_zone.jpg")
    expect(tab.locator("#paper-error")).to_contain_text(
        telling.say("There is no machine-readable zone to be found in the picture.")
    )
    telling.look(tab, "paper-not-read")


def show_passport(telling, tab: Page) -> None:
    tab.locator("#paper-picture").set_input_files(PICTURES / "passport_glare.jpg")
    expect(tab.locator("[name=document_number]")).to_have_value("L8988901C")
    expect(tab.locator("[name=birth]")).to_have_value("1991-03-08")
    expect(tab.locator("[name=document_kind]")).to_have_value("REFCTD")
    expect(tab.locator(".zone")).to_contain_text("ALKHAYALI<<LAYLA<NOUR")
    expect(tab.locator(".read-mark .tag-good")).to_have_count(3)
    expect(tab.locator("main")).to_contain_text(
        telling.say(
            "The paper says that its holder is a refugee, stateless or of no stated nationality."
            " Contact no consulate."
        )
    )
    telling.look(tab, "paper-read")


def correct_names(tab: Page, given: str, family: str) -> None:
    expect(tab.locator("[name=name]")).to_have_value("LAYLA NOUR")
    tab.locator("[name=name]").fill(given)
    tab.locator("[name=surname]").fill(family)
    tab.locator("[name=preferred_language]").fill("ar")


def print_attestation(telling, tab: Page) -> bytes:
    """Issue the paper as the form does; the bytes that would go to the printer."""
    telling.link(tab, "Attestation and other papers with a seal").click()
    expect(tab.locator("[name=kind]")).to_have_value("arrival")
    telling.look(tab, "papers")
    printed: list[bytes] = []

    def keep(route) -> None:
        answer = route.fetch()
        assert answer.headers["content-type"] == "application/pdf", answer.text()
        printed.append(answer.body())
        # The page stays where it is, as it does when a browser hands the paper to the printer.
        route.fulfill(status=204)

    tab.route("**/papers/", keep)
    with tab.expect_response("**/papers/"):
        telling.button(tab, "Issue and print").click()
    tab.unroute("**/papers/")
    tab.reload()
    expect(tab.locator("main tbody tr")).to_have_count(1)
    telling.look(tab, "papers-issued")
    return printed[0]


def photograph(attestation: bytes, tmp_path: Path) -> tuple[Path, str]:
    """A telephone's picture of the paper held askew, and the code read off its strip."""
    reader = shutil.which("pdftotext")
    assert reader, "pdftotext of poppler-utils reads what stands on the paper"
    words = subprocess.run(
        [reader, "-", "-"], input=attestation, capture_output=True, check=True
    ).stdout.decode()
    assert re.search(r"[\u0600-\u06ff]", words), "the paper is not in Arabic"
    (page,) = page_pictures(attestation, tmp_path, dpi=130)
    askew = page.rotate(9, expand=True, fillcolor=190, resample=Image.Resampling.BICUBIC)
    kept = io.BytesIO()
    askew.save(kept, "JPEG", quality=70)
    picture = tmp_path / PHOTO
    picture.write_bytes(kept.getvalue())
    (code,) = set(CODE.findall(words))
    return picture, code


def assert_checked(
    telling,
    partner: Page,
    picture: Path,
    code: str,
    shown: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
) -> None:
    """Show the paper to the public page; what it tells, and what it must not."""
    partner.locator("[name=picture]").set_input_files(picture)
    partner.locator("[name=code]").fill(code)
    telling.button(partner, "Check").click()
    expect(partner.locator("main .message h2")).to_have_text(telling.say("Valid"))
    told = partner.locator("main").inner_text()
    assert [text for text in shown if text not in told] == []
    assert [text for text in hidden if text in told] == []
