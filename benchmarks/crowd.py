"""A hundred thousand invented persons and what a border keeps about them, written at once.

The crowd is inserted in bulk, not registered: no rule of an action is tried here, and its journal
entries are rows of the right size that verify against nothing. For measuring reads that makes no
difference, and it takes minutes instead of an hour. Import this only after ``django.setup()``.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from tests.matrix.world import World
from tqdm import tqdm

from benchmarks.invented_names import invented_name
from openhbm.apps.casework.models import Finding, Referral, ReferralStep, Screening
from openhbm.apps.crossings.models import Crossing, EntryDecision, Tally
from openhbm.apps.foresight.models import Alert
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.people.models import (
    Consent,
    Contact,
    Document,
    Group,
    Membership,
    Nationality,
    Person,
    PersonName,
    SearchKey,
)
from openhbm.apps.people.search.keys import keys_of_group, keys_of_person
from openhbm.core.ledger.ids import uuid7

DAYS = 60
SHARE_HERE = 0.4
"""Of all persons at the first post, where the users of posts work: the busiest of a country."""
ROWS_AT_ONCE = 5000
COUNTRIES = ("UKR", "SYR", "ETH", "COD", "COL")
PAPERS = ("PASS", "NID", "BIRTH", "NONE_LOST")
NEEDS = (("MC", "HBM-SM"), ("CR", "HBM-UC"), ("DS", "HBM-DS"), ("SP", "HBM-SP"))
STATES = ("sent", "received", "accepted", "in_service", "completed", "declined", "closed")
ENTRY_TYPES = ("person_registered", "crossing_recorded", "entry_decided", "group_registered")
HEADER_BYTES, BODY_BYTES = 420, 620
LETTERS = string.ascii_uppercase + string.digits


@dataclass
class Crowd:
    """The rows still to be written, by model, in the order in which they point to each other."""

    rng: random.Random
    rows: dict[type[Any], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model in WRITTEN:
            model.objects.bulk_create(self.rows.pop(model, ()), batch_size=ROWS_AT_ONCE)

    def id_at(self, at: datetime) -> Any:
        return uuid7(int(at.timestamp() * 1000), self.rng.randbytes(10))


WRITTEN: tuple[type[Any], ...] = (
    Tally, Person, PersonName, Nationality, Document, Contact, Consent, Group, Membership, Crossing,
    EntryDecision, Screening, Finding, Referral, ReferralStep, Alert, SearchKey, Entry,
)  # fmt: skip


def write_crowd(persons: int, posts: list[Any], services: list[Any], world: World) -> None:
    crowd = Crowd(random.Random(1))
    node = Node.objects.create(prefix="CROWD")
    entries = _entries(crowd, node, world, persons)
    households = _households(crowd, persons, posts)
    with tqdm(total=persons, desc="the crowd", disable=None) as bar, transaction.atomic():
        for post, day, sizes in households:
            _write_day(crowd, post, day, sizes, services, world)
            crowd.rows.setdefault(Entry, []).extend(islice(entries, 3 * sum(sizes)))
            if len(crowd.rows.get(Person, ())) >= ROWS_AT_ONCE:
                crowd.write()
            bar.update(sum(sizes))
        _add_alerts(crowd, posts)
        crowd.write()


def _households(
    crowd: Crowd, persons: int, posts: list[Any]
) -> Iterator[tuple[Any, date, list[int]]]:
    """(post, day, sizes of the households that came), oldest day first, ``persons`` in all."""
    today, left = timezone.localdate(), persons
    shares = [SHARE_HERE] + [(1 - SHARE_HERE) / (len(posts) - 1)] * (len(posts) - 1)
    for back in reversed(range(DAYS)):
        for post, share in zip(posts, shares, strict=True):
            is_last = back == 0 and post is posts[-1]
            come = left if is_last else min(left, round(persons / DAYS * share))
            left -= come
            sizes = []
            while come:
                sizes.append(min(come, crowd.rng.choice((1, 1, 2, 3, 3, 4, 5, 6))))
                come -= sizes[-1]
            yield post, today - timedelta(days=back), sizes


def _write_day(
    crowd: Crowd, post: Any, day: date, sizes: list[int], services: list[Any], world: World
) -> None:
    """A count for every few households, as an officer makes them."""
    start = datetime.combine(day, time(0), tzinfo=timezone.get_current_timezone())
    room = min(timedelta(hours=23), max(timezone.now() - start, timedelta(minutes=1)))
    for first in range(0, len(sizes), 12):
        at = start + room * (first / len(sizes))
        part = sizes[first : first + 12]
        tally = crowd.add(
            Tally(
                id=crowd.id_at(at), post=post, starts_at=at - timedelta(minutes=10), ends_at=at,
                crossed_on=day, persons=sum(part) + crowd.rng.randint(0, 3), mode="BUS",
                counts={"F 18-59": sum(part)},
            )
        )  # fmt: skip
        for n, size in enumerate(part):
            _add_household(crowd, tally, size, at + timedelta(seconds=n), services, world)


def _add_household(
    crowd: Crowd, tally: Any, size: int, at: datetime, services: list[Any], world: World
) -> None:
    people = [_add_person(crowd, tally.post, at) for _n in range(size)]
    group = None
    if size > 1:
        group = crowd.add(
            Group(
                id=crowd.id_at(at), number=_number(crowd, "G"), label=people[0].name, size=size,
                counts={"F 18-59": size}, post=tally.post, registered_at=at,
                token=f"T{crowd.rng.randint(1000, 99999)}",
            )
        )  # fmt: skip
        _add_keys(crowd, group, keys_of_group(group), is_group=True)
        _add_crossing(crowd, tally, group, None, at)
    for person in people:
        if group is not None and crowd.rng.random() < 0.97:
            crowd.add(
                Membership(id=crowd.id_at(at), group=group, person=person, from_at=at,
                           relationship="PA" if person is people[0] else "SON")
            )  # fmt: skip
        crossing = _add_crossing(crowd, tally, group, person, at)
        _add_what_followed(crowd, crossing, services, world)


def _add_crossing(crowd: Crowd, tally: Any, group: Any, person: Any, at: datetime) -> Any:
    return crowd.add(
        Crossing(
            id=crowd.id_at(at), tally=tally, group=group, person=person, post=tally.post,
            crossed_at=at, mode="BUS", flow_type="CONFLICT",
        )
    )  # fmt: skip


def _number(crowd: Crowd, kind: str) -> str:
    return f"CROWD-{kind}{''.join(crowd.rng.choices(LETTERS, k=7))}"


def _add_person(crowd: Crowd, post: Any, at: datetime) -> Any:
    rng = crowd.rng
    name, latin, language = invented_name(rng)
    born = date(1930, 1, 1) + timedelta(days=rng.randint(0, 34_000))
    person = crowd.add(
        Person(
            id=crowd.id_at(at), number=_number(crowd, ""), name=name, sex=rng.choice("FFM"),
            birth_on_low=born, birth_on_high=born, birth_precision="D", registered_at=at,
            preferred_language=language, origin="Invented town", registered_post=post,
        )
    )  # fmt: skip
    new = {"person": person}
    paper = rng.choice(PAPERS)
    number = "" if paper.startswith("NONE") else f"XX{rng.randint(100_000, 9_999_999)}"
    phones = [f"+48 {rng.randint(500_000_000, 799_999_999)}"] if rng.random() < 0.4 else []
    for full, kind in {name: "AS_SAID", latin: "ON_DOCUMENT"}.items():
        crowd.add(PersonName(id=crowd.id_at(at), kind=kind, full=full, **new))
    country = rng.choice(COUNTRIES)
    crowd.add(Nationality(id=crowd.id_at(at), country=country, status="declared", **new))
    crowd.add(Document(id=crowd.id_at(at), kind=paper, number=number, issuer=country, **new))
    for phone in phones:
        crowd.add(Contact(id=crowd.id_at(at), kind="phone", value=phone, **new))
    keys = keys_of_person(person, (name, latin), (number,), phones)
    _add_keys(crowd, person, keys, is_group=False)
    return person


def _add_keys(crowd: Crowd, record: Any, keys: Iterable[Any], *, is_group: bool) -> None:
    post_id = record.post_id if is_group else record.registered_post_id
    for key in keys:
        crowd.add(
            SearchKey(
                record_id=record.id, post_id=post_id, is_group=is_group,
                kind=key.kind, text=key.text,
            )
        )  # fmt: skip


def _add_what_followed(crowd: Crowd, crossing: Any, services: list[Any], world: World) -> None:
    """A decision for nearly everybody, a screening for most, findings and referrals for some."""
    at, rng, person = crossing.crossed_at, crowd.rng, crossing.person
    if rng.random() < 0.96:
        crowd.add(
            EntryDecision(
                id=crowd.id_at(at), crossing=crossing, person=person, code="ADMIT_EXC",
                outcome="permitted", decided_by_id=world.builder.id, decided_at=at,
                content_hash="0" * 64,
            )
        )  # fmt: skip
    if rng.random() < 0.85:
        _add_screening(crowd, crossing, services, world)


def _add_screening(crowd: Crowd, crossing: Any, services: list[Any], world: World) -> None:
    at, rng, person, post = crossing.crossed_at, crowd.rng, crossing.person, crossing.post
    in_need = rng.random() < 0.2
    category, code = rng.choice(NEEDS)
    screening = crowd.add(
        Screening(
            id=crowd.id_at(at), person=person, post=post, screened_at=at, language="uk",
            screened_by_id=world.builder.id, flags=[category] if in_need else [],
            form_id="border_screening", form_hash="0" * 64, answers={"sick_or_injured": "no"},
            priority=2 if in_need else None,
        )
    )  # fmt: skip
    if not in_need:
        return
    is_new = rng.random() < 0.25
    crowd.add(
        Finding(
            id=crowd.id_at(at), screening=screening, person=person, found_at=at,
            code="HBM-PI" if rng.random() < 0.1 else code, category=category,
            priority=rng.randint(0, 3), rule_id="R", reviewed_at=None if is_new else at,
            status="pending_review" if is_new else "confirmed",
        )
    )  # fmt: skip
    if rng.random() < 0.25:
        _add_referral(crowd, crossing, rng.choice(services), code, world)


def _add_referral(crowd: Crowd, crossing: Any, service: Any, need: str, world: World) -> None:
    at, rng, person = crossing.crossed_at, crowd.rng, crossing.person
    consent = crowd.add(
        Consent(id=crowd.id_at(at), person=person, purpose="referral", is_given=True, language="uk",
                method="spoken", given_at=at)
    )  # fmt: skip
    state = rng.choices(STATES, weights=(1, 1, 2, 2, 12, 2, 10))[0]
    referral = crowd.add(
        Referral(
            id=crowd.id_at(at), person=person, service=service, post=crossing.post, priority=2,
            state=state, needs=[need], consent=consent, referred_by_id=world.builder.id, sent_at=at,
            due_at=at + timedelta(days=3), receive_by_at=at + timedelta(hours=4),
            accept_by_at=at + timedelta(hours=24), content_hash="0" * 64,
        )
    )  # fmt: skip
    for number in range(STATES.index(state) + 1):
        crowd.add(
            ReferralStep(
                id=crowd.id_at(at), referral=referral, number=number, to_state=STATES[number],
                from_state=STATES[max(number - 1, 0)], at=at + timedelta(hours=number),
                by_id=world.builder.id,
            )
        )  # fmt: skip


def _add_alerts(crowd: Crowd, posts: list[Any]) -> None:
    """Some ended alerts of every post; what stands now is the world's."""
    now = timezone.now()
    for post in posts:
        for week in range(1, DAYS // 3):
            at = now - timedelta(days=3 * week)
            crowd.add(
                Alert(
                    id=crowd.id_at(at), post=post, level=1 + week % 3, since_on=at.date(),
                    raised_at=at, ended_at=at + timedelta(days=2), is_open=False, arrivals=900,
                    reasons=[], content_hash="0" * 64,
                )
            )  # fmt: skip


def _entries(crowd: Crowd, node: Any, world: World, persons: int) -> Iterator[Any]:
    """Journal rows of a second node: in place and size like real ones, with nothing to read."""
    start = timezone.now() - timedelta(days=DAYS)
    for n in range(1, 4 * persons):
        at = start + timedelta(days=DAYS) * (n / (4 * persons))
        yield Entry(
            id=crowd.id_at(at), node=node, sequence=n, type=ENTRY_TYPES[n % 4],
            record=f"people.person:{crowd.id_at(at)}", subject=crowd.id_at(at),
            compartment=Compartment.IDENTITY, actor=world.builder.id, at=at,
            header=crowd.rng.randbytes(HEADER_BYTES), body=crowd.rng.randbytes(BODY_BYTES),
            previous=bytes(32), hash=bytes(32),
        )  # fmt: skip
