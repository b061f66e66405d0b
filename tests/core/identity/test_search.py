"""Keys, candidates and comparison: the fast way answers as the plain one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from openhbm.core.identity.columns import columns_of, joined
from openhbm.core.identity.evidence import explained
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.held_elsewhere import explained_by_keys
from openhbm.core.identity.keys import Kind, keys_asked, keys_of
from openhbm.core.identity.records import Judgement, MatchRecord, born
from openhbm.core.identity.search import ArrayPostings, Candidate, Register, candidates
from openhbm.core.identity.signals import compared
from openhbm.core.values import PartialDate

GIVEN = ("Layla", "Samir", "Hanaa", "Yasser", "Nour", "Karim", "Olena", "Taras", "Abebe", "Dawit")
FAMILY = ("Almutakhayyal", "Alkhayali", "Vyhadko", "Nybytko", "Hilmu", "Teretu")
PLACES = ("Qariyat al-Wahm", "Vymyshleno", "Minabu Ketema", "")


def register_records(count: int = 300) -> list[MatchRecord]:
    rng = np.random.default_rng(5)
    records = []
    for number in range(count):
        given, father = rng.choice(GIVEN, 2)
        name = f"{given} {father} {rng.choice(FAMILY)}"
        day = f"{rng.integers(1950, 2020)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}"
        birth = PartialDate.parse(day if number % 3 else day[:4])
        place = PLACES[number % len(PLACES)]
        phones = (f"+48 500 {number:06}",) if number % 5 == 0 else ()
        records.append(
            MatchRecord(
                id=str(number), names=(name,), birth=birth, sex="FM"[number % 2], place=place,
                phones=phones,
            )
        )  # fmt: skip
    return records


class PlainPostings:
    """Postings as a dictionary: the slow, obvious way."""

    def __init__(self, records: list[MatchRecord]) -> None:
        self.held: dict[int, list[int]] = defaultdict(list)
        for row, record in enumerate(records):
            for key in keys_of(record):
                self.held[key].append(row)

    def lists(self, keys, longest):
        yield from ((key, self.held[key][:longest]) for key in keys if key in self.held)


@pytest.fixture(scope="module")
def records() -> list[MatchRecord]:
    return register_records()


@pytest.fixture(scope="module")
def register(records) -> Register:
    pairs = [(key, row) for row, record in enumerate(records) for key in keys_of(record)]
    keys = np.array([key for key, _row in pairs], dtype=np.uint64)
    rows = np.array([row for _key, row in pairs], dtype=np.int32)
    frequencies = Frequencies.of(records)
    columns = columns_of(records)
    return Register(
        ArrayPostings.of(keys, rows), columns, frequencies.bits(columns.words), frequencies
    )


def test_arrays_find_the_candidates_of_the_plain_postings(records, register):
    plain = PlainPostings(records)
    for record in records[::17]:
        asked = keys_asked(record)

        slow = {c.id: c.votes for c in candidates(asked, plain, most=1000)}
        fast = register.postings.candidates(asked, most=1000)

        assert set(fast.tolist()) == set(slow)
        votes = [slow[row] for row in fast.tolist()]
        assert votes == pytest.approx(sorted(votes, reverse=True))


def test_many_compared_at_once_weigh_as_pairs_one_by_one(records, register):
    left, right = np.arange(0, 300, 7), np.arange(299, -1, -7)
    bits = (register.bits, register.bits)

    found = compared(
        register.columns, left.astype(np.int32), register.columns, right.astype(np.int32), bits
    )

    for place, (i, j) in enumerate(zip(left, right, strict=True)):
        one = explained(records[i], records[j], register.frequencies)
        assert found.weight[place] == pytest.approx(one.weight)


def test_columns_joined_of_parts_weigh_as_those_made_at_once(records, register):
    whole = joined([columns_of(records[:90]), columns_of(records[90:])])
    left, right = np.arange(0, 300, 7, dtype=np.int32), np.arange(299, -1, -7, dtype=np.int32)
    bits = register.frequencies.bits(whole.words)

    found = compared(whole, left, whole, right, (bits, bits))

    same = (register.bits, register.bits)
    expected = compared(register.columns, left, register.columns, right, same)
    assert found.weight == pytest.approx(expected.weight)


def test_every_record_finds_itself_first(records, register):
    for record in records[::11]:
        found = register.nearest(record)

        assert found.weights[0] == pytest.approx(found.weights.max())
        best = {records[row].id for row in found.rows[found.weights == found.weights[0]]}
        assert record.id in best


@pytest.mark.parametrize(
    "changed",
    [
        {"names": ("لیلا حسن المتخيل",)},
        {"names": ("Almutakhayyal Layla",)},
        {"birth": PartialDate.parse("1988-07-03")},
        {"birth": PartialDate.parse("1986")},
        {"birth": None, "names": ("Leila Hasan Al-Mutakhayel",)},
        {"birth": PartialDate.parse("1987-12"), "place": ""},
        {"names": ("Layla",), "place": "Qariyat alwahm"},
    ],
)
def test_keys_meet_whatever_one_field_says_wrongly(changed):
    woman = MatchRecord(
        names=("Layla Hassan Almutakhayyal",), birth=PartialDate.parse("1988-03-07"), sex="F",
        place="Qariyat al-Wahm",
    )  # fmt: skip

    assert keys_asked(replace(woman, **changed)).keys() & keys_of(woman).keys()


def test_what_is_asked_holds_every_key_of_the_record(records):
    for record in records[::13]:
        assert keys_of(record).keys() <= keys_asked(record).keys()


def test_salted_keys_share_nothing_with_unsalted_ones(records):
    assert not keys_of(records[0]).keys() & keys_of(records[0], b"of this deployment").keys()


def test_record_that_knows_nothing_has_no_key():
    assert keys_of(MatchRecord()) == {}


@pytest.mark.parametrize(
    ("text", "month", "day"), [("1988-01-01", 0, 0), ("1988", 0, 0), ("1988-03", 3, 0)]
)
def test_year_is_never_taken_for_the_first_of_january(text, month, day):
    known = born(PartialDate.parse(text))

    assert known is not None
    assert (known.year, known.month, known.day) == (1988, month, day)


def test_rare_name_tells_more_than_a_common_one():
    common = explained(
        MatchRecord(names=("Mohammed Ahmed",)), MatchRecord(names=("Mohamed Ahmad",)), Frequencies()
    )
    rare = explained(
        MatchRecord(names=("Zoriana Vyhadko",)),
        MatchRecord(names=("Zoryana Vyhadko",)),
        Frequencies(),
    )

    assert rare.weight > common.weight


def test_keys_alone_are_never_called_a_match():
    asked = MatchRecord(names=("Layla Hassan",), documents=("XX 123456",))
    candidate = Candidate("far", 90.0, frozenset({Kind.DOCUMENT, Kind.THREE_NAMES}))

    found = explained_by_keys(asked, candidate)

    assert found.judgement is Judgement.UNSURE
    assert {e.right for e in found.evidence} == {""}
