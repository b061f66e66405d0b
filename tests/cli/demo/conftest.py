"""A small population to draw from, with rates high enough to be seen in a small sample."""

from __future__ import annotations

from datetime import date

import pytest

from openhbm.content.schemas.demo import Population

_MOTHER = {"relationship": "focal", "sex": "F", "low": 20, "high": 49}
_CHILDREN = {
    "relationship": "child",
    "sex": "any",
    "low": 0,
    "high": 17,
    "counts": {1: 0.5, 2: 0.35, 3: 0.15},
}
_GRANDMOTHER = {"relationship": "parent", "sex": "F", "low": 45, "high": 80}


def _focal(sex, low, high):
    return [{"relationship": "focal", "sex": sex, "low": low, "high": high}]


TABLES = {
    "age_bands": [
        {"low": low, "high": high, "weight": weight}
        for low, high, weight in (
            (0, 4, 12), (5, 11, 18), (12, 17, 13), (18, 29, 15), (30, 44, 25), (45, 59, 10),
            (60, 89, 12),
        )
    ],
    "compositions": [
        {
            "id": "mother_children",
            "share": 0.5,
            "members": [_MOTHER, _CHILDREN],
            "father_left_share": 0.8,
        },
        {
            "id": "three_generations",
            "share": 0.15,
            "members": [_MOTHER, _CHILDREN, _GRANDMOTHER],
            "father_left_share": 0.8,
        },
        {"id": "woman_alone", "share": 0.2, "members": _focal("F", 18, 59)},
        {"id": "man_over_60", "share": 0.1, "members": _focal("M", 60, 85)},
        {
            "id": "student",
            "share": 0.04,
            "members": _focal("any", 18, 27),
            "is_third_country": True,
        },
        {
            "id": "child_alone",
            "share": 0.01,
            "members": _focal("any", 8, 17),
            "is_alone_child": True,
        },
    ],
    "third_country": [
        {"country": "NGA", "share": 0.4, "languages": {"en": 1.0}},
        {"country": "IND", "share": 0.3, "languages": {"en": 1.0}},
        {"country": "MAR", "share": 0.2, "languages": {"ar": 0.7, "fr": 0.3}},
        {"country": "AFG", "share": 0.1, "languages": {"fa": 1.0}},
    ],
    "nationals": {"country": "UKR", "share": 1.0, "languages": {"uk": 0.8, "ru": 0.2}},
    "documents": [
        {"kind": "passport", "adults": 0.5, "children": 0.3, "expired": 0.1},
        {"kind": "national_id", "adults": 0.4, "children": 0.1},
        {"kind": "birth_certificate", "adults": 0.0, "children": 0.6},
    ],
    "needs": [
        {"code": "pregnant", "rate": 0.05, "low": 18, "high": 45, "sex": "F"},
        {"code": "walking", "rate": 0.2, "low": 60},
        {"code": "daily_medicine", "rate": 0.1},
    ],
    "origins": {"Kharkiv": 0.5, "Kyiv": 0.5},
    "follow_up": {"received_in_time": 0.9},
}  # fmt: skip


@pytest.fixture
def population() -> Population:
    return Population(
        id="test-population",
        source="made up for the tests",
        reviewed_on=date(2022, 1, 1),
        verified=False,
        basis=dict.fromkeys(TABLES, "made up"),
        **TABLES,
    )
