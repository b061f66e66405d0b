"""One woman at three posts: the posts, and how each wrote down who she said she was."""

from __future__ import annotations

from typing import Any

from openhbm.apps.places.actions import open_post

PLACE = "Qariyat al-Wahm"
WAYS = (
    ("Layla Hassan Almutakhayyal", "1988-03-07"),
    ("ليلى حسن المتخيل", "1988-03-07"),
    ("Leila Hasan Al-Mutakhayal", "1986"),
)
"""In Latin letters, in Arabic letters, and with a wrong year."""


def three_posts(by: Any) -> list[Any]:
    """Three open posts of one country, side by side."""
    return [
        open_post(
            by=by, code=f"PL-{n}", name=f"Post {n}", names={}, country="POL",
            latitude=50.0 + n, longitude=23.0, post_type="OFFICIAL_LAND",
            throughput_ordinary_per_hour=50, throughput_emergency_per_hour=200,
            waiting_capacity=500,
        )
        for n in range(3)
    ]  # fmt: skip
