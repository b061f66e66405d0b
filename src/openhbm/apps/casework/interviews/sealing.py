"""What is kept of an interview under way, and how it is sealed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from openhbm.apps.casework.models import ScreeningDraft
from openhbm.apps.ledger.person_keys import data_key, existing_key
from openhbm.core.ledger.envelopes import NONCE_BYTES, EnvelopeError, opened, sealed

KEPT_FOR = timedelta(hours=12)
"""How long an interview waits to be taken up again before its answers are deleted."""


@dataclass(frozen=True, slots=True)
class Said:
    """Answers so far, in which language and with whose help; ``step`` is the screen reached."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    interpreter_kind: str = ""
    interpreter: str = ""
    step: int = 0


def sealed_said(draft_id: UUID, person_id: UUID, said: Said) -> bytes:
    """``said`` under the person's key for what is confidential; only inside an action."""
    return sealed(
        data_key(person_id, is_sealed=True),
        json.dumps(asdict(said)).encode(),
        nonce=os.urandom(NONCE_BYTES),
        context=_context(draft_id),
    )


def opened_said(draft: ScreeningDraft) -> Said | None:
    """What was said so far; None when the person was erased and the key with them."""
    key = existing_key(draft.person_id, is_sealed=True)
    if key is None:
        return None
    try:
        data = opened(key, bytes(draft.sealed), context=_context(draft.id))
    except EnvelopeError:
        return None
    return Said(**json.loads(data))


def _context(draft_id: UUID) -> bytes:
    return draft_id.bytes + b"interview"
