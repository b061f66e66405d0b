"""Conditions as data: a subject, an operator from a closed table, a value; combined by all or any.

Nothing here is ever evaluated as code. A subject that is not known makes every test false except
``unknown``, so a rule that should protect in doubt has to say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Value = str | float | tuple[str, ...]
"""What a subject can be: a word, a number, or several words. Yes and no are words."""

Values = Mapping[str, Value]

NOT_KNOWN = frozenset({"", "unknown", "declined"})
"""Answers that were given and yet tell nothing."""


def _number(value: Value) -> float | None:
    if isinstance(value, tuple):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _compare(test: Callable[[float, float], bool]) -> Callable[[Value, tuple[str, ...]], bool]:
    def compare(value: Value, against: tuple[str, ...]) -> bool:
        left, right = _number(value), _number(against[0])
        return left is not None and right is not None and test(left, right)

    return compare


def _is_in(value: Value, against: tuple[str, ...]) -> bool:
    if isinstance(value, tuple):
        return any(word in against for word in value)
    if isinstance(value, str):
        return value in against
    return any(_number(word) == value for word in against)


OPERATORS: Mapping[str, Callable[[Value, tuple[str, ...]], bool]] = {
    "is": _is_in,
    "is_not": lambda value, against: not _is_in(value, against),
    "in": _is_in,
    "includes": _is_in,
    "at_least": _compare(lambda left, right: left >= right),
    "at_most": _compare(lambda left, right: left <= right),
    "below": _compare(lambda left, right: left < right),
    "above": _compare(lambda left, right: left > right),
}
"""What a known value may be tested for. ``unknown`` and ``known`` test whether there is one."""

PRESENCE = frozenset({"known", "unknown"})


@dataclass(frozen=True, slots=True)
class Test:
    """One test, e.g. ``Test("afraid_to_return", "is", ("yes",))``.

    Raises ValueError for an operator that is not in the table or lacks a value.
    """

    __test__ = False  # pytest would take the name for a test class

    subject: str
    operator: str
    against: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS and self.operator not in PRESENCE:
            known = ", ".join(sorted([*OPERATORS, *PRESENCE]))
            raise ValueError(f"{self.operator!r} is no operator; use one of {known}")
        if self.operator in OPERATORS and not self.against:
            raise ValueError(f"{self.subject} {self.operator} … has nothing to compare with")


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true; an empty one is refused, for it would be true of everybody."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("`all` needs at least one condition")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is true."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("`any` needs at least one condition")


Condition = Test | All | AnyOf


def holds(condition: Condition, values: Values) -> bool:
    """Whether ``condition`` is true of ``values`` (subject → value)."""
    if isinstance(condition, Test):
        return _test_holds(condition, values)
    if isinstance(condition, All):
        return all(holds(part, values) for part in condition.parts)
    return any(holds(part, values) for part in condition.parts)


def subjects_of(condition: Condition) -> Iterator[str]:
    """Every subject the condition looks at."""
    if isinstance(condition, Test):
        yield condition.subject
        return
    for part in condition.parts:
        yield from subjects_of(part)


def _test_holds(test: Test, values: Values) -> bool:
    value = values.get(test.subject)
    is_known = value is not None and value != () and value not in NOT_KNOWN
    if test.operator in PRESENCE:
        return is_known == (test.operator == "known")
    if value is None:
        return False
    if not is_known and test.operator not in ("is", "in", "includes"):
        return False
    return OPERATORS[test.operator](value, test.against)
