"""Whether this node can go on signing and checking cards: certificates and lists near their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from openhbm.apps.accounts.administering.node_checks import Check, State
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import SealKeyKind, SealKeyState
from openhbm.apps.people.seal_models import RevocationFile, SealKey
from openhbm.apps.people.seals.key_files import stored_key
from openhbm.apps.people.seals.signing import key_in_use
from openhbm.apps.people.seals.trusting import certificate_of, national_certificates

TOLD_BEFORE = timedelta(days=30)
"""Rotation is begun a month before a certificate ends, as the guide to keys says."""
NATIONAL_TOLD_BEFORE = timedelta(days=365)


def card_checks(at: datetime) -> Iterator[Check]:
    """What is to be said of cards; nothing at a node that neither issues nor checks any."""
    own = key_in_use()
    if own is not None:
        yield _own_key(own, at)
    elif SealKey.objects.filter(is_own=True, kind=SealKeyKind.NODE).exists():
        yield _without_key()
    if ends := [found.not_valid_after_utc for found in national_certificates()]:
        yield _national(max(ends), at)
    if old := _lists_ended(at):
        found = _("lists of %(nodes)s ended") % {"nodes": ", ".join(old)}
        remedy = _("Newer revocations may be missing: meet the centre, or hbm keys import.")
        yield Check("revocations", State.WARN, found, remedy)


def _own_key(row: SealKey, at: datetime) -> Check:
    try:
        stored_key(row.id)
    except ActionError as error:
        return Check("card key", State.FAIL, error.message, error.remedy)
    ends = certificate_of(row).not_valid_after_utc
    left = (ends - at).days
    remedy = _("Ask the centre for a new certificate: hbm keys rotate")
    if ends <= at:
        found = _("its certificate ended on %(day)s; no card can be issued") % {"day": ends.date()}
        return Check("card key", State.FAIL, found, remedy)
    found = _("%(key)s, until %(day)s") % {"key": row.key_id, "day": ends.date()}
    if ends - at <= TOLD_BEFORE:
        found = _("its certificate ends on %(day)s, in %(days)s days") % {
            "day": ends.date(),
            "days": left,
        }
        return Check("card key", State.WARN, found, remedy)
    return Check("card key", State.OK, found)


def _without_key() -> Check:
    waiting = SealKey.objects.filter(is_own=True, state=SealKeyState.REQUESTED).exists()
    if waiting:
        found = _("a certificate was asked for and has not come")
        remedy = _("Bring the centre's trust file here: hbm keys import")
    else:
        found, remedy = _("no key to sign cards with"), _("Ask for one: hbm keys rotate")
    return Check("card key", State.WARN, found, remedy)


def _national(ends: datetime, at: datetime) -> Check:
    if ends - at > NATIONAL_TOLD_BEFORE:
        return Check("national signer", State.OK, _("until %(day)s") % {"day": ends.date()})
    state = State.WARN if ends > at else State.FAIL
    found = _("the national signer's certificate ends on %(day)s") % {"day": ends.date()}
    return Check("national signer", state, found, _("Hold a new ceremony: hbm keys ceremony"))


def _lists_ended(at: datetime) -> list[str]:
    """Nodes whose newest list holds no longer; this node knows its own revocations anyway."""
    found = RevocationFile.objects.filter(until_at__lt=at).exclude(
        node__in=["", settings.NODE_PREFIX]
    )
    return sorted(found.values_list("node", flat=True))
