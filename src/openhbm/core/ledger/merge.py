"""Which of several edits of one field stands, whatever the order in which they become known.

An edit names the edits that it replaces, so that who knew of what is a fact and no guess from
clocks: edits that nobody replaced are the heads. One head is the value. Several heads were made
apart from each other: for fields of low risk the latest by clock stands, for all others every
value is kept, a person decides, and meanwhile the most protective one is shown.

Source: multi-value registers, Shapiro et al., "A comprehensive study of Convergent and Commutative
Replicated Data Types", 2011, section 3.2.2; base versions as in ODK entities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, Any]
Rank = Callable[[Values], Any]
"""How protective values are: the greatest is shown while nobody has decided."""


class Policy(StrEnum):
    """What becomes of edits that were made apart from each other."""

    LATEST = "latest"
    KEEP_ALL = "keep_all"


@dataclass(frozen=True, slots=True)
class Version:
    """One edit of a field (or of fields that only make sense together).

    ``stamp`` is the text of a clock stamp, ``base`` those of the edits that this one replaces;
    an edit of what the record was made with replaces none.
    """

    stamp: str
    base: frozenset[str]
    values: Values


@dataclass(frozen=True, slots=True)
class Standing:
    """What to show of a field, and the edits that a person has to decide between, if any."""

    values: Values
    heads: tuple[Version, ...]
    is_conflict: bool


def heads_of(versions: Iterable[Version]) -> list[Version]:
    """The edits that no other one replaces, by stamp. Never empty unless ``versions`` is."""
    known = {version.stamp: version for version in versions}
    replaced = {stamp for version in known.values() for stamp in version.base}
    return sorted((v for v in known.values() if v.stamp not in replaced), key=lambda v: v.stamp)


def standing(
    versions: Iterable[Version], policy: Policy, rank: Rank | None = None
) -> Standing | None:
    """What stands of a field; None when it was never edited.

    The same for every order of ``versions``, and for versions given twice. Without ``rank``, or
    between equals, the latest by clock is shown.
    """
    heads = heads_of(versions)
    if not heads:
        return None
    differ = any(head.values != heads[0].values for head in heads)
    if policy is Policy.LATEST or not differ:
        return Standing(heads[-1].values, tuple(heads), False)
    shown = max(heads, key=lambda v: (rank(v.values), v.stamp)) if rank else heads[-1]
    return Standing(shown.values, tuple(heads), True)
