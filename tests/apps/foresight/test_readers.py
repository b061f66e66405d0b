"""Readers of signals: every kind of source, and every fault told with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from openhbm.apps.foresight.readers import READERS, read_signals
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import FeedKind, Indicator, NoRegretAction


def read(kind: str, text: str):
    return read_signals("sent.csv", text.encode(), pack().get(FeedKind, kind))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (
            "conflict_table",
            "event_date,timestamp,event_type,admin1,event_id_cnty\n"
            "2022-02-20,1645500000,political_violence,East,E1\n",
            None,
        ),
        (
            "event_tracking",
            "event_id,event_date,report_date,event_type,individuals,to_post\n"
            "ETT-1,2022-02-22,2022-02-27,conflict,1200,PL-A\n",
            1200,
        ),
        (
            "food_security_table",
            "from,published_at,percent,area\n2022-01-01,2022-02-15,27.5%,North\n",
            27.5,
        ),
        ("price_table", "date;market;commodity;price\n2022-02-20;Town;bread;12.5\n", 12.5),
        ("keyword_table", "date,keyword,mentions\n2022-02-20,border,340\n", 340),
        (
            "community_sheet",
            "week_of,village,new_faces,rumours\n2022-02-21,Ford,yes,the bridge is shut\n",
            None,
        ),
        ("intention_survey", "survey_date,percent,location\n2022-02-01,18,Town\n", 18),
        (
            "patrol_table",
            "seen_on,reported_at,persons,post,note\n2022-02-23,2022-02-23T22:00Z,60,PL-A,on foot\n",
            60,
        ),
        (
            "counterpart_table",
            "number,expected_on,sent_at,persons,post,text\n"
            "N-7,2022-02-25,2022-02-24T06:00+02:00,5000,PL-A,trains\n",
            5000,
        ),
        ("signal_table", "date,indicator,value,what\n2022-02-20,staple_price,7,flour\n", 7),
        ("signal_json", '{"signals": [{"date": "2022-02-20", "value": 3, "what": "buses"}]}', 3),
        ("signal_json", '{"features": [{"properties": {"date": "2022-02-20", "value": 3}}]}', 3),
    ],
)
def test_table_of_each_kind_is_read(kind: str, text: str, value: float | None):
    found = read(kind, text)

    assert found.faults == ()
    assert [entry.value for entry in found.entries] == [value]


def test_notice_of_the_other_side_keeps_the_agreement_it_was_sent_under():
    found = read(
        "counterpart_table",
        "number,expected_on,persons,agreement\nN-7,2022-02-25,5000,Protocol of 2021\n",
    )

    assert [entry.agreement for entry in found.entries] == ["Protocol of 2021"]


def test_entry_reported_late_keeps_both_days():
    found = read(
        "event_tracking",
        "event_id,event_date,report_date,individuals\nETT-1,2022-02-22,2022-02-27,1200\n",
    )

    assert found.entries[0].happened_on == date(2022, 2, 22)
    assert found.entries[0].reported_at == datetime(2022, 2, 27, tzinfo=UTC)


def test_bad_rows_are_told_by_line_and_lose_no_good_one():
    found = read(
        "price_table",
        "date,market,price\n2022-02-20,Town,12\n3/4/22,Town,12\n2022-02-22,Town,dear\n2022-02-23,Town,-1\n2022-02-24,Town,\n",
    )

    assert [entry.value for entry in found.entries] == [12, None]
    assert [(fault.where, fault.field) for fault in found.faults] == [
        ("line 3", "happened"), ("line 4", "value"), ("line 5", "value"),
    ]  # fmt: skip
    assert "YYYY-MM-DD" in found.faults[0].remedy


def test_row_of_hxl_tags_is_passed_over():
    found = read("price_table", "date,market,price\n#date,#loc,#value\n2022-02-20,Town,12\n")

    assert (len(found.entries), found.faults) == (1, ())


def test_table_without_a_column_of_days_names_what_it_has():
    with pytest.raises(ActionError) as caught:
        read("price_table", "when,market\n2022-02-20,Town\n")

    assert "when, market" in caught.value.message


RSS = """<?xml version="1.0"?>
<rss xmlns:georss="http://www.georss.org/georss" xmlns:g="http://www.gdacs.org" version="2.0">
<channel>
<item><title>Green flood alert</title>
<description>&lt;p&gt;Rivers rise&lt;/p&gt;</description><guid>FL-1</guid>
<pubDate>Wed, 23 Feb 2022 10:00:00 GMT</pubDate><g:eventtype>FL</g:eventtype>
<g:fromdate>Mon, 21 Feb 2022 00:00:00 GMT</g:fromdate>
<georss:point>49.8 22.9</georss:point></item>
<item><title>No day</title></item></channel></rss>"""


def test_feed_of_hazards_gives_place_kind_and_both_days():
    found = read("hazard_feed", RSS)

    entry = found.entries[0]
    assert (entry.kind, entry.reference, entry.place) == ("FL", "FL-1", "49.8 22.9")
    assert (entry.happened_on, entry.reported_at) == (
        date(2022, 2, 21), datetime(2022, 2, 23, 10, tzinfo=UTC),
    )  # fmt: skip
    assert entry.text == "Green flood alert: Rivers rise"
    assert [fault.where for fault in found.faults] == ["entry 2"]


def test_feed_in_atom_is_read():
    found = read(
        "media_feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>'
        "<title>Trains are full</title><updated>2022-02-24T05:00:00Z</updated></entry></feed>",
    )

    assert [(e.text, e.happened_on) for e in found.entries] == [
        ("Trains are full", date(2022, 2, 24))
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item>&x;</item></rss>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>',
        "<rss><channel>",
        "<html><body>Not found</body></html>",
        "no xml at all",
        "",
    ],
)
@pytest.mark.parametrize("kind", ["hazard_feed", "warning_cap"])
def test_feed_with_entities_or_no_feed_is_refused_in_words(kind: str, text: str):
    with pytest.raises(ActionError) as caught:
        read(kind, text)

    assert caught.value.remedy


def cap(identifier: str, status: str = "Actual", kind: str = "Alert", references: str = "") -> str:
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier>
<sender>met@example.org</sender><sent>2022-02-23T10:00:00+01:00</sent>
<status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>
<references>{references}</references>
<info><category>Met</category><event>Flood</event>
<urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
<onset>2022-02-25T00:00:00+01:00</onset>
<area><areaDesc>River valley</areaDesc></area></info></alert>"""


def test_warning_in_cap_speaks_of_the_day_it_begins():
    found = read("warning_cap", cap("W-1"))

    assert [(e.reference, e.kind, e.place, e.happened_on) for e in found.entries] == [
        ("W-1", "Flood", "River valley", date(2022, 2, 25))
    ]


def test_warnings_that_are_exercises_or_were_cancelled_are_no_signals():
    both = cap("W-1") + cap("W-2", status="Exercise")
    both += cap("W-3", kind="Cancel", references="met@example.org,W-1,2022-02-23T10:00:00+01:00")

    found = read("warning_cap", f"<list>{both}</list>")

    assert found.entries == ()
    assert len(found.faults) == 3


@pytest.mark.parametrize("text", ["[", "{}", '{"signals": 4}', "[" * 5000, "\x00\x01"])
def test_json_that_holds_no_list_is_refused_in_words(text: str):
    with pytest.raises(ActionError):
        read("signal_json", text)


def test_json_entry_that_is_no_object_is_told_by_its_place():
    found = read("signal_json", '{"signals": [4, {"date": "2022-02-20"}]}')

    assert (len(found.entries), [f.where for f in found.faults]) == (1, ["entry 1"])


def test_content_of_feeds_and_indicators_names_only_what_there_is():
    indicators, measures = pack().all(Indicator), pack().all(NoRegretAction)

    for kind in pack().all(FeedKind).values():
        assert {kind.indicator, *kind.kinds.values()} <= set(indicators), kind.id
        assert kind.reader in READERS
    assert {name for each in indicators.values() for name in each.actions} <= set(measures)
