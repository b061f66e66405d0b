"""Answering a repeated request once: whoever lost the answer may ask again and do no harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.intake.models import Reply
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry

KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 255


@action
def answer_once(
    *,
    by: User,
    key: str,
    route: str,
    request_hash: str,
    produce: Callable[[], tuple[int, dict[str, Any]]],
    at: datetime | None = None,
) -> Reply:
    """Run ``produce`` and keep its status and ids under ``key``; the second time only tell them.

    ``produce`` is run in the same transaction, so there is never a record without its reply.
    ActionError when the key is unusable or was used for another request. A ``produce`` that
    fails keeps nothing: the request may be corrected and sent again.
    """
    _check_key(key)
    at = at or timezone.now()
    # The journal's lock: two requests with one key run one after the other.
    with entry("request_answered", by=by, at=at):
        known = Reply.objects.filter(user_id=by.id, key=key).first()
        if known is not None and known.answered_at > at - KEPT_FOR:
            _check_same_request(known, route, request_hash)
            return known
        Reply.objects.filter(answered_at__lte=at - KEPT_FOR).delete()
        status, body = produce()
        return Reply.objects.create(
            key=key,
            user_id=by.id,
            route=route,
            request_hash=request_hash,
            status=status,
            body=body,
            answered_at=at,
        )


def _check_key(key: str) -> None:
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise ActionError(
            _("The Idempotency-Key is empty, too long or holds characters that are not ASCII."),
            field="Idempotency-Key",
            remedy=_("Send up to %(most)s printable characters, such as a UUID.")
            % {"most": LONGEST_KEY},
        )


def _check_same_request(known: Reply, route: str, request_hash: str) -> None:
    if (known.route, known.request_hash) != (route, request_hash):
        raise ActionError(
            _("This Idempotency-Key was used for another request."),
            field="Idempotency-Key",
            remedy=_("Send a new key with a new request; repeat a request unchanged."),
        )
