"""A small population to draw from, with rates high enough to be seen in a small sample."""

from __future__ import annotations

import pytest

from openhbm.cli.demo.parameters import (
    AgeBand,
    Composition,
    DocumentRate,
    Nationality,
    NeedRate,
    PopulationParameters,
    Slot,
)

_MOTHER = Slot("focal", "F", 20, 49)
_CHILDREN = Slot("child", "any", 0, 17, ((1, 0.5), (2, 0.35), (3, 0.15)))


@pytest.fixture
def parameters() -> PopulationParameters:
    return PopulationParameters(
        source_country="UKR",
        age_bands=(
            AgeBand(0, 4, 12),
            AgeBand(5, 11, 18),
            AgeBand(12, 17, 13),
            AgeBand(18, 29, 15),
            AgeBand(30, 44, 25),
            AgeBand(45, 59, 10),
            AgeBand(60, 89, 12),
        ),
        compositions=(
            Composition("mother_children", 0.5, (_MOTHER, _CHILDREN), father_left_share=0.8),
            Composition(
                "three_generations",
                0.15,
                (_MOTHER, _CHILDREN, Slot("parent", "F", 45, 80)),
                father_left_share=0.8,
            ),
            Composition("woman_alone", 0.2, (Slot("focal", "F", 18, 59),)),
            Composition("man_over_60", 0.1, (Slot("focal", "M", 60, 85),)),
            Composition("student", 0.04, (Slot("focal", "any", 18, 27),), is_third_country=True),
            Composition("child_alone", 0.01, (Slot("focal", "any", 8, 17),), is_alone_child=True),
        ),
        third_country=(
            Nationality("NGA", 0.4, (("en", 1.0),)),
            Nationality("IND", 0.3, (("en", 1.0),)),
            Nationality("MAR", 0.2, (("ar", 0.7), ("fr", 0.3))),
            Nationality("AFG", 0.1, (("fa", 1.0),)),
        ),
        nationals=Nationality("UKR", 1.0, (("uk", 0.8), ("ru", 0.2))),
        documents=(
            DocumentRate("passport", 0.5, 0.3, expired=0.1),
            DocumentRate("national_id", 0.4, 0.1),
            DocumentRate("birth_certificate", 0.0, 0.6),
        ),
        needs=(
            NeedRate("pregnant", 0.05, 18, 45, "F"),
            NeedRate("walking", 0.2, 60, 130),
            NeedRate("daily_medicine", 0.1),
        ),
        origins=(("Kharkiv", 0.5), ("Kyiv", 0.5)),
    )
