"""The early-warning board, signals and what people made of them, and how accurate it all was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import forecast_post
from openhbm.apps.foresight.feeds.actions import add_feed, take_reading
from openhbm.apps.foresight.queries import alerts_visible_to
from openhbm.apps.foresight.signals.actions import record_signal
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.signals.queries import (
    measures_of,
    notices_visible_to,
    reviews_of,
    signals_visible_to,
)
from tests.web.files import rows_at


@pytest.fixture
def lead(user_with):
    return user_with("shift_lead", username="lead", display_name="Lead Example")


@pytest.fixture
def signal(administrator, post):
    told = SignalDetails(
        "attacks_on_civilians", "Event table", timezone.localdate(), post_id=post.id,
        text="<b>Shelling</b>", reliability="B", credibility=2,
    )  # fmt: skip
    return record_signal(by=administrator, details=told)


def test_board_leads_from_signal_to_alert(alert, signal, lead, signed_in):
    page = signed_in(lead).get(reverse("early-warning")).content.decode()

    assert reverse("signal", args=[signal.id]) in page
    assert reverse("alert", args=[alert.id]) in page
    assert "Attacks on civilians at the origin" in page
    (row,) = rows_at(signed_in(lead), reverse("early-warning"))
    assert (row["post"], row["signals"]) == ("PL-TEST", "attacks_on_civilians")
    assert row["level"] == str(alert.level)


def test_alert_is_told_within_the_system_to_those_who_work_there(alert, lead, signed_in):
    client, address = signed_in(lead), reverse("alert", args=[alert.id])

    told = [client.get(reverse(name)).content.decode() for name in ("home", "alerts", "situation")]

    assert [address in page for page in told[:2]] == [True, True]
    assert f"level-{alert.level}" in told[2]


def test_board_names_a_silent_source(administrator, lead, signed_in):
    long_ago = timezone.now() - timedelta(days=30)
    feed = add_feed(
        by=administrator, code="n", name="Neighbour notices", kind="counterpart_table",
        location="n.csv", at=long_ago,
    )  # fmt: skip
    take_reading(by=administrator, feed=feed, reading=None, problem="No such file")

    page = signed_in(lead).get(reverse("early-warning")).content.decode()

    assert "Silence is a signal" in page
    assert "No such file" in page


def test_signal_is_looked_into_and_acted_on(signal, lead, signed_in):
    client, url = signed_in(lead), reverse("signal", args=[signal.id])

    client.post(url, {"review": "1", "credibility": "1", "decision": "watch", "note": "Called"})
    client.post(url, {"take": "1", "measure": "call_counterpart", "note": ""})
    page = client.get(url).content.decode()

    assert reviews_of(lead, signal).get().credibility == 1
    assert measures_of(lead, signal=signal).get().action == "call_counterpart"
    assert "Lead Example" in page
    assert "<b>Shelling" not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"review": "1", "credibility": "9", "decision": "watch", "note": "x"},
        {"review": "1", "credibility": "1", "decision": "watch", "note": " "},
        {"take": "1", "measure": "close_the_border"},
        {},
    ],
)
def test_signal_with_nonsense_sent_shows_the_form_again(signal, lead, signed_in, sent):
    answer = signed_in(lead).post(reverse("signal", args=[signal.id]), sent)

    assert answer.status_code == 200
    assert not reviews_of(lead, signal).exists()
    assert not measures_of(lead, signal=signal).exists()


def test_officer_without_the_right_cannot_review(signal, officer, signed_in):
    sent = {"review": "1", "credibility": "1", "decision": "watch", "note": "Called"}

    answer = signed_in(officer).post(reverse("signal", args=[signal.id]), sent)

    assert answer.status_code == 403


def test_signal_heard_is_written_down(officer, post, signed_in):
    sent = {
        "indicator": "queue_on_approach", "source": "Driver", "reliability": "C",
        "credibility": "3", "happened_on": "2022-02-24", "value": "7", "post": str(post.id),
    }  # fmt: skip

    answer = signed_in(officer).post(reverse("new-signal"), sent)

    made = signals_visible_to(officer).get()
    assert answer.url == reverse("signal", args=[made.id])
    assert (made.value, made.post_id, made.strength) == (7.0, post.id, 1.0)


def test_notice_to_the_other_side_needs_its_agreement(lead, post, signed_in):
    client, url = signed_in(lead), reverse("new-notice")
    sent = {"post": str(post.id), "counterpart": "Other side", "text": "Two lanes", "agreement": ""}

    refused = client.post(url, sent)
    client.post(url, {**sent, "agreement": "Protocol of 2021"})

    assert refused.status_code == 200
    assert signals_visible_to(lead).get().direction == "sent"


def test_dialogue_shows_what_was_heard_and_told_under_which_agreement(
    lead, officer, post, signed_in
):
    heard = {
        "indicator": "counterpart_notice", "source": "Other side", "reliability": "B",
        "credibility": "2", "happened_on": "2022-02-24", "value": "300", "post": str(post.id),
        "agreement": "Protocol of 2021",
    }  # fmt: skip
    told = {"post": str(post.id), "counterpart": "Other side", "text": "Two lanes open"}
    client = signed_in(lead)
    signed_in(officer).post(reverse("new-signal"), heard)
    client.post(reverse("new-notice"), {**told, "agreement": "Protocol of 2021"})

    page = client.get(reverse("dialogue")).content.decode()
    answer = re.search(r'href="(/signals/notice/[^"]+)"', page)[1].replace("&amp;", "&")
    form = client.get(answer).content.decode()
    file = b"".join(client.get(reverse("dialogue"), {"format": "csv"})).decode("utf-8-sig")
    quiet = signed_in(officer).get(reverse("dialogue")).content.decode()

    assert [n.direction for n in notices_visible_to(lead)] == ["sent", "received"]
    assert page.count("Protocol of 2021") == 2
    assert 'value="Protocol of 2021"' in form
    assert 'value="Other side"' in form
    assert file.count("counterpart_notice") == 2
    assert "/signals/notice/" not in quiet


def test_board_says_what_may_be_done_at_once_and_what_was_done_because_of_a_signal(
    signal, lead, signed_in
):
    client = signed_in(lead)
    client.post(
        reverse("signal", args=[signal.id]), {"take": "1", "measure": "warn_reception", "note": ""}
    )

    page = client.get(reverse("early-warning")).content.decode()

    assert "What may be done at once" in page
    assert page.count("Call the counterpart on the other side") == 1
    # Offered and, in the column of what was done, done.
    assert page.count("Warn reception") == 2


def test_accuracy_of_a_post_shows_its_error_beside_the_fan(analyst, clerk, post, signed_in):
    now = timezone.now()
    for back in range(30, -1, -1):
        at = now - timedelta(days=back)
        count_arrivals(by=clerk, post=post, persons=100 + 7 * (back % 5), at=at)
    for back in (20, 0):
        on = timezone.localdate(now - timedelta(days=back))
        forecast_post(by=analyst, post=post, as_of_on=on)

    whole = signed_in(analyst).get(reverse("accuracy")).content.decode()
    page = signed_in(analyst).get(reverse("post-accuracy", args=[post.code])).content.decode()

    assert reverse("post-accuracy", args=[post.code]) in whole
    assert page.count("<polygon") == 3
    assert "chart-error" in page
    assert "Of the last count carried forward" in page
    (row,) = rows_at(signed_in(analyst), reverse("accuracy"))
    days = rows_at(signed_in(analyst), reverse("post-accuracy", args=[post.code]))
    assert (row["post"], row["forecasts"]) == (post.code, "2")
    assert [day["days_ahead"] for day in days][0 :: len(days) - 1] == ["1", ""]
    assert days[-1]["mean_error"] == row["mean_error"]


def test_pages_with_two_forms_give_every_field_an_id_of_its_own(alert, signal, lead, signed_in):
    for url in (reverse("signal", args=[signal.id]), reverse("alert", args=[alert.id])):
        ids = re.findall(r'\sid="([^"]+)"', signed_in(lead).get(url).content.decode())

        assert len(ids) > 5
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["early-warning", "signals", "accuracy", "new-signal"])
def test_empty_pages_open_for_staff(lead, signed_in, name):
    assert signed_in(lead).get(reverse(name)).status_code == 200


def test_accuracy_of_an_unknown_post_is_not_there(lead, signed_in):
    assert signed_in(lead).get(reverse("post-accuracy", args=["XX-NONE"])).status_code == 404


def test_what_was_done_because_of_an_alert_is_written_down_at_it(alert, lead, signed_in):
    client, url = signed_in(lead), reverse("alert", args=[alert.id])

    client.post(url, {"take": "1", "measure": "open_lanes", "note": "Two lanes"})
    refused = client.post(url, {"take": "1", "measure": "close_the_border"})

    assert measures_of(lead, alert=alert).get().note == "Two lanes"
    assert refused.status_code == 200
    assert "Two lanes" in client.get(url).content.decode()


def test_post_is_raised_by_a_person_because_of_signals(lead, officer, post, signed_in):
    url = reverse("raise-alert", args=[post.code])
    sent = {"level": "2", "reason": "Two sources agree"}

    refused = signed_in(officer).post(url, sent)
    raised = signed_in(lead).post(url, sent)
    again = signed_in(lead).post(url, sent)
    higher = signed_in(lead).post(url, {**sent, "level": "4"})

    assert refused.status_code == 403
    assert raised.status_code == 302
    assert [again.status_code, higher.status_code] == [200, 200]
    assert [a.level for a in alerts_visible_to(lead)] == [2]


def test_signals_are_exported_with_their_grades(signal, lead, signed_in):
    answer = signed_in(lead).get(reverse("signals"), {"format": "csv"})

    text = b"".join(answer).decode("utf-8-sig")
    assert "attacks_on_civilians,received,Event table,B,2,PL-TEST" in text
