"""Work of those who watch over the system: opened records, accounts, devices, the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.accounts.administering.node_checks import State, warnings_kept
from openhbm.apps.accounts.devices.queries import devices_visible_to
from openhbm.apps.accounts.queries import glass_to_review, journal_entries, users_visible_to
from openhbm.apps.ledger.queries import entry_count
from openhbm.apps.people.seals.checks import card_checks
from openhbm.web.addresses import address
from openhbm.web.labels import event_label
from openhbm.web.panels.parts import SHOWN, Line, Panel, Part, Work

REVIEW_HOURS = 72
NEWS_HOURS = 24
ERASED = ("person_erased",)


def glass(work: Work) -> Panel:
    """Records opened by breaking the glass and not reviewed yet."""
    return _glass(work, glass_to_review(work.user), Part.NOW, _("Opened records to review"))


def glass_late(work: Work) -> Panel:
    """Those of them that have waited longer than three days."""
    found = glass_to_review(work.user)
    found = found.filter(from_at__lt=work.at - timedelta(hours=REVIEW_HOURS))
    return _glass(work, found, Part.LATE, _("Opened records not reviewed for three days"))


def _glass(work: Work, found: Any, part: Part, title: str) -> Panel:
    return Panel(
        f"glass-{part}",
        part,
        title,
        found.count(),
        address("opened-records"),
        tuple(
            Line(
                one.number,
                address("opened-record", one.id),
                str(one.user),
                at=one.from_at,
                is_late=part is Part.LATE,
            )
            for one in found[:SHOWN]
        ),
    )


def erasures(work: Work) -> Panel:
    """Persons erased lately."""
    found = journal_entries(work.user, ERASED)
    found = found.filter(at__gte=work.at - timedelta(hours=NEWS_HOURS))
    return Panel(
        "erased",
        Part.CHANGED,
        _("Persons erased in the last 24 hours"),
        found.count(),
        address("whole-journal", query="type=erased"),
        _entry_lines(found[:SHOWN]),
    )


def journal(work: Work) -> Panel:
    """How long the journal is, and what came last."""
    newest = journal_entries(work.user)[:SHOWN]
    return Panel(
        "journal",
        Part.NOW,
        _("Entries in the journal"),
        entry_count(work.user),
        address("whole-journal"),
        _entry_lines(newest),
    )


def _entry_lines(entries: Any) -> tuple[Line, ...]:
    return tuple(
        Line(event_label(entry.type), "", f"#{entry.sequence}", at=entry.at) for entry in entries
    )


def accounts(work: Work) -> Panel:
    """Colleagues who can sign in."""
    found = users_visible_to(work.user).filter(is_active=True)
    return Panel("accounts", Part.NOW, _("Active accounts"), found.count(), address("admin-users"))


def devices(work: Work) -> Panel:
    """Tablets and phones let in."""
    found = devices_visible_to(work.user).filter(revoked_at=None)
    return Panel("devices", Part.NOW, _("Devices"), found.count(), address("devices"))


def node_warnings(work: Work) -> Panel | None:
    """What the node's own checks found amiss, and the remedy; not there when all is well."""
    of_cards = [check for check in card_checks(work.at) if check.state is not State.OK]
    found = (*warnings_kept(), *of_cards)
    if not found:
        return None
    return Panel(
        "node",
        Part.NOW,
        _("Warnings about this node"),
        len(found),
        address("admin"),
        tuple(
            Line(check.remedy or check.found, "", check.found if check.remedy else "")
            for check in found[:SHOWN]
        ),
        _("The command hbm doctor tells more."),
    )
