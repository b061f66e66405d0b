"""Walking the journal with a bar, for the commands that do."""

from __future__ import annotations

from openhbm.apps.ledger.queries import Verdict, entry_count, verdict
from openhbm.cli.progress import bar


def watched_verdict() -> Verdict:
    """The verdict on the whole journal. No user is needed: it tells nothing about anybody."""
    with bar("verifying the journal", entry_count(None), "entries") as progress:
        return verdict(None, tell=progress.update)
