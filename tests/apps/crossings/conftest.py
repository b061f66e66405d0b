"""A border officer, a crisis with a measure, that the crossing tests share."""

from __future__ import annotations

from datetime import date

from tests.kept import kept

from openhbm.apps.crises.actions import adopt_measure, open_crisis


@kept
def officer(user_with):
    return user_with("border_officer", username="officer")


@kept
def coordinator(user_with):
    return user_with("national_coordinator", username="coordinator")


@kept
def measure(coordinator, user_with):
    """In force in Poland from 4 to 31 March 2022."""
    crisis = open_crisis(by=coordinator, code="C", name="Crisis", started_on=date(2022, 2, 24))
    return adopt_measure(
        by=coordinator,
        drafted_by=user_with("legal_adviser", username="drafter"),
        crisis=crisis,
        content_id="humanitarian_admission_temporary_protection",
        country="POL",
        starts_on=date(2022, 3, 4),
        ends_on=date(2022, 3, 31),
    )
