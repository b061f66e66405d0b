"""Is this the relative somebody is looking for? A name alone finds little: relations say more.

What families know of each other is the evidence: parents, brothers and sisters, spouses, where they
come from, how old they are, where and when they lost each other, and whether each looks for the
other. Nothing here tells anybody where somebody is: a person reads it, and asks both first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from openhbm.core.identity.columns import columns_of
from openhbm.core.identity.evidence import Evidence, Match, explained
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.likeness import AGREE_AT, paired_names, word_likeness
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.weights import Level
from openhbm.core.values import PartialDate, said

MUTUAL = Level("looks_for_the_other", 10.0, said("This person is looking for the one who asks."))
PARENT = Level("parent_fits", 5.0, said("The parent's name fits the relation."))
PARENT_DIFFERS = Level("parent_does_not_fit", -5.0, said("The parent's name does not fit."))
SIBLING = Level("sibling_fits", 4.0, said("A brother or sister of the same name."))
SPOUSE = Level("spouse_fits", 5.0, said("The spouse's name agrees."))
SPOUSE_DIFFERS = Level("spouse_differs", -2.0, said("The spouses' names differ."))
LOST_AT = Level("lost_at_the_same_place", 5.0, said("They lost each other at the same place."))
LOST_ELSEWHERE = Level("lost_elsewhere", -2.0, said("They name different places of separation."))
LOST_WHEN = Level(
    "lost_at_the_same_time", 4.0, said("They lost each other at about the same time.")
)
LOST_LATER = Level("lost_at_another_time", -3.0, said("They name different times of separation."))
DAYS_APART = 31
"""People in flight remember the month of a separation, rarely the day."""
LIKELY_AT, POSSIBLE_AT = 24.0, 10.0
LEAST_FAMILY = 4.0
"""So much must come from relations or the story before a trace is called likely."""
MOST_SIBLINGS = 4

CHILD, PARENT_OF, SIBLING_OF, SPOUSE_OF = "child", "parent", "sibling", "spouse"
KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("SON", "DAU"), CHILD)
    | dict.fromkeys(("FTH", "MTH"), PARENT_OF)
    | dict.fromkeys(("BRO", "SIS"), SIBLING_OF)
    | dict.fromkeys(("HUS", "WIF", "CLH", "CLW"), SPOUSE_OF)
)
OPPOSITE: Mapping[str, str] = MappingProxyType(
    {CHILD: PARENT_OF, PARENT_OF: CHILD, SIBLING_OF: SIBLING_OF, SPOUSE_OF: SPOUSE_OF}
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative somebody names: UNHCR's code of what they are to the person, and the name."""

    relationship: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with the relatives they name and how they lost one of them."""

    person: MatchRecord
    relatives: tuple[Relative, ...] = ()
    lost_at: str = ""
    lost_when: PartialDate | None = None

    def named(self, kind: str) -> tuple[str, ...]:
        """The names of the relatives of one kind, such as ``SIBLING_OF``."""
        return tuple(r.name for r in self.relatives if KINDS.get(r.relationship) == kind and r.name)


def sought_record(seeker: Member, sought: Relative, known: MatchRecord) -> MatchRecord:
    """The record to search for: what is known of the relative, and what follows from the relation.

    A child's father or mother is the seeker, a sibling has the seeker's parents; families come
    from one place unless something else is known.
    """
    kind, person = KINDS.get(sought.relationship, ""), seeker.person
    name = next(iter(person.names), "")
    is_mother = person.sex == "F"
    father = {CHILD: "" if is_mother else name, SIBLING_OF: person.father}.get(kind, "")
    mother = {CHILD: name if is_mother else "", SIBLING_OF: person.mother}.get(kind, "")
    return MatchRecord(
        names=(sought.name,),
        birth=known.birth,
        sex=_sex(sought.relationship) or known.sex,
        place=known.place or person.place,
        father=known.father or father,
        mother=known.mother or mother,
    )


def traced(
    seeker: Member, sought: Relative, known: MatchRecord, found: Member, frequencies: Frequencies
) -> Match:
    """Whether ``found`` may be the relative that ``seeker`` looks for, and all that it rests on.

    ``known`` holds what the seeker said of the relative. The judgement is ``match`` only when the
    relations or the story of the separation speak for it as well as the name.
    """
    asked = sought_record(seeker, sought, known)
    named = explained(asked, found.person, frequencies)
    kept = tuple(e for e in named.evidence if e.signal not in ("father", "mother", "own_name"))
    family = tuple(_family(seeker, sought, found, frequencies)) + tuple(_story(seeker, found))
    evidence = sorted((*kept, *family), key=lambda e: -abs(e.weight))
    weight = sum(e.weight for e in evidence)
    return Match(_judgement(weight, sum(e.weight for e in family)), weight, False, tuple(evidence))


def _judgement(weight: float, family: float) -> Judgement:
    if weight < POSSIBLE_AT:
        return Judgement.NO_MATCH
    is_likely = weight >= LIKELY_AT and family >= LEAST_FAMILY
    return Judgement.MATCH if is_likely else Judgement.UNSURE


def _family(
    seeker: Member, sought: Relative, found: Member, frequencies: Frequencies
) -> Iterable[Evidence]:
    kind = KINDS.get(sought.relationship, "")
    own = " / ".join(seeker.person.names)
    looked_for = found.named(OPPOSITE.get(kind, ""))
    if any(_agree(name, own, frequencies) for name in looked_for):
        yield _said("mutual", own, " / ".join(looked_for), MUTUAL)
    yield from _parents(kind, seeker, found, frequencies)
    yield from _siblings(kind, seeker, sought, found, frequencies)
    if kind == PARENT_OF:
        # The seeker's other parent is the spouse of the one sought.
        others = [r.name for r in seeker.relatives if r.relationship in _parents_but(sought)]
        yield from _spouse(others, found, frequencies)


def _parents_but(sought: Relative) -> frozenset[str]:
    return frozenset({"FTH", "MTH"}) - {sought.relationship}


def _parents(
    kind: str, seeker: Member, found: Member, frequencies: Frequencies
) -> Iterable[Evidence]:
    """The parents that the relation implies beside those that the found person has."""
    own = next(iter(seeker.person.names), "")
    is_mother = seeker.person.sex == "F"
    pairs = {
        CHILD: ((own, found.person.mother if is_mother else found.person.father),),
        SIBLING_OF: (
            (seeker.person.father, found.person.father),
            (seeker.person.mother, found.person.mother),
        ),
    }.get(kind, ())
    for ours, theirs in pairs:
        if ours and theirs:
            level = PARENT if _agree(ours, theirs, frequencies) else PARENT_DIFFERS
            yield _said("parent_name", ours, theirs, level)


def _siblings(
    kind: str, seeker: Member, sought: Relative, found: Member, frequencies: Frequencies
) -> Iterable[Evidence]:
    """Brothers and sisters whom both know: of a child the seeker's other children."""
    theirs = found.named(SIBLING_OF)
    ours = [name for name in seeker.named(kind) if name != sought.name]
    if kind not in (CHILD, SIBLING_OF):
        return
    shared = [o for o in ours if any(_agree(o, their, frequencies) for their in theirs)]
    for name in shared[:MOST_SIBLINGS]:
        yield _said("sibling_names", name, " / ".join(theirs), SIBLING)


def _spouse(ours: Iterable[str], found: Member, frequencies: Frequencies) -> Iterable[Evidence]:
    theirs = found.named(SPOUSE_OF)
    for name in ours:
        if theirs:
            agree = any(_agree(name, their, frequencies) for their in theirs)
            level = SPOUSE if agree else SPOUSE_DIFFERS
            yield _said("spouse_name", name, " / ".join(theirs), level)


def _story(seeker: Member, found: Member) -> Iterable[Evidence]:
    if seeker.lost_at and found.lost_at:
        level = LOST_AT if _same_place(seeker.lost_at, found.lost_at) else LOST_ELSEWHERE
        yield _said("separation_place", seeker.lost_at, found.lost_at, level)
    ours, theirs = seeker.lost_when, found.lost_when
    if ours and theirs:
        gap = max((ours.earliest - theirs.latest).days, (theirs.earliest - ours.latest).days)
        level = LOST_WHEN if gap <= DAYS_APART else LOST_LATER
        yield _said("separation_date", str(ours), str(theirs), level)


def _said(signal: str, left: str, right: str, level: Level) -> Evidence:
    return Evidence(signal, left, right, level.weight, level.reason())


def _agree(left: str, right: str, frequencies: Frequencies) -> bool:
    """Whether every part of the shorter of two names is in the other."""
    a, b = columns_of([MatchRecord(names=(left,))]), columns_of([MatchRecord(names=(right,))])
    one = np.zeros(1, dtype=np.int32)
    found = paired_names(a, one, b, one, (frequencies.bits(a.words), frequencies.bits(b.words)))
    shorter = int(min(found.left[0], found.right[0]))
    return 0 < shorter <= int(found.agreeing[0])


def _same_place(left: str, right: str) -> bool:
    a, b = columns_of([MatchRecord(place=left)]), columns_of([MatchRecord(place=right)])
    return bool(word_likeness(a.places, a.place, b.places, b.place)[0] >= AGREE_AT)


def _sex(relationship: str) -> str:
    """The sex that a relationship says."""
    if relationship in ("SON", "FTH", "BRO", "HUS", "CLH", "GFM", "GCM", "UNC", "NEP"):
        return "M"
    return (
        "F"
        if relationship in ("DAU", "MTH", "SIS", "WIF", "CLW", "GFF", "GCF", "AUN", "NIE")
        else ""
    )
