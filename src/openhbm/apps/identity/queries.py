"""Who somebody may be: likely matches among the people the user may see, each with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.queries import may, may_read, posts_of
from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.match_models import MatchSubject
from openhbm.apps.identity.postings import DatabasePostings
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.content.permissions import Permission
from openhbm.core.identity.columns import columns_of
from openhbm.core.identity.evidence import Evidence, Match, explained, judged, relatives
from openhbm.core.identity.held_elsewhere import explained_by_keys
from openhbm.core.identity.keys import keys_asked
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.search import Candidate, candidates
from openhbm.core.identity.signals import compared
from openhbm.core.identity.weights import TOGETHER

COMPARED = 100
"""So many of those who share keys are fetched and compared."""
EXPLAINED = 10
"""So many of the best matches, and of the best relatives, are explained."""
MOST = 5


@dataclass(frozen=True, slots=True)
class LikelyMatch:
    """Somebody registered before who may be the one asked for, and why.

    ``person`` is None when only the keys of the record are on this node; ``number`` is its
    registration number and ``post_id`` where it was made.
    """

    record_id: UUID
    number: str
    post_id: UUID | None
    person: Person | None
    match: Match


@dataclass(frozen=True, slots=True)
class Likely:
    """The answer: who may be the same person, and who rather belongs to the same family."""

    matches: tuple[LikelyMatch, ...] = ()
    relatives: tuple[LikelyMatch, ...] = ()


def likely_matches(
    user: User, asked: MatchRecord, most: int = MOST, leave_out: Collection[UUID] = ()
) -> Likely:
    """Who among the people the user may see may be the one asked for, best first.

    Whom the user may not see is not found; nothing tells the two apart. Nobody whom the evidence
    speaks against is listed; a brother or sister stands among the relatives, however alike. Who
    registers is also told what agrees with records of other nodes, of which only keys are here.
    """
    if not may_read(user, Compartment.IDENTITY):
        return Likely()
    found = _candidates(user, asked)
    subjects = MatchSubject.objects.in_bulk([candidate.id for candidate in found])
    listed = [(c, subjects[c.id]) for c in found if c.id in subjects]
    ids = {subject.record_id for _c, subject in listed} - set(leave_out)
    people = people_visible_to(user).filter(id__in=ids).prefetch_related(*PARTS)
    here = {person.id: person for person in people.select_related("registered_post")}
    compared_here = _compared(asked, list(here.values()))
    elsewhere = _held_elsewhere(
        asked, [(c, s) for c, s in listed if s.record_id in ids - here.keys()]
    )
    matches = [one for one in compared_here if not one.match.is_relative] + elsewhere
    kin = [one for one in compared_here if one.match.is_relative]
    return Likely(tuple(_best(matches)[:most]), tuple(_best(kin)[:most]))


def likely_household(user: User, members: Sequence[MatchRecord], most: int = MOST) -> list[Likely]:
    """`likely_matches` of each member; of people who were registered together before it counts
    for each that others of this household are like others of theirs."""
    found = [likely_matches(user, member, most) for member in members]
    groups = [{_household(one) for one in likely.matches} - {""} for likely in found]
    seen = Counter(group for of_member in groups for group in of_member)
    return [
        Likely(tuple(_best([_together(one, seen) for one in likely.matches])), likely.relatives)
        for likely in found
    ]


def _candidates(user: User, asked: MatchRecord) -> list[Candidate[int]]:
    posts = posts_of(user, Compartment.IDENTITY)
    registers = may(user, Permission.WRITE_IDENTITY)
    postings = DatabasePostings(posts, permissions_of(user).opened, elsewhere=registers)
    return candidates(keys_asked(asked), postings, COMPARED)


def _compared(asked: MatchRecord, people: list[Person]) -> list[LikelyMatch]:
    """Those of the people whom the evidence does not speak against, with the evidence."""
    if not people:
        return []
    records = [record_of(person) for person in people]
    frequencies = frequencies_of([asked, *records])
    one, many = columns_of([asked]), columns_of(records)
    rows = np.arange(len(records), dtype=np.int32)
    bits = frequencies.bits(one.words), frequencies.bits(many.words)
    found = compared(one, np.zeros_like(rows), many, rows, bits)
    kin = relatives(found)
    matches = (judged(found) != Judgement.NO_MATCH.value) & ~kin
    best = np.argsort(-found.weight, kind="stable")
    shown = [int(n) for kind in (matches, kin) for n in best[kind[best]][:EXPLAINED]]
    return [
        LikelyMatch(
            people[n].id, people[n].number, people[n].registered_post_id, people[n],
            explained(asked, records[n], frequencies),
        )
        for n in shown
    ]  # fmt: skip


def _held_elsewhere(
    asked: MatchRecord, found: Iterable[tuple[Candidate[int], MatchSubject]]
) -> list[LikelyMatch]:
    """Those of whom only keys are here: what agrees is known, but not what they say."""
    listed = [(candidate, subject) for candidate, subject in found]
    held = Person.objects.filter(id__in=[s.record_id for _c, s in listed])
    # Rows that are here but hidden or erased stay so.
    here = set(held.values_list("id", flat=True))
    explained_ = [(s, explained_by_keys(asked, c)) for c, s in listed if s.record_id not in here]
    return [
        LikelyMatch(subject.record_id, subject.number, subject.post_id, None, match)
        for subject, match in explained_
        if match.judgement is not Judgement.NO_MATCH
    ]


def _best(found: list[LikelyMatch]) -> list[LikelyMatch]:
    return sorted(found, key=lambda one: (-one.match.weight, one.number))


def _household(one: LikelyMatch) -> str:
    return record_of(one.person).household if one.person else ""


def _together(one: LikelyMatch, seen: Counter[str]) -> LikelyMatch:
    others = seen[_household(one)] - 1 if _household(one) else 0
    if others < 1:
        return one
    match = one.match
    evidence = Evidence("together", str(others), str(others), TOGETHER.weight, TOGETHER.reason())
    weight = match.weight + TOGETHER.weight
    return replace(one, match=replace(match, weight=weight, evidence=(evidence, *match.evidence)))
