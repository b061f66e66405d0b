"""Invented details that the crossing tests share."""

from __future__ import annotations

from datetime import UTC, datetime

from openhbm.apps.people.details import GroupDetails, PersonDetails

MORNING = datetime(2022, 3, 7, 8, tzinfo=UTC)


def family(size: int, **more) -> GroupDetails:
    return GroupDetails(label="Invented family", size=size, **more)


def somebody(**more) -> PersonDetails:
    return PersonDetails(**({"name": "Invented Person"} | more))
