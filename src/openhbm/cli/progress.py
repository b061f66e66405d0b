"""Progress on standard error, for whatever takes more than two seconds."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm


def bar(text: str, total: int | None = None, unit: str = "") -> tqdm[Any]:
    """A bar to ``update``; silent when nobody watches and for the first two seconds."""
    return tqdm(total=total, desc=text, unit=unit, delay=2, disable=None, leave=False)
