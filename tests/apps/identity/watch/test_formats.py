"""Lists of invented persons as their publishers write them."""

from __future__ import annotations

import json
import time

import pytest
from tests.apps.identity.watch.lists import FTM, OFAC_ALT, OFAC_SDN, UN

from openhbm.apps.identity.watch.formats import follow_the_money, ofac, united_nations
from openhbm.apps.identity.watch.formats.entries import Change, birth_text
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.values import PartialDate


def test_follow_the_money_reads_persons_with_names_weak_names_and_papers():
    first, second = follow_the_money.persons_in(FTM)

    assert first.key == "NK-1"
    assert first.names == ("Borys Vyhadko", "Борис Вигадко")
    assert first.weak == ("Bear",)
    assert first.births == ("1971-02-03",)
    assert (first.sex, first.nationalities) == ("M", ("ut",))
    assert first.documents == ("UT1234567",)
    assert second.names == ("Zoriana Nebuvala",)


def test_follow_the_money_delta_says_who_is_gone():
    line = json.dumps({"op": "DEL", "entity": {"id": "NK-1", "schema": "Person"}}).encode()

    (gone,) = follow_the_money.persons_in(line)

    assert gone.change is Change.GONE


@pytest.mark.parametrize("line", [b"nonsense", b"[1]", b"{}", b'"text"'])
def test_follow_the_money_line_that_is_no_entity_is_named(line):
    with pytest.raises(ActionError, match="Line 2"):
        list(follow_the_money.persons_in(b'{"id": "x"}\n' + line))


def test_united_nations_list_keeps_good_and_low_aliases_apart():
    first, second = united_nations.persons_in(UN)

    assert first.key == "690001"
    assert first.names == ("SAMIR KARIM ALSARABI", "سمير كريم السرابي", "Sameer Al-Sarabi")
    assert first.weak == ("Abu Wahm",)
    assert first.births == ("1965~2", "1972~2")
    assert first.documents == ("W0001",)
    assert second.births == ("1980-05-06",)


def test_united_nations_list_with_external_entity_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'

    with pytest.raises(ActionError, match="no list of the United Nations"):
        list(united_nations.persons_in(bomb))


def test_ofac_reads_both_files_and_the_remarks():
    first, second = ofac.persons_in(OFAC_SDN + OFAC_ALT)

    assert first.names == ("Yasser ALKHAYALI", "Yaser AL-KHAYALI")
    assert first.births == ("1959-12-10",)
    assert first.nationalities == ("Utopia",)
    assert first.documents == ("A777",)
    assert (first.weak, second.weak) == (("THE CLOUD",), ())
    assert second.births == ("1962~2",)


@pytest.mark.parametrize("data", [b"", b"hello,world", b"\xff\xfe\x00", b'"unfinished'])
def test_ofac_file_that_is_none_says_so(data):
    with pytest.raises(ActionError, match="OFAC|CSV"):
        list(ofac.persons_in(data))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10 Dec 1948", "1948-12-10"),
        ("Dec 1948", "1948-12"),
        ("1948", "1948"),
        ("1948-12-10", "1948-12-10"),
        ("1948-12-10T00:00:00", "1948-12-10"),
        ("1960 to 1964", "1962~2"),
        ("31 Feb 1948", ""),
        ("unknown", ""),
    ],
)
def test_birth_dates_of_publishers_are_read(text, read):
    assert birth_text(text) == read
    assert not read or PartialDate.parse(read)


def test_birth_date_of_nonsense_is_answered_at_once():
    began = time.perf_counter()

    assert birth_text("1" * 50_000) == ""
    assert time.perf_counter() - began < 1
