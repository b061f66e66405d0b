"""Who needs what, how soon? Answers and facts become findings, priorities and deadlines."""

from openhbm.core.screening.conditions import All, AnyOf, Condition, Test, holds, subjects_of
from openhbm.core.screening.facts import FACT, FACT_NAMES, Facts, screening_values
from openhbm.core.screening.priorities import Deadlines, Priority, deadlines, due_at
from openhbm.core.screening.questions import (
    DECLINED,
    AnswerError,
    AnswerKind,
    Question,
    check_answers,
    questions_for,
)
from openhbm.core.screening.rules import (
    Finding,
    Rule,
    findings_from,
    observable_flags,
    priority_of,
    values_with_scores,
)
from openhbm.core.screening.scoring import Score, ScoreItem, household_score, score_of

__all__ = [
    "DECLINED",
    "FACT",
    "FACT_NAMES",
    "All",
    "AnswerError",
    "AnswerKind",
    "AnyOf",
    "Condition",
    "Deadlines",
    "Facts",
    "Finding",
    "Priority",
    "Question",
    "Rule",
    "Score",
    "ScoreItem",
    "Test",
    "check_answers",
    "deadlines",
    "due_at",
    "findings_from",
    "holds",
    "household_score",
    "observable_flags",
    "priority_of",
    "questions_for",
    "score_of",
    "screening_values",
    "subjects_of",
    "values_with_scores",
]
