"""What actions and queries answer when they cannot do what was asked."""

from __future__ import annotations


class ActionError(Exception):
    """Bad input, in words for the person who gave it: what, in which field, and what to do."""

    def __init__(self, message: str, *, field: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field
        self.remedy = str(remedy)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.remedy) if part)


class Recovering(ActionError):
    """This node was brought back from a backup and writes nothing before it has the rest."""


class NotVisible(Exception):
    """The record is absent or hidden from this user: the two look the same on purpose."""


class JournalError(Exception):
    """The journal cannot be written or read; nothing was changed."""
