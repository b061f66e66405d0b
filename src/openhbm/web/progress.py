"""How far long work has come, for a page that waits for it: with a script or without one."""

from __future__ import annotations

from dataclasses import dataclass

REFRESH_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, and how many of how many are; a total of 0 means not known yet."""

    what: str
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return min(self.done * 100 // self.total, 100) if self.total else 0
