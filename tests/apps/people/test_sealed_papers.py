"""Papers with a seal: what is on them, what is not, and that a bad photograph still reads."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter
from tests.core.documents.seals.authority import AT, CODE, HOLDER, authority
from tests.rendering import needs_renderer, page_pictures

from openhbm.apps.people.printing import (
    Holder,
    SealedPaper,
    attestation_pdf,
    sealed_card_pdf,
    sealed_wristband_pdf,
)
from openhbm.core.documents.seals.cards import card_text, holder_of
from openhbm.core.documents.seals.claims import HolderClaims
from openhbm.core.documents.seals.kinds import PAPERS
from openhbm.core.documents.seals.reading import check_seal

UTOPIA = authority()
SEAL = card_text(UTOPIA.card())
BAND = card_text(UTOPIA.card(HolderClaims()))
LANGUAGES = ("en", "fr", "ar", "uk", "es", "am")


@pytest.fixture
def photo() -> bytes:
    data = io.BytesIO()
    Image.new("L", (300, 400), 90).save(data, "JPEG")
    return data.getvalue()


@pytest.fixture
def paper(photo) -> SealedPaper:
    holder = Holder(
        number="PLM-0000123-K",
        name=HOLDER.name,
        language="ar",
        post="Testowa",
        registered_on=date(2026, 3, 1),
        photo=photo,
    )
    return SealedPaper(
        holder=holder,
        claims=HOLDER,
        kind="arrival",
        seal=SEAL,
        serial="0102030405060708",
        expires_on=date(2026, 5, 30),
        code=CODE,
        address="https://hbm.example.org/verify/",
    )


def seals_on(picture: Image.Image) -> list[str]:
    found = [code.text for code in zxingcpp.read_barcodes(picture)]
    return [text for text in found if text.startswith("HBM1:")]


@needs_renderer
@pytest.mark.parametrize("language", LANGUAGES)
def test_attestation_carries_its_seal_twice_in_every_language(tmp_path, paper, language):
    pdf = attestation_pdf([replace(paper, holder=replace(paper.holder, language=language))])

    pages = page_pictures(pdf, tmp_path, dpi=110)

    assert [seals_on(page) for page in pages] == [[SEAL, SEAL]]


@needs_renderer
def test_card_has_a_back_with_the_seal_and_a_slip_with_the_code(tmp_path, paper):
    face, back, slip = page_pictures(sealed_card_pdf([paper]), tmp_path)

    assert seals_on(face) == []
    assert seals_on(back) == [SEAL]
    assert seals_on(slip) == []


@needs_renderer
def test_wristband_carries_a_seal_that_tells_of_nobody(tmp_path, paper):
    pdf = sealed_wristband_pdf([replace(paper, seal=BAND, code="")])

    (found,) = seals_on(page_pictures(pdf, tmp_path)[0])

    claims = check_seal(found, UTOPIA.trust(), AT).claims
    assert claims.closed == b""


def photographed(picture: Image.Image, seed: int) -> Image.Image:
    """As a telephone sees it: tilted 25 degrees, seen at an angle, blurred, creased, noisy."""
    rng = np.random.default_rng(seed)
    page = picture.convert("L")
    draw = ImageDraw.Draw(page)
    width, height = page.size
    for part in (0.38, 0.62):
        x = int(width * part + rng.integers(-8, 8))
        draw.line([(x, 0), (x + int(rng.integers(-30, 30)), height)], fill=205, width=4)
    page = page.rotate(25, expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    width, height = page.size
    lean = (0, 0, 0, height, width, height * 0.96, width * 0.97, height * 0.04)
    page = page.transform(
        page.size, Image.Transform.QUAD, lean, Image.Resampling.BICUBIC, fillcolor=150
    )
    page = page.filter(ImageFilter.GaussianBlur(1.4))
    shade = np.linspace(0.7, 1.0, width)[None, :] * np.asarray(page, float)
    shade += rng.normal(0, 6, shade.shape)
    data = io.BytesIO()
    Image.fromarray(shade.clip(0, 255).astype("uint8")).save(data, "JPEG", quality=60)
    return Image.open(data)


@needs_renderer
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_printed_and_photographed_card_reads_and_is_valid(tmp_path, paper, seed):
    back = page_pictures(sealed_card_pdf([paper]), tmp_path, dpi=300)[1]

    (found,) = seals_on(photographed(back, seed))

    checked = check_seal(found, UTOPIA.trust(), AT)
    assert checked.verdict.is_valid
    assert holder_of(checked.claims, CODE).number == HOLDER.number


@needs_renderer
def test_attestation_with_one_symbol_torn_off_still_reads(tmp_path, paper):
    page = page_pictures(attestation_pdf([paper]), tmp_path, dpi=150)[0]
    width, height = page.size
    ImageDraw.Draw(page).rectangle([width // 2, 0, width, height], fill=255)

    assert seals_on(page) == [SEAL]


@pytest.mark.parametrize("kind", [paper.id for paper in PAPERS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_title_in_every_language(paper, kind, language):
    named = replace(paper, kind=kind, holder=replace(paper.holder, language=language))

    assert named.title
    assert (named.title == replace(named, holder=paper.holder).title) == (language == "ar")


@pytest.mark.parametrize("make", [attestation_pdf, sealed_card_pdf, sealed_wristband_pdf])
@pytest.mark.parametrize("name", ["", "x" * 400, "\u202e\x00", "漢字"])
def test_odd_names_and_missing_facts_still_make_paper(paper, make, name):
    bare = replace(
        paper, claims=HolderClaims(), holder=replace(paper.holder, name=name, photo=None)
    )

    assert make([bare]).startswith(b"%PDF-")


def test_attestation_is_printed_well_within_five_seconds(paper):
    attestation_pdf([paper])
    began = time.process_time()

    attestation_pdf([replace(paper, expires_on=datetime(2026, 6, 1, tzinfo=UTC).date())])

    assert time.process_time() - began < 2.5
