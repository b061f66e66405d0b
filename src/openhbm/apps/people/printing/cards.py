"""Cards of the size of a bank card (ISO/IEC 7810 ID-1), one to a page."""

from __future__ import annotations

from collections.abc import Iterable

from openhbm.apps.people.printing.holders import Holder
from openhbm.apps.people.printing.runs import apart, is_rtl_language
from openhbm.apps.people.printing.sheet import Sheet

WIDTH, HEIGHT = 85.6, 54.0
MARGIN = 4.0
PHOTO = (20.0, 26.0)
QR_SIDE = 21.0
_TOP = 12.5


def card_pdf(holders: Iterable[Holder]) -> bytes:
    """A page for each holder, in the holder's language: photo when there is one, QR, number."""
    sheet = Sheet(WIDTH, HEIGHT, title="Registration card")
    for holder in holders:
        sheet.add_page(is_rtl=is_rtl_language(holder.language))
        draw_card(sheet, holder, holder.word("registration_card"))
    return sheet.as_pdf()


def draw_card(sheet: Sheet, holder: Holder, title: str) -> None:
    """The face of a card on the present page."""
    whole = WIDTH - 2 * MARGIN
    sheet.text(MARGIN, 7.2, title, 9, width=whole, is_bold=True)
    sheet.rule(MARGIN, 9, whole)
    start = MARGIN
    if holder.photo and sheet.picture(MARGIN, _TOP, *PHOTO, holder.photo):
        start += PHOTO[0] + 3
    _draw_name(sheet, holder, start)
    qr_at = WIDTH - MARGIN - QR_SIDE
    beside = qr_at - start - 4
    sheet.text(start, 27.2, holder.word("number"), 6, width=beside)
    sheet.text(start, 32, holder.number, 13, width=beside, is_bold=True, is_rtl=False)
    _fact(sheet, start, 37.2, holder.word("post"), holder.post, beside)
    _fact(sheet, start, 41, holder.word("date"), holder.registered_on.isoformat(), beside)
    sheet.qr(qr_at, 23, QR_SIDE, holder.qr)
    sheet.rule(MARGIN, 46.2, whole)
    sheet.text(MARGIN, 50, holder.word("no_travel_document"), 6.5, width=whole)


def _draw_name(sheet: Sheet, holder: Holder, start: float) -> None:
    width = WIDTH - MARGIN - start
    lines = sheet.lines(holder.name, 12, width, is_bold=True)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    first = 18.0 if len(lines) == 1 else 15.8
    for number, line in enumerate(lines):
        sheet.text(start, first + number * 5, line, 12, width=width, is_bold=True)


def _fact(sheet: Sheet, x: float, y: float, word: str, value: str, width: float) -> None:
    """A word and what it says, in the direction of the sheet."""
    if value:
        sheet.text(x, y, f"{word}: {apart(value)}", 7, width=width, is_rtl=sheet.is_rtl)
