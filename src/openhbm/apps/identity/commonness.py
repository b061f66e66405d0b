"""How common the names of some records are in the register of this node."""

from __future__ import annotations

from collections.abc import Iterable

from openhbm.apps.identity.match_models import ALL_PARTS, NameCount
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.names import coarse_key, parts_of
from openhbm.core.identity.records import MatchRecord


def frequencies_of(records: Iterable[MatchRecord]) -> Frequencies:
    """How common the parts of these records' names are among everybody registered here."""
    keys = {coarse_key(p)[:40] for r in records for name in r.names for p in parts_of(name)}
    counts = dict(NameCount.objects.filter(key__in=keys | {ALL_PARTS}).values_list("key", "parts"))
    return Frequencies(counts, counts.get(ALL_PARTS, 0))
