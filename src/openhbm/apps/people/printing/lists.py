"""Lists of persons on A4 for those who work at the post, in the language of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.people.printing.runs import apart, is_rtl_language
from openhbm.apps.people.printing.sheet import Sheet

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 15.0
ROW = 7.0
FIRST_ROW = 44.0
ROWS_PER_PAGE = int((HEIGHT - MARGIN - 8 - FIRST_ROW) // ROW)
COLUMNS = (9.0, 40.0, 67.0, 22.0, 16.0, 26.0)
"""Widths: line, number, name, sex, age, note."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of a list."""

    number: str
    name: str
    sex: str
    age: str
    note: str = ""


def list_pdf(
    title: str, subtitle: str, people: Sequence[ListedPerson], *, language: str, at: datetime
) -> bytes:
    """The persons in the order given, on as many pages as it takes; each page says which it is."""
    sheet = Sheet(WIDTH, HEIGHT, is_rtl=is_rtl_language(language), title=_("List of persons"))
    pages = max(-(-len(people) // ROWS_PER_PAGE), 1)
    for page in range(pages):
        first = page * ROWS_PER_PAGE
        sheet.add_page()
        _draw_head(sheet, title, subtitle, len(people), at)
        for place, person in enumerate(people[first : first + ROWS_PER_PAGE]):
            _draw_row(sheet, FIRST_ROW + place * ROW, first + place + 1, person)
        _draw_foot(sheet, page + 1, pages)
    return sheet.as_pdf()


def _draw_head(sheet: Sheet, title: str, subtitle: str, persons: int, at: datetime) -> None:
    whole = WIDTH - 2 * MARGIN
    count = ngettext("%(count)s person", "%(count)s persons", persons) % {"count": persons}
    printed = _("printed %(time)s") % {"time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
    sheet.text(MARGIN, 21, title, 16, width=whole, is_bold=True)
    line = " · ".join(apart(part) for part in (subtitle, count, printed) if part)
    sheet.text(MARGIN, 28, line, 9.5, width=whole, is_rtl=sheet.is_rtl)
    heads = ("", _("Number"), _("Name or description"), _("Sex"), _("Age"), _("Note"))
    _draw_cells(sheet, FIRST_ROW - ROW, heads, is_bold=True)
    sheet.rule(MARGIN, FIRST_ROW - 5, whole, 0.4)


def _draw_row(sheet: Sheet, baseline: float, line: int, person: ListedPerson) -> None:
    cells = (str(line), person.number, person.name, person.sex, person.age, person.note)
    _draw_cells(sheet, baseline, cells)
    sheet.rule(MARGIN, baseline + 2, WIDTH - 2 * MARGIN, 0.1)


def _draw_cells(
    sheet: Sheet, baseline: float, cells: Sequence[str], *, is_bold: bool = False
) -> None:
    x = MARGIN
    for cell, width in zip(cells, COLUMNS, strict=True):
        sheet.text(x, baseline, cell, 9.5, width=width - 2, is_bold=is_bold)
        x += width


def _draw_foot(sheet: Sheet, page: int, pages: int) -> None:
    whole = WIDTH - 2 * MARGIN
    words = _("Names persons who seek safety: keep it locked, shred it after use.")
    sheet.text(MARGIN, HEIGHT - 12, words, 8, width=whole - 30)
    sheet.text(MARGIN, HEIGHT - 12, f"{page} / {pages}", 8, width=whole, align="end", is_rtl=False)
