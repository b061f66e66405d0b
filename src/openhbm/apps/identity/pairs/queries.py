"""Reads about pairs: for whoever may see both records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may
from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.linked import linked_ids
from openhbm.apps.identity.pairs.models import CandidatePair, PairJudgement
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.content.permissions import Permission
from openhbm.core.identity.evidence import Match, explained

PAIRS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Sides:
    """Both records of a pair with all that speaks for and against their being one person."""

    pair: CandidatePair
    left: Person
    right: Person
    match: Match

    @property
    def people(self) -> tuple[Person, Person]:
        return self.left, self.right


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Linked records seen as one person: what any of them says, each value once."""

    records: tuple[Person, ...]
    names: tuple[str, ...]
    births: tuple[str, ...]
    documents: tuple[str, ...]
    phones: tuple[str, ...]
    places: tuple[str, ...]


def pairs_visible_to(user: User, state: str = "") -> QuerySet[CandidatePair]:
    """Pairs of which the user may see both records, the likeliest first."""
    found = CandidatePair.objects.select_related("left", "right").order_by("-log_odds", "id")
    found = found.filter(state=state) if state else found
    if not may(user, Permission.JUDGE_PAIRS):
        return found.none()
    seen = people_visible_to(user).order_by().values("id")
    return found.filter(left_id__in=seen, right_id__in=seen)


def pair_for(user: User, pair_id: UUID) -> CandidatePair:
    """One pair; NotVisible when absent or when either record is hidden."""
    found = pairs_visible_to(user).filter(id=pair_id).first()
    if found is None:
        raise NotVisible(f"There is no pair {pair_id}.")
    return found


def sides_of(user: User, pair: CandidatePair) -> Sides:
    """Both records as they are now, compared signal by signal."""
    return next(sides_of_each(user, [pair]))


def sides_of_each(user: User, pairs: Iterable[CandidatePair]) -> Iterator[Sides]:
    """The same of many pairs, in a few statements for every ``PAIRS_AT_ONCE`` of them."""
    waiting = iter(pairs)
    while part := list(islice(waiting, PAIRS_AT_ONCE)):
        people = people_visible_to(user).prefetch_related(*PARTS)
        held = people.in_bulk({side for pair in part for side in (pair.left_id, pair.right_id)})
        told = {key: record_of(person) for key, person in held.items()}
        frequencies = frequencies_of(told.values())
        for pair in part:
            match = explained(told[pair.left_id], told[pair.right_id], frequencies)
            yield Sides(pair, held[pair.left_id], held[pair.right_id], match)


def judgements_of(user: User, pair: CandidatePair) -> QuerySet[PairJudgement]:
    """What was judged of a pair, newest first."""
    found = PairJudgement.objects.filter(pair=pair).order_by("-judged_at", "-id")
    return found if may(user, Permission.JUDGE_PAIRS) else found.none()


def counts_of_pairs(user: User) -> dict[str, int]:
    """How many pairs the user may see are in each state."""
    seen = pairs_visible_to(user)
    return {state: seen.filter(state=state).count() for state in PairState.values}


def one_person(user: User, person: Person) -> OnePerson | None:
    """The records linked with this one that the user may see, as one; None when there is none."""
    ids = linked_ids(person.id)
    if len(ids) < 2:
        return None
    people = people_visible_to(user).filter(id__in=ids).prefetch_related(*PARTS)
    records = tuple(people.order_by("registered_at", "id"))
    if len(records) < 2:
        return None
    told = [record_of(each) for each in records]
    return OnePerson(
        records=records,
        names=_each(name for one in told for name in one.names),
        births=_each(str(one.birth) for one in told if one.birth),
        documents=_each(number for one in told for number in one.documents),
        phones=_each(number for one in told for number in one.phones),
        places=_each(one.place for one in told if one.place),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
