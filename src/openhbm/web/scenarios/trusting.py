"""What a model was worth so far, in words: stands beside every figure of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhbm.apps.foresight.whatif.queries import Trust
from openhbm.apps.reports.drawing import shown_number


def trust_words(trust: Trust) -> str:
    """How past forecasts of the crisis did, or plainly that none was ever compared."""
    past = trust.past
    if past is None:
        return _(
            "This model was never compared with what happened in this crisis. Nobody knows how far"
            " off it is."
        )
    where = _(
        "Past forecasts of this crisis, %(n)s of %(days)s days each: of 100 arrivals, %(ours)s were"
        " put at the wrong destination (%(still)s when shares are taken to stay as they are)."
    ) % {
        "n": past.forecasts,
        "days": past.horizon,
        "ours": shown_number(round(past.misallocated * 100)),
        "still": shown_number(round(past.still * 100)),
    }
    total = _(
        "The total was off by %(error)s persons on average (%(persistence)s when the last four"
        " weeks are carried forward); its 8 of 10 band held %(inside)s of 100 times."
    ) % {
        "error": shown_number(past.total_error),
        "persistence": shown_number(past.persistence_error),
        "inside": shown_number(round(past.inside * 100)),
    }
    return f"{where} {total}"


def trust_note(trust: Trust) -> str:
    """The same in a line, for each table, chart and map."""
    past = trust.past
    if past is None:
        return _("Never compared with what happened.")
    return _(
        "Past error: %(ours)s of 100 arrivals at the wrong destination, the total off by %(error)s"
        " persons on average."
    ) % {
        "ours": shown_number(round(past.misallocated * 100)),
        "error": shown_number(past.total_error),
    }
