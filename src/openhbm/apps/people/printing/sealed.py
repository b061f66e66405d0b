"""Papers that another post can check: a card with its back, a wristband, an attestation on A4.

Each says on its face that it does not prove nationality, and carries the seal that anybody can
check; the holder's code stands on a strip to be cut off, or on the slip beside a card.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openhbm.apps.people.printing.cards import HEIGHT as CARD_HEIGHT
from openhbm.apps.people.printing.cards import WIDTH as CARD_WIDTH
from openhbm.apps.people.printing.cards import draw_card
from openhbm.apps.people.printing.holders import Holder
from openhbm.apps.people.printing.runs import apart, is_rtl_language
from openhbm.apps.people.printing.sheet import Sheet
from openhbm.core.documents.seals.claims import HolderClaims

PAGE = (210.0, 297.0)
BAND = (254.0, 25.0)
MARGIN = 20.0
CARD_MARGIN = 4.0
CLASP = 30.0
SEAL_LEVEL = "Q"
"""A quarter of a symbol may be lost to creases and stains."""
_PHOTO = (36.0, 46.0)
_LARGE, _SMALL = 58.0, 44.0
_STRIP = 40.0


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """One paper to print: the holder's face of it, the seal, and what the holder lets be said.

    ``claims`` tell what may stand on the paper in words; ``address`` is where it can be checked.
    """

    holder: Holder
    claims: HolderClaims
    kind: str
    seal: str
    serial: str
    expires_on: date
    code: str = ""
    address: str = ""

    def word(self, id: str) -> str:
        """A phrase of the content in the holder's language, else in English."""
        return self.holder.word(id)

    @property
    def title(self) -> str:
        """What the paper is."""
        return self.word(f"attests_{self.kind}")


def attestation_pdf(papers: Iterable[SealedPaper]) -> bytes:
    """A page of A4 for each paper, in the holder's language, with the seal on it twice."""
    sheet = Sheet(*PAGE, title="Attestation")
    for paper in papers:
        sheet.add_page(is_rtl=is_rtl_language(paper.holder.language))
        _draw_head(sheet, paper)
        _draw_facts(sheet, paper)
        _draw_checking(sheet, paper)
        if paper.code:
            _draw_strip(sheet, paper)
    return sheet.as_pdf()


def sealed_card_pdf(papers: Iterable[SealedPaper]) -> bytes:
    """Pages of the size of a bank card for each: the face, the back with the seal and, on a slip
    of its own, the holder's code."""
    sheet = Sheet(CARD_WIDTH, CARD_HEIGHT, title="Registration card")
    for paper in papers:
        is_rtl = is_rtl_language(paper.holder.language)
        sheet.add_page(is_rtl=is_rtl)
        draw_card(sheet, paper.holder, paper.title)
        sheet.add_page(is_rtl=is_rtl)
        _draw_back(sheet, paper)
        if paper.code:
            sheet.add_page(is_rtl=is_rtl)
            _draw_slip(sheet, paper)
    return sheet.as_pdf()


def sealed_wristband_pdf(papers: Iterable[SealedPaper]) -> bytes:
    """A wristband for each: number and seal, and nobody's name, since everybody sees it."""
    sheet = Sheet(*BAND, title="Registration wristband")
    for paper in papers:
        sheet.add_page(is_rtl=is_rtl_language(paper.holder.language))
        _draw_band(sheet, paper)
    return sheet.as_pdf()


def _draw_head(sheet: Sheet, paper: SealedPaper) -> None:
    whole, holder = PAGE[0] - 2 * MARGIN, paper.holder
    sheet.text(MARGIN, 26, paper.title, 20, width=whole, is_bold=True)
    line = " · ".join(apart(part) for part in (holder.post, holder.number) if part)
    sheet.text(MARGIN, 33, line, 10, width=whole, is_rtl=sheet.is_rtl)
    sheet.rule(MARGIN, 37, whole, 0.5)
    y = _paragraph(sheet, paper.word("not_nationality"), 44, 11, whole, is_bold=True)
    _paragraph(sheet, paper.word("not_penalised"), y + 1, 9.5, whole)


def _draw_facts(sheet: Sheet, paper: SealedPaper) -> None:
    width, top = PAGE[0] - 2 * MARGIN, 66.0
    holder = paper.holder
    if holder.photo and sheet.picture(MARGIN + width - _PHOTO[0], top, *_PHOTO, holder.photo):
        width -= _PHOTO[0] + 6
    y = top + 6
    for line in sheet.lines(holder.name, 18, width, is_bold=True)[:2]:
        sheet.text(MARGIN, y, line, 18, width=width, is_bold=True)
        y += 8
    for word, value in _facts(paper):
        y += 6.2
        sheet.text(MARGIN, y, word, 8, width=50)
        sheet.text(MARGIN + 52, y, value, 11, width=width - 52, is_rtl=sheet.is_rtl)


def _facts(paper: SealedPaper) -> list[tuple[str, str]]:
    said, word = paper.claims, paper.word
    facts = [
        (word("latin_name"), said.latin),
        (word("birth"), said.birth),
        (word("sex"), word(f"sex_{said.sex.lower()}") if said.sex else ""),
        (word("declared_nationality"), said.nationality),
        (word("family_size"), str(said.family_size or "")),
        (word("permit"), said.permit),
        (word("date"), paper.holder.registered_on.isoformat()),
        (word("valid_until"), paper.expires_on.isoformat()),
        (word("serial"), _grouped(paper.serial)),
    ]
    return [(label, apart(value)) for label, value in facts if value]


def _draw_checking(sheet: Sheet, paper: SealedPaper) -> None:
    whole, top = PAGE[0] - 2 * MARGIN, 152.0
    sheet.rule(MARGIN, top - 6, whole)
    sheet.qr(MARGIN, top, _LARGE, paper.seal, SEAL_LEVEL)
    # Again at the other side of the page: one fold or stain does not take both.
    sheet.qr(MARGIN + whole - _SMALL, top + 52, _SMALL, paper.seal, SEAL_LEVEL)
    beside, width = MARGIN + _LARGE + 8, whole - _LARGE - 8
    y = _paragraph(sheet, paper.word("check_it"), top + 4, 10, width, x=beside)
    if paper.address:
        sheet.text(beside, y + 3, paper.address, 10, width=width, is_bold=True, is_rtl=False)
    _paragraph(sheet, paper.word("names_nobody"), y + 11, 10, width, x=beside)
    _paragraph(sheet, paper.word("no_travel_document"), top + 74, 9, whole - _SMALL - 8)


def _draw_strip(sheet: Sheet, paper: SealedPaper) -> None:
    whole, top = PAGE[0] - 2 * MARGIN, PAGE[1] - _STRIP
    for place in range(0, int(PAGE[0]), 4):
        sheet.rule(float(place), top, 2, 0.15)
    sheet.text(MARGIN, top + 9, paper.word("holder_code"), 10, width=whole)
    sheet.text(MARGIN, top + 19, paper.code, 22, width=70, is_bold=True, is_rtl=False)
    _paragraph(sheet, paper.word("keep_code_apart"), top + 11, 9, whole - 78, x=MARGIN + 78)
    sheet.text(MARGIN, top + 26, _grouped(paper.serial), 9, width=70, is_rtl=False)


def _draw_back(sheet: Sheet, paper: SealedPaper) -> None:
    side = CARD_HEIGHT - 2 * CARD_MARGIN - 1.5
    sheet.qr(CARD_MARGIN, CARD_MARGIN, side, paper.seal, SEAL_LEVEL)
    x = CARD_MARGIN + side + 3.5
    width = CARD_WIDTH - CARD_MARGIN - x
    y = _paragraph(sheet, paper.word("not_nationality"), 7, 6.5, width, x=x, is_bold=True)
    y = _paragraph(sheet, paper.word("names_nobody"), y + 1.5, 5.5, width, x=x)
    for word, value in (
        (paper.word("valid_until"), paper.expires_on.isoformat()),
        (paper.word("serial"), _grouped(paper.serial)),
    ):
        sheet.text(x, y + 2, word, 5.5, width=width)
        sheet.text(x, y + 5, value, 7, width=width, is_bold=True, is_rtl=False)
        y += 6.2


def _draw_slip(sheet: Sheet, paper: SealedPaper) -> None:
    whole = CARD_WIDTH - 2 * CARD_MARGIN
    sheet.text(CARD_MARGIN, 9, paper.word("holder_code"), 9, width=whole)
    sheet.text(CARD_MARGIN, 18, paper.code, 20, width=whole, is_bold=True, is_rtl=False)
    sheet.text(CARD_MARGIN, 24, _grouped(paper.serial), 8, width=whole, is_rtl=False)
    _paragraph(sheet, paper.word("keep_code_apart"), 31, 7.5, whole, x=CARD_MARGIN)


def _draw_band(sheet: Sheet, paper: SealedPaper) -> None:
    side = BAND[1] - 2 * 2.0
    sheet.qr(CLASP, 2.0, side, paper.seal, "M")
    x, who = CLASP + side + 4, 92.0
    sheet.text(x, 11, paper.holder.number, 24, width=who, is_bold=True, is_rtl=False)
    sheet.text(x, 17, paper.word("not_nationality"), 7, width=who)
    sheet.text(x, 21.5, paper.word("no_travel_document"), 6.5, width=who)
    words = (
        f"{paper.word('post')}: {apart(paper.holder.post)}",
        f"{paper.word('valid_until')}: {apart(paper.expires_on.isoformat())}",
    )
    for number, line in enumerate(words):
        sheet.text(x + who + 4, 9.0 + number * 7, line, 9, width=74, is_rtl=sheet.is_rtl)


def _paragraph(
    sheet: Sheet,
    text: str,
    y: float,
    size: float,
    width: float,
    *,
    x: float = MARGIN,
    is_bold: bool = False,
) -> float:
    """Lines of a text from a baseline on; the baseline after the last."""
    for line in sheet.lines(text, size, width, is_bold=is_bold):
        sheet.text(x, y, line, size, width=width, is_bold=is_bold, is_rtl=sheet.is_rtl)
        y += size * 0.48
    return y


def _grouped(serial: str) -> str:
    return " ".join(serial[at : at + 4] for at in range(0, len(serial), 4)).upper()
