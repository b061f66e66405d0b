import pytest

from openhbm.core.screening import All, AnyOf, Test, holds


def test_test_unknown_operator_is_refused() -> None:
    with pytest.raises(ValueError, match="is no operator"):
        Test("age", "==", ("3",))


def test_all_without_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        All(())


@pytest.mark.parametrize("operator", ["is", "is_not", "below", "at_least", "known"])
def test_holds_missing_subject_is_false(operator: str) -> None:
    assert not holds(Test("age", operator, ("3",)), {})


@pytest.mark.parametrize("value", ["", "unknown", "declined", ()])
def test_holds_unknown_counts_answers_that_tell_nothing(value: str) -> None:
    assert holds(Test("q", "unknown"), {"q": value})


def test_holds_numbers_compare_as_numbers() -> None:
    assert holds(Test("days", "below", ("10",)), {"days": 9.0})
    assert not holds(Test("days", "below", ("10",)), {"days": "many"})


def test_holds_word_list_includes_one_of_several() -> None:
    condition = AnyOf((Test("told", "includes", ("torture",)), Test("told", "is", ("fgm",))))

    assert holds(condition, {"told": ("suicidal", "torture")})
