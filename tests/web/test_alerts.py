"""Alerts: confirmed or stood down by those who answer for them, and what each level asks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.foresight.outgoing.actions import add_channel, note_delivery
from openhbm.apps.foresight.queries import alert_for
from tests.web.files import rows_at, rows_of


@pytest.fixture
def lead(user_with):
    return user_with("shift_lead", username="lead", display_name="Lead Example")


def test_list_tells_what_each_level_asks_for(alert, officer, signed_in):
    page = signed_in(officer).get(reverse("alerts")).content.decode()

    assert "What each level asks for" in page
    assert "Open the hotline with the other side" in page


def test_confirmed_alert_names_who_looked_into_it(alert, lead, signed_in):
    client, url = signed_in(lead), reverse("alert", args=[alert.id])

    client.post(url, {"confirm": "1"})

    assert "Lead Example" in client.get(url).content.decode()


def test_alert_says_who_was_told_when_and_what_failed_to_those_who_confirm_it(
    alert, administrator, lead, officer, signed_in
):
    made = [
        add_channel(
            by=administrator,
            name=name,
            kind="email",
            address=f"{name}@example.org",
            least_level=1,
            at=alert.raised_at,
        )
        for name in ("ministry", "hospital")
    ]
    for channel, problem in zip(made, ("", "SMTPException: no answer"), strict=True):
        note_delivery(
            by=administrator,
            alert=alert,
            channel=channel,
            message="raised",
            problem=problem,
            at=alert.raised_at,
        )
    url = reverse("alert", args=[alert.id])

    pages = [signed_in(user).get(url).content.decode() for user in (lead, officer)]

    assert all(each in pages[0] for each in ("ministry", "delivered", "hospital", "no answer"))
    assert "example.org" not in pages[0]
    assert "ministry" not in pages[1]
    told = {row["name"]: row["problem"] for row in rows_at(signed_in(lead), url)}
    assert told == {"ministry": "", "hospital": "SMTPException: no answer"}
    assert rows_of(signed_in(officer).get(url, {"format": "csv"})) == []


def test_officer_without_the_right_cannot_confirm(alert, officer, signed_in):
    client, url = signed_in(officer), reverse("alert", args=[alert.id])

    page = client.get(url).content.decode()
    answer = client.post(url, {"confirm": "1"})

    assert "Confirm: I looked into it" not in page
    assert answer.status_code == 403
    assert alert_for(officer, alert.id).confirmed_at is None


def test_false_alarm_is_stood_down_with_a_reason(alert, lead, signed_in):
    client, url = signed_in(lead), reverse("alert", args=[alert.id])

    without = client.post(url, {"stand-down": "1", "finding": "false_alarm", "reason": ""})
    client.post(url, {"stand-down": "1", "finding": "false_alarm", "reason": "Counted twice"})

    found = alert_for(lead, alert.id)
    assert without.status_code == 200
    assert (found.is_open, found.is_false_alarm) == (False, True)
    assert "Counted twice" in client.get(url).content.decode()
