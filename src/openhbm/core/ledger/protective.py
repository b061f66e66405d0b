"""Which of several values protects a person most: the greatest rank is shown meanwhile."""

from __future__ import annotations

from openhbm.core.ledger.merge import Values


def youngest(values: Values) -> str:
    """A child before an adult: by the latest day of birth that the values allow (ISO date).

    Takes ``birth_on_high``, or ``age_years`` as of ``age_as_of_on``; nothing known ranks last.
    """
    if values.get("birth_on_high"):
        return str(values["birth_on_high"])
    age, as_of = values.get("age_years"), values.get("age_as_of_on")
    if age is None or not as_of:
        return ""
    return f"{int(str(as_of)[:4]) - int(age):04}-12-31"


def withdrawn(values: Values) -> bool:
    """A consent withdrawn before one that still stands."""
    return values.get("withdrawn_at") is not None


def unsafe(values: Values) -> bool:
    """A way to reach somebody that is not safe before one that is said to be."""
    return values.get("is_safe") is False
