"""What the matrix compares of a document: its words, and not the minute at which it was made."""

from __future__ import annotations

from django.http import HttpResponse

from openhbm.apps.people.printing.sheet import Sheet
from tests.matrix.answers import told_by


def document(*lines: str) -> HttpResponse:
    sheet = Sheet(100, 100, title="Report")
    sheet.add_page(is_rtl=False)
    for place, line in enumerate(lines, start=1):
        sheet.text(10, 10 * place, line, 10, width=80)
    return HttpResponse(sheet.as_pdf(), content_type="application/pdf")


def test_documents_that_differ_in_one_figure_are_told_apart():
    assert told_by(document("2 persons")) != told_by(document("3 persons"))


def test_documents_made_at_another_minute_say_the_same():
    assert told_by(document("As of 08:15")) == told_by(document("As of 09:05"))
