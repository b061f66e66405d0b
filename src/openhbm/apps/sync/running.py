"""Meeting the hub of this node, as a command or the server does."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.cards import upstream
from openhbm.apps.sync.meeting import TIMEOUT, Meeting, meet


def meet_upstream(tell: Callable[[Meeting], object] = lambda meeting: None) -> Meeting:
    """Meet the hub once. ActionError when this node has none."""
    link = upstream()
    if link is None:
        raise ActionError(
            _("This node was not enrolled anywhere."),
            remedy=_("Ask the centre for a code, then run: hbm init --centre URL --code CODE"),
        )
    with httpx.Client(timeout=TIMEOUT) as client:
        return meet(by=None, to=link.node_id, url=link.url, client=client, tell=tell)
