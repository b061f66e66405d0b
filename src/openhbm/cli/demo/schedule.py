"""How many persons cross at each post on each day, scaled down exactly.

A country's total of a day is shared over its posts by weight. Both steps round to whole persons
and carry what rounding left over into the next day, so that no total drifts: after every day the
persons so far are the scaled source so far, to the nearest person, for each country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor


@dataclass(frozen=True, slots=True)
class PostShare:
    """A post and its weight among the posts of its country."""

    code: str
    country: str
    weight: Fraction


Schedule = dict[tuple[date, str], int]
"""(day, post code) → persons."""


def parse_scale(text: str) -> Fraction:
    """``1:1000`` or ``0.001`` as a fraction above 0 and at most 1; raises ValueError otherwise."""
    part, _, whole = text.strip().partition(":")
    try:
        scale = Fraction(part.replace("_", "")) / Fraction((whole or "1").replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is not a scale; write it as 1:1000 or 0.001") from None
    if not 0 < scale <= 1:
        raise ValueError(f"scale {text} is outside 0 to 1; write it as 1:1000 or 0.001")
    return scale


def scaled_schedule(
    arrivals: Mapping[tuple[date, str], int], posts: Sequence[PostShare], scale: Fraction
) -> Schedule:
    """Whole persons per day and post from source persons per day and country.

    ``arrivals`` maps (day, country) to persons at full size; days may be given in any order.
    Raises ValueError when a figure is negative or a country with arrivals has no post.
    """
    schedule: Schedule = {}
    for country in sorted({country for _, country in arrivals}):
        own = sorted((post for post in posts if post.country == country), key=lambda p: p.code)
        if not own or not sum(post.weight for post in own):
            raise ValueError(f"{country} has arrivals but no post with a weight; add one")
        days = sorted(day for day, where in arrivals if where == country)
        totals = _scaled_totals([arrivals[day, country] for day in days], scale)
        for day, shares in zip(days, _shared(totals, [p.weight for p in own]), strict=True):
            schedule |= {(day, post.code): n for post, n in zip(own, shares, strict=True)}
    return schedule


def _scaled_totals(source: Sequence[int], scale: Fraction) -> list[int]:
    totals, seen, given = [], 0, 0
    for persons in source:
        if persons < 0:
            raise ValueError(f"{persons} arrivals on a day; a count cannot be negative")
        seen += persons
        due = floor(seen * scale + Fraction(1, 2))
        totals.append(due - given)
        given = due
    return totals


def _shared(totals: Sequence[int], weights: Sequence[Fraction]) -> list[list[int]]:
    """Each day's total over the posts, by largest remainder of what is due to each so far."""
    whole = sum(weights)
    given = [0] * len(weights)
    days: list[list[int]] = []
    seen = 0
    for total in totals:
        seen += total
        due = [seen * weight / whole - had for weight, had in zip(weights, given, strict=True)]
        shares = _largest_remainders(total, due)
        given = [had + share for had, share in zip(given, shares, strict=True)]
        days.append(shares)
    return days


def _largest_remainders(total: int, due: Sequence[Fraction]) -> list[int]:
    shares = [max(0, floor(each)) for each in due]
    order = sorted(range(len(due)), key=lambda i: (shares[i] - due[i], i))
    for place in range(total - sum(shares)):
        shares[order[place]] += 1
    for place in _surplus(shares, due, sum(shares) - total):
        shares[place] -= 1
    return shares


def _surplus(shares: Sequence[int], due: Sequence[Fraction], count: int) -> list[int]:
    """Where to take persons back when posts that already had too many left too few to share."""
    if count <= 0:
        return []
    holders = [i for i, share in enumerate(shares) if share]
    return sorted(holders, key=lambda i: (due[i] - shares[i], i))[:count]
