"""Looking for double registrations in the whole register of this node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.identity.pairs.actions import ProposedPair, propose_pairs
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.models import CandidatePair
from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.identity.scorers import WEIGHTS_ALONE, trees_of
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.content.permissions import Permission
from openhbm.core.identity.linkage.batch import link
from openhbm.core.identity.linkage.blocking import Keys, decoded
from openhbm.core.identity.linkage.clusters import clusters_of
from openhbm.core.identity.linkage.comparing import Comparison
from openhbm.core.identity.linkage.encoding import Columns, Register, register_of
from openhbm.core.identity.linkage.explaining import trait_weights
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.linkage.trees import Trees
from openhbm.core.identity.linkage.weights import Weights
from openhbm.core.identity.names import parts_of, sounds

LEAST = -1.5
"""Log odds above which a pair is worth a person's look; about one in five of the last is right."""
ROWS_AT_ONCE = 2000

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: records looked at, pairs compared, likely pairs, groups of records that
    look like one person, and how many pairs are new in the queue."""

    records: int
    compared: int
    likely: int
    groups: int
    proposed: int


def link_register(
    *,
    by: User,
    scorer: str = WEIGHTS_ALONE,
    least: float = LEAST,
    at: datetime | None = None,
    run: Runner | None = None,
    told: Told = lambda step, done, of: None,
) -> Outcome:
    """Find the pairs among everybody ``by`` may see and put them into the review queue.

    ``run`` does the linking; in memory when not given. Nothing is merged, and what was judged
    before stays judged.
    """
    require(by, Permission.JUDGE_PAIRS)
    ids, register = register_of_people(people_visible_to(by), told)
    done = (run or in_memory)(register, trees_of(scorer), told)
    likely = done.log_odds >= least
    pairs, odds = done.pairs[likely], done.log_odds[likely]
    features = Comparison(register).features(pairs)
    left, right = decoded(pairs)
    rows = zip(left, right, odds, trait_weights(done.weights, features), strict=True)
    found = [
        ProposedPair(ids[a], ids[b], round(float(odd), 3), tuple(asdict(t) for t in traits))
        for a, b, odd, traits in sorted(rows, key=lambda row: -row[2])
    ]
    groups = clusters_of(pairs, odds, len(ids), _apart(ids))
    proposed = 0
    for start in range(0, len(found), ROWS_AT_ONCE):
        part = found[start : start + ROWS_AT_ONCE]
        proposed += propose_pairs(by=by, found=part, found_by=scorer, at=at)
        told("proposing", start + len(part), len(found))
    sizes = np.unique(groups, return_counts=True)[1]
    return Outcome(len(ids), done.compared, len(found), int((sizes > 1).sum()), proposed)


@dataclass(frozen=True, slots=True)
class Done:
    """What linking found, in whatever way it was done; see `batch.linking.Found`."""

    pairs: Keys
    log_odds: NDArray[np.float32]
    weights: Weights
    compared: int


Runner = Callable[[Register, Trees | None, Told], Any]


def in_memory(register: Register, trees: Trees | None, told: Told) -> Done:
    """Link in this process."""
    so_far = 0

    def advanced(count: int, of: int) -> None:
        nonlocal so_far
        so_far += count
        told("weighing", so_far, of)

    found = link(register, trees, advanced=advanced)
    return Done(found.pairs, found.log_odds, found.weights, found.compared)


def register_of_people(people: Any, told: Told) -> tuple[list[UUID], Register]:
    """(ids, register) of a query of persons, in the order in which they were registered."""
    rows: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    ids: list[UUID] = []
    ordered = people.order_by("registered_at", "id").prefetch_related(*PARTS, "nationalities")
    total = people.count()
    for person in ordered.iterator(ROWS_AT_ONCE):
        ids.append(person.id)
        for name, value in _values(person).items():
            rows[name].append(value)
        if len(ids) % ROWS_AT_ONCE == 0:
            told("reading", len(ids), total)
    return ids, register_of(columns_of(rows), sounds, linkage_keys)


_COLUMNS = ("given", "father", "surname", "dob", "sex", "place", "doc_no", "phone", "nat")


def columns_of(rows: Mapping[str, Sequence[str]]) -> Columns:
    """Columns as linkage takes them; names as in the files that `hbm dedupe run` reads."""
    return Columns(
        names=(rows["given"], rows["father"], rows["surname"]),
        births=rows["dob"],
        sexes=rows["sex"],
        places=(rows["place"],),
        numbers=(rows["doc_no"], rows["phone"]),
        nations=rows["nat"],
    )


def _values(person: Person) -> dict[str, str]:
    record = record_of(person)
    given, father, family = _name(person, record.father)
    nations = [nationality.country for nationality in person.nationalities.all()]
    return {
        "given": given,
        "father": father,
        "surname": family,
        "dob": "" if record.birth is None else _birth(str(record.birth)),
        "sex": record.sex.replace("U", ""),
        "place": record.place,
        "doc_no": next(iter(record.documents), ""),
        "phone": next(iter(record.phones), ""),
        "nat": next(iter(nations), ""),
    }


def _birth(text: str) -> str:
    """An estimate says its middle year."""
    return text.split("~")[0]


def _name(person: Person, father: str) -> tuple[str, str, str]:
    """(given, father's, family) as recorded in parts, else by the order they are written in."""
    for name in person.names.all():
        if name.given and name.family:
            return name.given, name.patronymic or father, name.family
    parts = parts_of(person.name or next((n.full for n in person.names.all()), ""))
    given, *others = parts or ("",)
    family = others[-1] if others else ""
    middle = others[0] if len(others) > 1 else ""
    return given, middle or next(iter(parts_of(father)), ""), family


def _apart(ids: list[UUID]) -> Keys:
    """The pairs judged to be two persons, coded."""
    place = {id_: number for number, id_ in enumerate(ids)}
    judged = CandidatePair.objects.filter(state=PairState.NO_MATCH)
    coded = [
        (min(place[a], place[b]) << 32) | max(place[a], place[b])
        for a, b in judged.values_list("left_id", "right_id")
        if a in place and b in place
    ]
    return np.unique(np.array(coded, np.uint64))
