"""A second opinion beside the blend: how past forecasts of all members add up best, by regression.

Ridge regression towards plain weekday means. The blend trusts members by their own errors and
cannot see that two of them err together; the regression can, but needs weeks of errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhbm.core.flows.fading import faded_sums
from openhbm.core.flows.members import MEMBERS, Array, MemberForecasts, made_before

_START = np.array([member.name.startswith("weekday") for member in MEMBERS], dtype=np.float64)
_START /= _START.sum()
_WARM_UP_DAYS = 14


@dataclass(frozen=True, slots=True)
class StackSettings:
    """``share`` of the point forecast it gets at most, rising from ``from_days`` reported days
    over the next ``over_days``. ``keep_per_day``: how much of an error is remembered from day to
    day. ``ridge``: how strongly weights are held to plain weekday means. ``most_error``: errors,
    as multiples of the level, beyond which they count no more."""

    share: float = 0.5
    from_days: float = 28.0
    over_days: float = 56.0
    keep_per_day: float = 0.995
    ridge: float = 50.0
    most_error: float = 1.5


def stack_members(counts: Array, members: MemberForecasts, settings: StackSettings) -> Array:
    """Point forecasts [T, H] from every day, each from errors known on its own day."""
    scale = (np.nan_to_num(members.level) + 1.0)[:, None]
    inputs = np.nan_to_num(members.paths) / scale[..., None]
    made, size = made_before(inputs), made_before(np.repeat(scale, inputs.shape[1], axis=1))
    made[np.arange(len(made))[:, None] - np.arange(1, made.shape[1] + 1) < _WARM_UP_DAYS] = 0.0
    error = counts[:, None] / size - made @ _START
    made[np.isnan(error)] = 0.0
    error = np.clip(np.nan_to_num(error), -settings.most_error, settings.most_error)
    by_member = made.transpose(0, 2, 1)
    products, targets = by_member @ made, (by_member @ error[..., None])[..., 0]
    width = inputs.shape[2]
    products = faded_sums(products, settings.keep_per_day) + settings.ridge * np.eye(width)
    targets = faded_sums(targets, settings.keep_per_day)
    weights = _START + np.linalg.solve(products, targets[..., None])[..., 0]
    points: Array = np.maximum((inputs @ weights[..., None])[..., 0] * scale, 0.0)
    return points


def share_of_stack(counts: Array, settings: StackSettings) -> Array:
    """How much of the point forecast the regression gets on each day [T]."""
    reported = np.cumsum(~np.isnan(counts))
    rise = (reported - settings.from_days) / settings.over_days
    share: Array = settings.share * np.clip(rise, 0.0, 1.0)
    return share
