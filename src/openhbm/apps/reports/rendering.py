"""A situation report as a piece of a page, a document of its own, PDF and JSON."""

from __future__ import annotations

import logging
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from openhbm.apps.reports.models import SituationReport
from openhbm.apps.reports.sections import sections_of
from openhbm.apps.reports.words import word
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.templates import DocumentTemplate

# WeasyPrint reports every style it does not know; nobody at a post can act on that.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def sitrep_html(report: SituationReport, language: str) -> str:
    """The report as an ``article`` element to stand in a page, right to left where due."""
    with translation.override(language):
        sections = sections_of(report)
        return render_to_string(
            "reports/sitrep.html",
            {
                "report": report,
                "language": language,
                "direction": _direction(),
                "title": _title(language),
                "place": report.post.name_in(language) if report.post else _("All posts"),
                "period": _period(report),
                "level": word("level", report.level),
                "made": date_format(timezone.localtime(report.made_at), "DATETIME_FORMAT"),
                "sections": sections,
                "empty": [section for section in sections if section.is_empty],
            },
        )


def sitrep_document(report: SituationReport, language: str) -> str:
    """The report as a whole HTML document with its styles, to be sent or printed."""
    # The body is our own rendered template, in which every value was escaped.
    body: SafeString = mark_safe(sitrep_html(report, language))  # noqa: S308
    with translation.override(language):
        return render_to_string(
            "reports/document.html",
            {
                "report": report,
                "language": language,
                "direction": _direction(),
                "title": _title(language),
                "body": body,
            },
        )


def sitrep_pdf(report: SituationReport, language: str) -> bytes:
    """The report as a tagged PDF; nothing is fetched from anywhere to make it."""
    document = HTML(string=sitrep_document(report, language), url_fetcher=_fetch_nothing)
    pdf: bytes = document.write_pdf(font_config=FontConfiguration(), pdf_tags=True)
    return pdf


def sitrep_json(report: SituationReport) -> dict[str, Any]:
    """The report as plain values, in no language."""
    return {
        "id": str(report.id),
        "number": report.number,
        "scope": report.scope,
        "period_from_on": report.period_from_on.isoformat(),
        "period_to_on": report.period_to_on.isoformat(),
        "level": report.level,
        "status": str(report.status),
        "made_at": report.made_at.isoformat(),
        "issued_at": report.issued_at.isoformat() if report.issued_at else None,
        "content_hash": report.content_hash,
        "figures": report.figures,
        "narrative": report.narrative,
    }


def _title(language: str) -> str:
    return text_in(pack().get(DocumentTemplate, "sitrep").title, language)


def _direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def _period(report: SituationReport) -> str:
    first, last = report.period_from_on, report.period_to_on
    if first == last:
        return str(date_format(last, "DATE_FORMAT"))
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def _fetch_nothing(url: str, *_args: object, **_options: object) -> Any:
    raise URLFetchingError(f"a report fetches nothing, and asked for {url}")
