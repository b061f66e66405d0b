"""Questions of a form, which of them to ask, and whether the answers fit them."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openhbm.core.screening.conditions import Condition, Value, holds


class AnswerKind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    ONE = "one"
    MANY = "many"
    NUMBER = "number"


DECLINED = "declined"
"""The person prefers not to say; every question can be answered so."""

YES_NO_OPTIONS = ("yes", "no", "unknown", DECLINED)
"""A yes-or-no question can always stay open and can always be declined."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``observed`` ones are seen by the officer, not asked.

    ``tiers`` are the registration tiers (0 count, 1 group, 2 individual …) it belongs to;
    ``asked_when`` is the skip logic; ``specialist`` ones are recorded by protection staff only.
    """

    id: str
    kind: AnswerKind
    options: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    tiers: frozenset[int] = frozenset({2, 3})
    asked_when: Condition | None = None
    observed: bool = False
    specialist: bool = False

    @property
    def accepted(self) -> tuple[str, ...]:
        """The words an answer may consist of."""
        if self.kind is AnswerKind.YES_NO:
            return YES_NO_OPTIONS
        return self.options if DECLINED in self.options else (*self.options, DECLINED)


@dataclass(frozen=True, slots=True)
class AnswerError:
    """An answer that does not fit its question, and what would."""

    question_id: str
    message: str
    remedy: str


def questions_for(
    questions: Sequence[Question], tier: int, answers: Mapping[str, object]
) -> tuple[Question, ...]:
    """The questions to put at ``tier`` given the answers so far, in the order of the form."""
    values = answer_values(answers)
    return tuple(
        question
        for question in questions
        if tier in question.tiers
        and (question.asked_when is None or holds(question.asked_when, values))
    )


def answer_values(answers: Mapping[str, object]) -> dict[str, Value]:
    """Answers as conditions read them: booleans become yes or no, lists become tuples of words."""
    return {
        name: value for name, answer in answers.items() if (value := _value_of(answer)) is not None
    }


def check_answers(
    questions: Sequence[Question], answers: Mapping[str, object]
) -> tuple[AnswerError, ...]:
    """Every answer that does not fit its question; empty when all fit.

    Unanswered questions are no error: nothing about a person is required.
    """
    known = {question.id: question for question in questions}
    errors: list[AnswerError] = []
    for name, answer in answers.items():
        if name in known:
            errors.extend(_CHECKS[known[name].kind](known[name], answer))
        else:
            errors.append(_unknown_question(name, list(known)))
    return tuple(errors)


def _value_of(answer: object) -> Value | None:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, int | float):
        return float(answer)
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list | tuple):
        return tuple(str(word) for word in answer)
    return None


def _check_word(question: Question, answer: object) -> Iterator[AnswerError]:
    word = _value_of(answer) if question.kind is AnswerKind.YES_NO else answer
    if not isinstance(word, str) or word not in question.accepted:
        yield AnswerError(
            question.id, f"{answer!r} is no answer to this", f"use {_listed(question.accepted)}"
        )


def _check_words(question: Question, answer: object) -> Iterator[AnswerError]:
    if not isinstance(answer, list | tuple):
        remedy = f"send a list of {_listed(question.accepted)}"
        yield AnswerError(question.id, f"{answer!r} is not a list", remedy)
        return
    for word in answer:
        yield from _check_word(question, word)


def _check_number(question: Question, answer: object) -> Iterator[AnswerError]:
    if answer in ("unknown", DECLINED):
        return
    remedy = f"write a number from {question.low:g} to {question.high:g}, or unknown"
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        yield AnswerError(question.id, f"{answer!r} is not a number", remedy)
    elif not math.isfinite(answer) or not question.low <= answer <= question.high:
        yield AnswerError(question.id, f"{answer!r} is out of range", remedy)


def _unknown_question(name: str, known: list[str]) -> AnswerError:
    near = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else "remove it or use the current form"
    return AnswerError(name, "the form has no such question", remedy)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


_CHECKS: Mapping[AnswerKind, Callable[[Question, object], Iterator[AnswerError]]] = {
    AnswerKind.YES_NO: _check_word,
    AnswerKind.ONE: _check_word,
    AnswerKind.MANY: _check_words,
    AnswerKind.NUMBER: _check_number,
}
