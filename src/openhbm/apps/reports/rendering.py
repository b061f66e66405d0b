"""A situation report as a piece of a page, a document of its own, PDF and JSON."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.reports.models import SituationReport
from openhbm.apps.reports.sections import sections_of
from openhbm.apps.reports.words import word
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.templates import DocumentTemplate


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
    """The report as a tagged PDF; ActionError when this machine cannot write one."""
    return typesetter()(sitrep_document(report, language))


def typesetter() -> Callable[[str], bytes]:
    """What sets a document as PDF; ActionError when this machine lacks its libraries.

    Those are loaded here, so that a machine without them does everything else.
    """
    try:
        typesetting = importlib.import_module("openhbm.apps.reports.typesetting")
    except OSError:
        raise ActionError(
            _("This machine cannot write PDF: Pango is not installed."),
            remedy=_("Ask whoever runs it to call: hbm doctor. The page and JSON work."),
        ) from None
    pdf_of: Callable[[str], bytes] = typesetting.pdf_of
    return pdf_of


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
