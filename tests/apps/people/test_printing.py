"""What is handed out: letters joined and in order, a QR that reads back, nothing confidential."""

from __future__ import annotations

import io
import time
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
import weasyprint
import zxingcpp
from fpdf import FPDF
from PIL import Image
from tests.rendering import ink, likeness, needs_renderer, page_pictures

from openhbm.apps.people.printing import (
    FontsMissing,
    Holder,
    ListedPerson,
    NextStep,
    card_pdf,
    fonts,
    list_pdf,
    token_pdf,
    wristband_pdf,
)
from openhbm.apps.people.printing.fonts import BY_KEY, font_file
from openhbm.apps.people.printing.runs import runs_of
from openhbm.apps.people.printing.sheet import Sheet
from openhbm.content.loader import pack
from openhbm.content.schemas.cards import CardWord

ARABIC = "محمد الأمين عبد الله"
AMHARIC = "አበበ በቀለ ተስፋዬ"
PERSIAN = "کارت ثبت\u200cنام"
MIXED = "رقم PLM-0000123-K للتسجيل"
SIZE, STRIP = 28, (150.0, 24.0)
PAPERS = (token_pdf, wristband_pdf, card_pdf)
LANGUAGES = ("en", "fr", "ar", "uk", "es", "am")


@pytest.fixture
def holder() -> Holder:
    return Holder(
        number="PLM-0000123-K",
        name="Amina Example",
        language="en",
        post="Testowa",
        registered_on=date(2026, 3, 1),
        next_step=NextStep.INTERVIEW,
    )


@pytest.fixture
def photo() -> bytes:
    data = io.BytesIO()
    Image.new("L", (60, 80), 90).save(data, "JPEG")
    return data.getvalue()


def strip(text: str, face: str) -> bytes:
    """A line as the system prints it."""
    sheet = Sheet(*STRIP)
    sheet.add_page()
    sheet.text(4, 16, text, SIZE, width=STRIP[0] - 8)
    return sheet.as_pdf()


def reference(text: str, face: str) -> bytes:
    """The same line from another engine: Pango, which joins and orders by itself."""
    family = BY_KEY[face].stem.replace("NotoSans", "Noto Sans ").strip()
    style = (
        f"@page {{ size: {STRIP[0]}mm {STRIP[1]}mm; margin: 0 4mm }}"
        f"p {{ font: {SIZE}pt '{family}', 'Noto Sans'; margin: 4mm 0; white-space: nowrap;"
        f" direction: {'rtl' if face == 'arabic' else 'ltr'} }}"
    )
    return weasyprint.HTML(string=f"<style>{style}</style><p>{text}</p>").write_pdf()


def letter_by_letter(text: str, face: str) -> bytes:
    """The same line from a printer that knows nothing of joining or direction."""
    pdf = FPDF(unit="mm", format=STRIP)
    pdf.add_font(face, fname=font_file(BY_KEY[face], False))
    pdf.add_page()
    pdf.set_font(face, size=SIZE)
    pdf.text(4, 16, text)
    return bytes(pdf.output())


@needs_renderer
@pytest.mark.parametrize(
    ("text", "face"),
    [(ARABIC, "arabic"), (AMHARIC, "ethiopic"), (PERSIAN, "arabic"), (MIXED, "arabic")],
)
def test_line_is_joined_and_ordered_as_another_engine_does(tmp_path, text, face):
    ours, theirs = (
        ink(page_pictures(make(text, face), tmp_path)[0]) for make in (strip, reference)
    )

    assert ours.shape[1] == pytest.approx(theirs.shape[1], abs=3)
    assert likeness(ours, theirs) > 0.85


@needs_renderer
def test_comparison_tells_letters_that_are_not_joined(tmp_path):
    wrong, right = (
        ink(page_pictures(make(ARABIC, "arabic"), tmp_path)[0])
        for make in (letter_by_letter, reference)
    )

    assert likeness(wrong, right) < 0.4


@needs_renderer
@pytest.mark.parametrize(("text", "face"), [(ARABIC, "arabic"), (AMHARIC, "ethiopic")])
def test_comparison_tells_letters_in_the_wrong_order(tmp_path, text, face):
    turned = text[::-1]

    wrong = ink(page_pictures(strip(turned, face), tmp_path)[0])

    assert likeness(wrong, ink(page_pictures(reference(text, face), tmp_path)[0])) < 0.5


def test_number_inside_arabic_keeps_its_own_direction_and_typeface():
    runs = runs_of(MIXED, is_rtl=True)

    assert [(run.text.strip(), run.face, run.is_rtl) for run in runs if run.text.strip()] == [
        ("للتسجيل", "arabic", True),
        ("PLM-0000123-K", "sans", False),
        ("رقم", "arabic", True),
    ]


def test_persian_keeps_the_joiner_that_is_part_of_the_spelling():
    assert "\u200c" in "".join(run.text for run in runs_of(PERSIAN, is_rtl=True))


@needs_renderer
@pytest.mark.parametrize("make", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_qr_of_every_paper_reads_back_as_the_number_alone(tmp_path, holder, make, language):
    pdf = make([replace(holder, language=language, name=ARABIC)])

    found = zxingcpp.read_barcodes(page_pictures(pdf, tmp_path)[0])

    assert [code.text for code in found] == ["HBM:PLM-0000123-K"]


@needs_renderer
def test_arabic_card_begins_on_the_right_and_its_mirror_on_the_left(tmp_path, holder):
    pdf = card_pdf([holder, replace(holder, language="ar")])

    english, arabic = page_pictures(pdf, tmp_path)

    places = [
        zxingcpp.read_barcodes(picture)[0].position.top_left.x / picture.width
        for picture in (english, arabic)
    ]
    assert places[0] > 0.5 > places[1]


@needs_renderer
def test_card_shows_the_photo_and_does_without_a_damaged_one(tmp_path, holder, photo):
    pdf = card_pdf([holder, replace(holder, photo=photo), replace(holder, photo=photo[:40])])

    without, with_photo, damaged = (
        page.getpixel((90, 180)) for page in page_pictures(pdf, tmp_path)
    )

    assert (without, damaged) == (255, 255)
    assert with_photo == pytest.approx(90, abs=3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_there_in_every_language_of_the_pages(language):
    missing = [id for id, word in pack().all(CardWord).items() if language not in word.text]

    assert not missing


def test_language_without_words_falls_back_to_english(holder):
    assert replace(holder, language="xx").word("date") == "Date"


def test_paper_has_no_place_for_what_is_confidential():
    assert {field.name for field in fields(Holder)} == {
        "number",
        "name",
        "language",
        "post",
        "registered_on",
        "next_step",
        "photo",
    }


@pytest.mark.parametrize("name", ["", "x" * 400, "\u202e\x00\n=", "漢字", "🙂 " * 30])
@pytest.mark.parametrize("make", PAPERS)
def test_odd_names_still_make_paper(holder, make, name):
    assert make([replace(holder, name=name)]).startswith(b"%PDF-")


@needs_renderer
def test_list_takes_as_many_pages_as_it_needs(tmp_path):
    people = [ListedPerson(f"PLM-{n:07}-K", f"Example {n}", "F", "7–8") for n in range(70)]

    pdf = list_pdf("Persons", "", people, language="ar", at=datetime(2026, 3, 1, tzinfo=UTC))

    assert len(page_pictures(pdf, tmp_path, dpi=40)) == 3


def test_missing_typeface_is_told_with_the_package_to_install(monkeypatch, tmp_path, holder):
    monkeypatch.setattr(fonts, "DIRECTORIES", (tmp_path,))

    with pytest.raises(FontsMissing, match="fonts-noto-core"):
        card_pdf([holder])


def test_hundred_cards_in_two_scripts_take_well_under_two_seconds(holder):
    holders = [
        replace(holder, number=f"PLM-{n:07}-K", name=name, language=language)
        for n in range(50)
        for name, language in ((ARABIC, "ar"), (AMHARIC, "am"))
    ]
    card_pdf(holders[:2])

    began = time.process_time()
    pdf = card_pdf(holders)

    assert time.process_time() - began < 2
    assert len(pdf) < 400_000
