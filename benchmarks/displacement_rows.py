"""Rows that set cost and error of a displacement run beside Flee's."""

from __future__ import annotations

import numpy as np

from benchmarks.rows import Row


def ratio_row(what: str, seconds: float, full: float, label: str, least: int) -> Row:
    """How many times less CPU than Flee at full size."""
    return Row(
        f"{what}, times less CPU",
        round(full / seconds),
        least or None,
        "at least" if least else None,
        f"{seconds:.3f} s beside {full:.1f} s of {label}",
        "at least the figure" if least else None,
        full / seconds >= least if least else None,
    )


def seconds_row(what: str, seconds: float, full: float, label: str, least: int) -> Row:
    """CPU seconds beside Flee's, scaled up by the size of its agents."""
    peer = f"{label} x size"
    return Row(
        f"{what}, CPU s", round(seconds, 3), round(full, 1), peer, "s CPU", "less", seconds < full
    )


def error_row(
    what: str, off: np.ndarray, theirs: np.ndarray, label: str, near: float | None
) -> Row:
    """ARD beside Flee's, both as means over seeds."""
    mine, other = float(off.mean()), float(theirs.mean())
    spread = f"; Flee's seeds {theirs.std(ddof=1):.3f} apart" if len(theirs) > 1 else ""
    own = f", ours {off.std(ddof=1):.3f}" if len(off) > 1 else ""
    return Row(
        f"{what}, ARD rescaled",
        round(mine, 3),
        round(other, 3),
        label,
        f"share, {len(theirs)} seed{'s' * (len(theirs) > 1)}{spread}{own}",
        None if near is None else f"within {near}",
        None if near is None else abs(mine - other) <= near,
    )
