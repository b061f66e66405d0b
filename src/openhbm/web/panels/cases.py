"""Work with cases: findings to look at, people to hear, referrals by what must happen next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.casework.clocks import next_clock
from openhbm.apps.casework.queries import (
    findings_to_review,
    late_referrals,
    referral_counts,
    referrals_in,
    referrals_moved,
    shown_persons,
)
from openhbm.web.addresses import address
from openhbm.web.content_words import need_words, state_words
from openhbm.web.naming import about_persons
from openhbm.web.panels.parts import SHOWN, Line, Panel, Part, Work
from openhbm.web.templatetags.labels import whole

TO_HEAR = "HBM-PI"
"""The need to be heard in private; see content/forms/needs."""
NEWS_HOURS = 24


def findings(work: Work) -> Panel:
    """What screening found and nobody has confirmed or dismissed."""
    found = findings_to_review(work.user).exclude(code=TO_HEAR)
    return Panel(
        "findings",
        Part.NOW,
        _("Findings to review"),
        found.count(),
        address("findings"),
        _finding_lines(work, found[:SHOWN]),
    )


def people_to_hear(work: Work) -> Panel:
    """Who was found to need an interview in private."""
    found = findings_to_review(work.user).filter(code=TO_HEAR)
    return Panel(
        "to-hear",
        Part.NOW,
        _("Persons to hear in private"),
        found.count(),
        address("findings", query="part=hear"),
        _finding_lines(work, found[:SHOWN]),
    )


def _finding_lines(work: Work, findings: Any) -> tuple[Line, ...]:
    return tuple(
        Line(row.who.label, row.who.href, need_words(row.record.code), at=row.record.found_at)
        for row in about_persons(work.user, findings)
    )


def _referral_lines(work: Work, referrals: Any, is_late: bool = False) -> tuple[Line, ...]:
    found = list(referrals[:SHOWN])
    shown = shown_persons(work.user, found)
    return tuple(
        Line(
            shown[referral.id].label,
            address("referral", referral.id),
            state_words(referral.state),
            at=next_clock(referral),
            is_late=is_late,
        )
        for referral in found
    )


def referrals_sent(work: Work) -> Panel:
    """Referrals under way, whoever must act soonest first."""
    counts = referral_counts(work.user, work.at)
    open_now = counts["receive"] + counts["accept"] + counts["in_service"]
    names = {
        "receive": _("To receive"),
        "accept": _("To accept"),
        "in_service": _("In service"),
    }
    return Panel(
        "referrals",
        Part.NOW,
        _("Open referrals"),
        open_now,
        address("referrals"),
        tuple(
            Line(name, address("referrals", query=f"tab={tab}"), whole(counts[tab]))
            for tab, name in names.items()
        ),
    )


def referrals_to_take(work: Work) -> Panel:
    """Referrals that the user's service has yet to receive or accept."""
    sent = referrals_in(work.user, "receive", work.at)
    counts = referral_counts(work.user, work.at)
    return Panel(
        "referrals-to-take",
        Part.NOW,
        _("Referrals to receive or accept"),
        counts["receive"] + counts["accept"],
        address("referrals"),
        _referral_lines(work, sent),
    )


def referrals_in_service(work: Work) -> Panel:
    """Referrals that the user's service is working on."""
    found = referrals_in(work.user, "in_service", work.at)
    return Panel(
        "referrals-in-service",
        Part.NOW,
        _("Referrals in service"),
        found.count(),
        address("referrals", query="tab=in_service"),
        _referral_lines(work, found),
    )


def referrals_late(work: Work) -> Panel:
    """Referrals past the clock of their state."""
    found = late_referrals(work.user, work.at)
    return Panel(
        "referrals-late",
        Part.LATE,
        _("Referrals past their time"),
        found.count(),
        address("referrals", query="tab=late"),
        _referral_lines(work, found, is_late=True),
    )


def referrals_changed(work: Work) -> Panel:
    """Referrals that a colleague or a service moved on."""
    found = referrals_moved(work.user, work.at - timedelta(hours=NEWS_HOURS))
    return Panel(
        "referrals-changed",
        Part.CHANGED,
        _("Referrals others moved on in the last 24 hours"),
        found.count(),
        address("referrals"),
        _referral_lines(work, found),
    )
