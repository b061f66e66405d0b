"""What an import answers: how the file was read, what changed, and every cell that was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.core.flows.problems import CellError

ERRORS_KEPT = 500


@dataclass(frozen=True)
class Refused:
    """One row or cell that was not imported: where, what is wrong, and what to do."""

    cell: str
    value: str
    problem: str
    remedy: str
    code: str

    @classmethod
    def from_cell(cls, error: CellError) -> Refused:
        return cls(error.cell, error.value, error.problem, error.remedy, error.code)

    def __str__(self) -> str:
        place = f"{self.cell}: " if self.cell else ""
        return f"{place}{self.problem}; {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        return {
            "cell": self.cell,
            "value": self.value,
            "problem": self.problem,
            "remedy": self.remedy,
            "code": self.code,
        }


Tell = Callable[[int, int], object]
"""Hears how many of how many are done."""


def nobody_waits(done: int, total: int) -> None:
    """Nobody looks at the progress."""


@dataclass
class ImportReport:
    """The outcome of one import. ``accepted`` counts new figures or posts.

    ``tell`` hears how many of its figures or posts are stored, of how many.
    """

    kind: str
    file_name: str
    sha256: str
    understood: dict[str, Any] = field(default_factory=dict)
    is_dry_run: bool = False
    batch_id: UUID | None = None
    accepted: int = 0
    unchanged: int = 0
    revised: int = 0
    persons: int = 0
    posts_created: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[Refused] = field(default_factory=list)
    tell: Tell = field(default=nobody_waits, repr=False, compare=False)

    @property
    def rejected(self) -> int:
        return len(self.errors)

    @property
    def changed_nothing(self) -> bool:
        return not (self.accepted or self.revised or self.posts_created)

    def refuse(self, errors: Iterable[Refused]) -> None:
        self.errors.extend(errors)

    def as_dict(self, errors: int | None = None) -> dict[str, Any]:
        """Plain values for JSON, with at most ``errors`` errors."""
        return {
            "kind": self.kind,
            "file_name": self.file_name,
            "sha256": self.sha256,
            "batch_id": str(self.batch_id) if self.batch_id else None,
            "is_dry_run": self.is_dry_run,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "revised": self.revised,
            "rejected": self.rejected,
            "persons": self.persons,
            "posts_created": self.posts_created,
            "understood": self.understood,
            "notes": self.notes,
            "errors": [error.as_dict() for error in self.errors[:errors]],
        }

    def lines(self, errors: int = 50) -> Iterator[str]:
        """The report as sentences for the command line."""
        yield from understood_lines(self.understood)
        yield from self.notes
        for code in self.posts_created:
            yield _("Post created: %(code)s") % {"code": code}
        yield from self._outcome()
        for error in self.errors[:errors]:
            yield f"  {error}"
        if self.rejected > errors:
            yield _("  … and %(more)s more; see them all with --json.") % {
                "more": self.rejected - errors
            }

    def _outcome(self) -> Iterator[str]:
        figures = {
            "accepted": self.accepted,
            "revised": self.revised,
            "unchanged": self.unchanged,
            "persons": f"{self.persons:,}",
        }
        yield _("New: %(accepted)s; revised: %(revised)s; unchanged: %(unchanged)s.") % figures
        if self.persons:
            yield _("Persons in new and revised figures: %(persons)s.") % figures
        if self.is_dry_run:
            yield _("This was a trial: nothing was stored.")
        elif self.changed_nothing:
            yield _("Nothing was changed.")
        if self.errors:
            yield ngettext(
                "%(count)s row or cell was refused:",
                "%(count)s rows or cells were refused:",
                self.rejected,
            ) % {"count": self.rejected}


def understood_lines(understood: dict[str, Any]) -> Iterator[str]:
    """How a table was read, one fact a line; what was not found is left out."""
    labels = {
        "orientation": _("Layout"),
        "heading_row": _("Heading in row"),
        "hxl_row": _("HXL tags in row"),
        "date_column": _("Dates in"),
        "date_style": _("Dates written as"),
        "grain": _("Each count covers"),
        "persons_columns": _("Persons in"),
        "post_column": _("Posts in"),
        "direction_column": _("Direction in"),
        "report_column": _("Reported on in"),
        "category_columns": _("Split by"),
        "unused_columns": _("Not used"),
        "number_style": _("Numbers"),
        "missing": _("Cells without a figure (not zero)"),
        "skipped": _("Skipped"),
        "notes": _("Notes"),
        "facts": _("File"),
    }
    for name, label in labels.items():
        value = understood.get(name)
        if value:
            yield f"{label}: {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {text}" for name, text in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def fingerprint(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
