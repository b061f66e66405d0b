"""Rules turn answers and facts into findings. The table is data; this is all that reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openhbm.core.screening.conditions import Condition, Value, holds
from openhbm.core.screening.facts import FACT, Facts, screening_values
from openhbm.core.screening.priorities import Priority
from openhbm.core.screening.scoring import Score, score_of, scored_reasons
from openhbm.core.values import Reason

OBSERVABLE_CATEGORIES = frozenset({"CR", "SC", "WR", "ER", "SP", "DS", "SM", "PG"})
"""What border officers may flag and see, as a category and never in detail."""

OBSERVABLE_CODES = frozenset({"LP-ND", "HBM-PI"})
"""No legal documentation, and that somebody should be heard in private."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When ``when`` holds, the person has specific need ``code`` at ``priority``.

    ``restricted`` findings are for protection staff alone. ``scores`` names the scores whose
    lines are reasons of the finding.
    """

    id: str
    when: Condition
    code: str
    priority: Priority
    restricted: bool
    text: str
    source: str = ""
    scores: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The part of the code before the hyphen, e.g. ``SC`` of ``SC-UC``."""
        return self.code.split("-")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """A specific need somebody may have. A person confirms or dismisses it."""

    code: str
    category: str
    priority: Priority
    rule_id: str
    restricted: bool
    reasons: tuple[Reason, ...]


def findings_from(
    answers: Mapping[str, object],
    facts: Facts,
    rules: Sequence[Rule],
    scores: Sequence[Score] = (),
) -> tuple[Finding, ...]:
    """The findings ``rules`` draw from a screening, most urgent first, one per code.

    Where several rules find the same code, the most urgent one names it, every reason stays, and
    it is restricted if one of them is.
    """
    values = values_with_scores(answers, facts, scores)
    found_scores = {score.id: scored_reasons(score, values) for score in scores}
    by_code: dict[str, list[Rule]] = {}
    for rule in rules:
        if holds(rule.when, values):
            by_code.setdefault(rule.code, []).append(rule)
    found = [_finding(matched, found_scores) for matched in by_code.values()]
    return tuple(sorted(found, key=lambda finding: (finding.priority, finding.code)))


def priority_of(findings: Sequence[Finding]) -> Priority | None:
    """The most urgent priority among ``findings``; None when there are none."""
    return min((finding.priority for finding in findings), default=None)


def observable_flags(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What of ``findings`` a border officer may see: categories, sorted, no codes of detail.

    Restricted findings leave no trace here, not even their category.
    """
    return tuple(sorted({flag for finding in findings if (flag := _flag_of(finding)) is not None}))


def values_with_scores(
    answers: Mapping[str, object], facts: Facts, scores: Sequence[Score]
) -> dict[str, Value]:
    """Screening values with every score added as ``fact.<score id>``.

    A later score may look at an earlier one.
    """
    values = screening_values(answers, facts)
    for score in scores:
        values[FACT + score.id] = score_of(score, values)
    return values


def _flag_of(finding: Finding) -> str | None:
    if finding.restricted:
        return None
    if finding.code in OBSERVABLE_CODES:
        return finding.code
    return finding.category if finding.category in OBSERVABLE_CATEGORIES else None


def _finding(rules: Sequence[Rule], scores: Mapping[str, tuple[Reason, ...]]) -> Finding:
    leading = min(rules, key=lambda rule: rule.priority)
    reasons = [Reason(rule.id, rule.text, rule.source) for rule in rules]
    named = dict.fromkeys(name for rule in rules for name in rule.scores)
    reasons.extend(reason for name in named for reason in scores.get(name, ()))
    return Finding(
        leading.code,
        leading.category,
        leading.priority,
        leading.id,
        any(rule.restricted for rule in rules),
        tuple(reasons),
    )
