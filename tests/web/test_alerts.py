"""Alerts: confirmed or stood down by those who answer for them, and what each level asks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.foresight.queries import alert_for


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
