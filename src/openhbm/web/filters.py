"""Narrowing a list: by post, by words, by a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from openhbm.apps.ledger.checking import sought
from openhbm.apps.places.queries import posts_visible_to

LONGEST_SEARCH = 200
"""No name is longer, and a database gives up on patterns of many thousand characters."""


@dataclass(frozen=True, slots=True)
class PostFilter:
    """The posts to choose from and the one chosen, None for all."""

    posts: tuple[Any, ...]
    chosen: Any

    @property
    def chosen_id(self) -> UUID | None:
        return self.chosen.id if self.chosen else None


def post_filter(request: HttpRequest) -> PostFilter:
    """Reads ``?post=<code>``; an unknown code chooses none rather than failing."""
    posts = tuple(posts_visible_to(request.user))
    asked = request.GET.get("post", "")
    chosen = next((post for post in posts if asked in (post.code, str(post.id))), None)
    return PostFilter(posts, chosen)


def at_post(rows: Any, chosen: PostFilter, field: str = "post") -> Any:
    """Rows of the post chosen."""
    return rows.filter(**{f"{field}_id": chosen.chosen_id}) if chosen.chosen else rows


def matching(rows: Any, words: str, fields: tuple[str, ...]) -> Any:
    """Rows in which each word occurs in one of the fields, whatever its case."""
    for word in sought(words)[:LONGEST_SEARCH].split()[:6]:
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(found)
    return rows


def chosen_code(request: HttpRequest, name: str, codes: Any) -> str:
    """The value of ``?name=``, when it is one of the codes."""
    asked = request.GET.get(name, "")
    return asked if asked in {str(code) for code in codes} else ""
