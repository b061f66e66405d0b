"""How many persons cross into each country on each day, scaled down exactly, and at which posts.

Scaling rounds to whole persons and carries what rounding left over into the next day, so that no
total drifts: after every day the persons so far are the scaled source so far, to the nearest
person. Whoever travels together crosses together: whole households are given to the posts, each to
the post that is furthest behind its share of the country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor


@dataclass(frozen=True, slots=True)
class PostShare:
    """A post and its weight among the posts of its country."""

    code: str
    country: str
    weight: Fraction


Totals = dict[tuple[date, str], int]
"""(day, country) → persons."""


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


def scaled_totals(arrivals: Mapping[tuple[date, str], int], scale: Fraction) -> Totals:
    """Whole persons per day and country from source persons per day and country.

    Days may be given in any order. Raises ValueError for a negative figure.
    """
    totals: Totals = {}
    seen: dict[str, int] = {}
    given: dict[str, int] = {}
    for day, country in sorted(arrivals):
        persons = arrivals[day, country]
        if persons < 0:
            raise ValueError(f"{persons} arrivals on {day}; a count cannot be negative")
        seen[country] = seen.get(country, 0) + persons
        due = floor(seen[country] * scale + Fraction(1, 2))
        totals[day, country] = due - given.get(country, 0)
        given[country] = due
    return totals


@dataclass
class Sharing:
    """Gives households to the posts of one country, day after day."""

    posts: Sequence[PostShare]
    _seen: int = 0
    _given: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not sum(post.weight for post in self.posts):
            raise ValueError("nobody can cross: give at least one post a weight above 0")

    def places(self, sizes: Sequence[int]) -> list[str]:
        """The post of each household of a day, the largest placed first; in the order given."""
        self._seen += sum(sizes)
        whole = sum(post.weight for post in self.posts)
        due = {
            post.code: self._seen * post.weight / whole - self._given.get(post.code, 0)
            for post in self.posts
            if post.weight
        }
        found = [""] * len(sizes)
        for place in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
            code = max(due, key=lambda each: (due[each], each))
            found[place] = code
            due[code] -= sizes[place]
            self._given[code] = self._given.get(code, 0) + sizes[place]
        return found
