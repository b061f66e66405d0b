"""What forecasts were worth, as plain values for machines."""

from __future__ import annotations

from openhbm.core.flows.accuracy import Accuracy


def plain_scores(accuracy: Accuracy | None) -> dict[str, object] | None:
    """Scores as plain values; None while nothing came that they could be judged by."""
    if accuracy is None:
        return None
    names = ("mae", "persistence_mae", "bias", "coverage80", "pinball")
    gain = accuracy.gain
    return {
        "days_ahead": accuracy.days_ahead,
        "judged": accuracy.judged,
        **{name: round(getattr(accuracy, name), 3) for name in names},
        "gain": None if gain is None else round(gain, 3),
    }
