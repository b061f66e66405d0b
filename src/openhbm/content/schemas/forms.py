"""Forms: questions in several languages, and the rules that read their answers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from openhbm.content.items import Item, ItemId, Part, Sentence, Text
from openhbm.content.schemas.conditions import ConditionField
from openhbm.core.screening.conditions import Condition, subjects_of
from openhbm.core.screening.facts import FACT, FACT_NAMES
from openhbm.core.screening.priorities import Priority
from openhbm.core.screening.questions import AnswerKind, Question
from openhbm.core.screening.rules import Rule
from openhbm.core.screening.scoring import Score, ScoreItem


class Option(Part):
    """One answer somebody can choose."""

    code: ItemId
    label: Text


class FormQuestion(Part):
    """One question. ``number`` is its place in the script; observed items have none.

    ``private`` says whether it is put out of others' hearing; ``specialist`` questions are shown
    to protection staff only.
    """

    id: ItemId
    number: str = ""
    text: Text
    hint: Text | None = None
    kind: AnswerKind = AnswerKind.YES_NO
    options: tuple[Option, ...] = ()
    low: float = 0.0
    high: float = 0.0
    tiers: tuple[int, ...] = (2, 3)
    asked_when: ConditionField | None = None
    observed: bool = False
    specialist: bool = False
    private: Literal["no", "when_possible", "always"] = "no"

    @model_validator(mode="after")
    def _can_be_answered(self) -> FormQuestion:
        needs_options = self.kind in (AnswerKind.ONE, AnswerKind.MANY)
        if needs_options != bool(self.options):
            raise ValueError(f"options belong to one and many; {self.id} is {self.kind}")
        if self.kind is AnswerKind.NUMBER and self.low >= self.high:
            raise ValueError(f"{self.id} needs `low` and `high` with low below high")
        return self

    def as_question(self) -> Question:
        """The question without its words, as the screening engine reads it."""
        return Question(
            self.id,
            self.kind,
            tuple(option.code for option in self.options),
            self.low,
            self.high,
            frozenset(self.tiers),
            self.asked_when,
            self.observed,
            self.specialist,
        )


class FormRule(Part):
    """When the condition holds, the person has this specific need."""

    id: ItemId
    when: ConditionField
    code: ItemId
    priority: Literal["P0", "P1", "P2", "P3"]
    restricted: bool = False
    text: Sentence
    source: str = ""
    scores: tuple[str, ...] = ()

    def as_rule(self, source: str) -> Rule:
        """The rule as the screening engine reads it; ``source`` fills in where none is stated."""
        return Rule(
            self.id,
            self.when,
            self.code,
            Priority[self.priority],
            self.restricted,
            self.text["en"],
            self.source or source,
            self.scores,
        )


class FormScoreItem(Part):
    """One line of a score."""

    id: ItemId
    when: ConditionField
    weight: float
    text: Sentence


class FormScore(Part):
    """A named sum of weights; conditions read it as ``fact: <id>``."""

    id: ItemId
    source: str = ""
    items: tuple[FormScoreItem, ...] = Field(min_length=1)

    def as_score(self) -> Score:
        """The score as the screening engine reads it."""
        items = tuple(
            ScoreItem(item.id, item.when, item.weight, item.text["en"]) for item in self.items
        )
        return Score(self.id, items, self.source)


class Form(Item):
    """A form with its rules. ``ordering`` is the score that orders households, if there is one."""

    title: Text
    intro: Text
    closing: Text
    unable_reasons: tuple[Option, ...] = ()
    questions: tuple[FormQuestion, ...] = Field(min_length=1)
    scores: tuple[FormScore, ...] = ()
    rules: tuple[FormRule, ...] = ()
    rules_source: str = ""
    ordering: str = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Form:
        for what, ids in (
            ("question", [question.id for question in self.questions]),
            ("rule", [rule.id for rule in self.rules]),
        ):
            if twice := sorted({name for name in ids if ids.count(name) > 1}):
                raise ValueError(f"{what} ids stand twice: {', '.join(twice)}")
        if unknown := sorted(set(self._unknown_subjects())):
            raise ValueError(f"conditions name what is not there: {', '.join(unknown)}")
        return self

    def _conditions(self) -> Iterator[Condition]:
        yield from (rule.when for rule in self.rules)
        yield from (item.when for score in self.scores for item in score.items)
        for question in self.questions:
            if question.asked_when is not None:
                yield question.asked_when

    def _unknown_subjects(self) -> Iterator[str]:
        names = FACT_NAMES | {score.id for score in self.scores}
        known = {question.id for question in self.questions} | {FACT + name for name in names}
        for condition in self._conditions():
            yield from (subject for subject in subjects_of(condition) if subject not in known)

    @cached_property
    def core_questions(self) -> tuple[Question, ...]:
        """The questions as the screening engine reads them."""
        return tuple(question.as_question() for question in self.questions)

    @cached_property
    def core_rules(self) -> tuple[Rule, ...]:
        """The rules as the screening engine reads them."""
        return tuple(rule.as_rule(self.rules_source) for rule in self.rules)

    @cached_property
    def core_scores(self) -> tuple[Score, ...]:
        """The scores as the screening engine reads them, the ordering score left out."""
        return tuple(score.as_score() for score in self.scores if score.id != self.ordering)

    @cached_property
    def core_ordering(self) -> Score | None:
        """The score that orders households."""
        chosen = (score.as_score() for score in self.scores if score.id == self.ordering)
        return next(chosen, None)


class SpecificNeed(Item):
    """A specific-needs code. ``restricted`` ones are for protection staff alone; those of
    ``health`` are read by health staff too.

    ``set_by`` says who may set it by hand: screening staff or protection staff only.
    ``is_current`` is false for codes kept only to read older records.
    """

    category: ItemId
    label: Text
    set_by: Literal["screening", "protection"]
    restricted: bool = False
    health: bool = False
    is_current: bool = True
