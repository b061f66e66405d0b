"""What the rows are, told from journal entries in any order: the one meaning of a journal.

Rebuilding the tables of a node and merging what other nodes did both mean this. A row has what it
was made with, and its edits; an edit of a row that is not made yet waits for it; what was deleted
stays deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from openhbm.core.ledger.merge import Policy, Rank, Standing, Values, Version, standing

DELETE, CREATE, PUT, CHANGE = "delete", "create", "put", "change"


@dataclass(frozen=True, slots=True)
class Rule:
    """How the fields of one unit are merged."""

    unit: str
    policy: Policy
    rank: Rank | None = None


Rules = Callable[[str, str], Rule]
"""(model label, field name) → the rule of the unit that the field belongs to."""


@dataclass(slots=True)
class _Row:
    is_made: bool = False
    is_deleted: bool = False
    made_with: list[tuple[str, Values]] = field(default_factory=list)
    versions: dict[str, dict[str, Version]] = field(default_factory=dict)


class Told:
    """Rows by model label and id, as the changes told so far make them."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._rows: dict[str, dict[str, _Row]] = {}

    def tell(
        self,
        verb: str,
        label: str,
        key: str,
        values: Values,
        stamp: str,
        base: Mapping[str, list[str]] | None = None,
    ) -> None:
        """Hear of one change; the result does not depend on the order of telling.

        ``base`` names per unit the stamps that the change replaces. Without it the values belong
        to what the row was made with: the latest stamp of those counts.
        """
        row = self._rows.setdefault(label, {}).setdefault(key, _Row())
        row.is_deleted = row.is_deleted or verb == DELETE
        row.is_made = row.is_made or verb in (CREATE, PUT)
        if base is None:
            row.made_with.append((stamp, values))
        else:
            for unit, part in self._by_unit(label, values).items():
                found = Version(stamp, frozenset(base.get(unit, ())), part)
                row.versions.setdefault(unit, {})[stamp] = found

    def _by_unit(self, label: str, values: Values) -> dict[str, dict[str, Any]]:
        parts: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            parts.setdefault(self._rules(label, name).unit, {})[name] = value
        return parts

    def labels(self) -> list[str]:
        """The models of which anything was told."""
        return list(self._rows)

    def rows(self, label: str) -> dict[str, dict[str, Any]]:
        """Id → values by field, of the rows that are there."""
        return {
            key: self._values(label, row)
            for key, row in self._rows.get(label, {}).items()
            if row.is_made and not row.is_deleted
        }

    def conflicts(self) -> Iterator[tuple[str, str, str, Standing]]:
        """(label, id, unit, the values between which a person has to decide)."""
        for label, rows in self._rows.items():
            for key, row in rows.items():
                if not row.is_made or row.is_deleted:
                    continue
                for unit, versions in row.versions.items():
                    stands = self._standing(label, versions)
                    if stands and stands.is_conflict:
                        yield label, key, unit, stands

    def _values(self, label: str, row: _Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        # Nearly always it is one; of several the latest of each field.
        for _stamp, told in sorted(row.made_with, key=itemgetter(0)):
            values.update(told)
        for versions in row.versions.values():
            if stands := self._standing(label, versions):
                values.update(stands.values)
        return values

    def _standing(self, label: str, versions: Mapping[str, Version]) -> Standing | None:
        some = next(iter(versions.values()), None)
        if some is None:
            return None
        rule = self._rules(label, next(iter(some.values)))
        return standing(versions.values(), rule.policy, rule.rank)
