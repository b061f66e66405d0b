"""Findings that wait for a protection officer's eye, and who is to be heard in private."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.queries import findings_to_review
from openhbm.content.permissions import Permission
from openhbm.web.case_work import READING_CASES
from openhbm.web.exporting import exported
from openhbm.web.exporting.oversight_tables import FINDINGS
from openhbm.web.filters import chosen_code
from openhbm.web.naming import about_persons
from openhbm.web.pages import Crumb, needs_either, page, page_of, show
from openhbm.web.panels.cases import TO_HEAR

PARTS = {
    "review": gettext_lazy("Findings to review"),
    "hear": gettext_lazy("Persons to hear in private"),
}


@page
@needs_either(*READING_CASES)
def findings(request: HttpRequest) -> HttpResponse:
    """One of the two lists, the most urgent and oldest first."""
    # Who is to be heard in private is told to protection staff alone.
    parts = PARTS if may(request.user, Permission.READ_PROTECTION) else {"review": PARTS["review"]}
    part = chosen_code(request, "part", parts) or "review"
    rows = findings_to_review(request.user)
    rows = rows.filter(code=TO_HEAR) if part == "hear" else rows.exclude(code=TO_HEAR)
    file = exported(request, rows, FINDINGS)
    if file is not None:
        return file
    found = page_of(request, rows)
    context = {
        "page": found,
        "rows": about_persons(request.user, found),
        "part": part,
        "parts": parts.items() if len(parts) > 1 else (),
        "title": PARTS[part],
        "crumbs": [Crumb(_("Findings"))],
    }
    return show(request, "findings.html", context)
