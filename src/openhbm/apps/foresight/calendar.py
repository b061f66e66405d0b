"""Which days are holidays at a post: those of either side of the border."""

from __future__ import annotations

from datetime import date

from openhbm.apps.places.models import Post
from openhbm.content.loader import pack
from openhbm.content.schemas.holidays import Holidays


def holidays_at(post: Post, first: date, last: date) -> frozenset[date]:
    """Holidays of both countries that meet at a post, from ``first`` to ``last``."""
    countries = {post.country, post.other_side_country}
    known = [each for each in pack().all(Holidays).values() if each.country in countries]
    return frozenset(day for each in known for day in each.between(first, last))
