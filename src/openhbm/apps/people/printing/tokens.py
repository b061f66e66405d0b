"""What is handed out at the line: tokens of an 80 mm roll and wristbands, one to a page."""

from __future__ import annotations

from collections.abc import Iterable

from openhbm.apps.people.printing.holders import Holder
from openhbm.apps.people.printing.runs import apart, is_rtl_language
from openhbm.apps.people.printing.sheet import Sheet

TOKEN = (80.0, 64.0)
BAND = (254.0, 25.0)
MARGIN = 4.0
CLASP = 30.0
"""Of a wristband, where its two ends are joined: nothing is printed there."""


def token_pdf(holders: Iterable[Holder]) -> bytes:
    """A page of 80 mm width for each holder, in the holder's language."""
    sheet = Sheet(*TOKEN, title="Registration token")
    for holder in holders:
        sheet.add_page(is_rtl=is_rtl_language(holder.language))
        _draw_token(sheet, holder)
    return sheet.as_pdf()


def wristband_pdf(holders: Iterable[Holder]) -> bytes:
    """A page of 254 × 25 mm for each holder, in the holder's language."""
    sheet = Sheet(*BAND, title="Registration wristband")
    for holder in holders:
        sheet.add_page(is_rtl=is_rtl_language(holder.language))
        _draw_band(sheet, holder)
    return sheet.as_pdf()


def _facts(holder: Holder) -> list[tuple[str, str]]:
    facts = [
        (holder.word("post"), holder.post),
        (holder.word("date"), holder.registered_on.isoformat()),
        (holder.word("next_step"), holder.next_place),
    ]
    return [(word, value) for word, value in facts if value]


def _draw_token(sheet: Sheet, holder: Holder) -> None:
    whole, side = TOKEN[0] - 2 * MARGIN, 27.0
    beside = whole - side - 4
    sheet.text(MARGIN, 6.5, holder.word("registration_token"), 8, width=whole)
    sheet.text(MARGIN, 15, holder.number, 22, width=whole, is_bold=True, is_rtl=False)
    sheet.text(MARGIN, 22, holder.name, 13, width=whole, is_bold=True)
    sheet.rule(MARGIN, 24.5, whole)
    for number, (word, value) in enumerate(_facts(holder)):
        y = 29.0 + number * 9
        sheet.text(MARGIN, y, word, 6.5, width=beside)
        sheet.text(MARGIN, y + 4, value, 9, width=beside, is_bold=True)
    sheet.qr(MARGIN + whole - side, 27, side, holder.qr)
    sheet.text(MARGIN, 58.2, holder.word("keep"), 6.5, width=whole)
    sheet.text(MARGIN, 61.4, holder.word("no_travel_document"), 6.5, width=whole)


def _draw_band(sheet: Sheet, holder: Holder) -> None:
    side = BAND[1] - 2 * MARGIN
    sheet.qr(CLASP, MARGIN, side, holder.qr)
    start = CLASP + side + MARGIN
    who, facts = 92.0, 78.0
    sheet.text(start, 10.5, holder.number, 24, width=who, is_bold=True, is_rtl=False)
    sheet.text(start, 17.5, holder.name, 14, width=who, is_bold=True)
    sheet.text(start, 22, holder.word("no_travel_document"), 6.5, width=who)
    for number, (word, value) in enumerate(_facts(holder)):
        line = f"{word}: {apart(value)}"
        y = 7.0 + number * 6.5
        sheet.text(start + who + MARGIN, y, line, 9, width=facts, is_rtl=sheet.is_rtl)
