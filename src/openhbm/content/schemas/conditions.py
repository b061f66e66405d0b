"""How a condition is written in a content file, and how it becomes one of the screening engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainValidator

from openhbm.core.screening.conditions import PRESENCE, All, AnyOf, Condition, Test
from openhbm.core.screening.facts import FACT

_GROUPS: Mapping[str, type[All] | type[AnyOf]] = {"all": All, "any": AnyOf}


def read_condition(raw: object) -> Condition:
    """Read ``{question: x, is: yes}``, ``{fact: x, below: 18}``, ``{all: […]}`` or ``{any: […]}``.

    Raises ValueError that says what is wrong with the condition.
    """
    if isinstance(raw, Test | All | AnyOf):
        return raw
    if not isinstance(raw, Mapping):
        raise ValueError(f"{raw!r} is no condition, write `question: …` and an operator")
    for group, combine in _GROUPS.items():
        if group in raw:
            return combine(_parts(group, raw))
    return _read_test(raw)


def _parts(group: str, raw: Mapping[str, object]) -> tuple[Condition, ...]:
    parts = raw[group]
    if len(raw) > 1 or not isinstance(parts, list | tuple):
        raise ValueError(f"`{group}` stands alone and holds a list of conditions")
    return tuple(read_condition(part) for part in parts)


def _read_test(raw: Mapping[str, object]) -> Test:
    subjects = [name for name in ("question", "fact") if name in raw]
    operators = [name for name in raw if name not in subjects]
    if len(subjects) != 1 or len(operators) != 1:
        raise ValueError(
            f"{dict(raw)!r} needs one of `question` or `fact`, and one operator such as `is`"
        )
    operator, against = str(operators[0]), raw[operators[0]]
    prefix = FACT if subjects == ["fact"] else ""
    return Test(f"{prefix}{raw[subjects[0]]}", operator, _words(operator, against))


def _words(operator: str, against: object) -> tuple[str, ...]:
    if operator in PRESENCE:
        return ()
    if isinstance(against, list | tuple):
        return tuple(str(word) for word in against)
    return (str(against),)


ConditionField = Annotated[Condition, PlainValidator(read_condition)]
"""A condition as a field of a content schema."""
