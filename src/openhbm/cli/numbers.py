"""Whole numbers that options take, within bounds."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """What reads an option's number from ``least`` to ``most``, and says so to any other text."""

    def read(text: str) -> int:
        # Longer texts are refused unread: Python declines to convert thousands of digits.
        is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not is_number or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text[:40]!r}: write a whole number from {least} to {most}")
        return int(text)

    return read
