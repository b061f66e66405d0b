"""The whole journal for those who watch over the others: who did what and when, no values."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.permissions import require
from openhbm.apps.accounts.queries import journal_entries, names_of
from openhbm.content.permissions import Permission
from openhbm.web.exporting import exported
from openhbm.web.exporting.oversight_tables import JOURNAL
from openhbm.web.filters import chosen_code
from openhbm.web.labels import event_label
from openhbm.web.pages import Crumb, page, page_of, show

PER_PAGE = 50
KINDS = {
    "erased": (gettext_lazy("Persons erased"), ("person_erased",)),
    "read": (gettext_lazy("Sensitive records read"), ("record_read",)),
    "accounts": (
        gettext_lazy("Accounts and roles"),
        ("user_added", "role_given", "role_ended", "password_changed", "token_issued"),
    ),
}


@page
def whole_journal(request: HttpRequest) -> HttpResponse:
    """Entries newest first, all or of one kind."""
    require(request.user, Permission.READ_JOURNAL)
    kind = chosen_code(request, "type", KINDS)
    found = journal_entries(request.user, KINDS[kind][1] if kind else ())
    file = exported(request, found, JOURNAL)
    if file is not None:
        return file
    rows = page_of(request, found, PER_PAGE)
    names = names_of(request.user, {row.actor for row in rows if row.actor})
    context = {
        "page": rows,
        "lines": [
            (row.sequence, row.at, event_label(row.type), names.get(row.actor, _("the system")))
            for row in rows
        ],
        "kind": kind,
        "kinds": [(code, name) for code, (name, _types) in KINDS.items()],
        "crumbs": [Crumb(_("Journal"))],
    }
    return show(request, "whole_journal.html", context)
