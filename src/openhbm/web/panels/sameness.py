"""Work of those who judge whether two records, or a record and a watch list, are one person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.web.addresses import address
from openhbm.web.panels.parts import SHOWN, Line, Panel, Part, Work


def pairs_to_judge(work: Work) -> Panel:
    """Pairs of records that nobody has judged, the likeliest first."""
    found = pairs_visible_to(work.user, PairState.NOT_JUDGED)
    return Panel(
        "pairs",
        Part.NOW,
        _("Pairs of records to judge"),
        found.count(),
        address("pairs"),
        tuple(
            Line(
                f"{one.left.number} · {one.right.number}", address("pair", one.id), at=one.found_at
            )
            for one in found[:SHOWN]
        ),
    )
