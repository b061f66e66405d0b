"""A device joins by a square, is shared, and is put out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.accounts.devices.actions import enrol_device, issue_enrolment
from openhbm.apps.accounts.devices.queries import devices_visible_to
from openhbm.apps.accounts.signing_in.actions import deactivate_user
from openhbm.apps.ledger.errors import ActionError
from tests.web.account.conftest import events, picture_in
from tests.web.conftest import PASSWORD


@pytest.fixture
def tablet(lead, post):
    """A browser that joined the post."""
    client = Client()
    _join(client, issue_enrolment(by=lead, place_id=post.id))
    return client


def _join(client, code, label="Tablet 3"):
    return client.post(reverse("join-device"), {"code": code, "label": label})


def test_device_joins_by_the_address_in_the_square(lead, post, signed_in):
    page = signed_in(lead).post(reverse("enrol-device"), {"place": post.id}).content.decode()
    code = page.split('<p class="one-time"><bdi class="code">')[1].split("<")[0]
    device = Client()

    form = device.get(reverse("join-device-with", args=[code])).content.decode()
    joined = _join(device, code)

    assert f'value="{code}"' in form
    assert b"<svg" in picture_in(page)
    assert joined.headers["Location"] == reverse("sign-in")
    assert device.cookies["hbm_device"]["httponly"]
    assert "device_enrolled" in events()
    assert [str(d) for d in devices_visible_to(lead)] == ["Tablet 3"]


def test_code_for_a_device_lets_one_in_and_only_for_ten_minutes(lead, post):
    code = issue_enrolment(by=lead, place_id=post.id)
    late = issue_enrolment(
        by=lead, place_id=post.id, at=timezone.now() - timedelta(minutes=10, seconds=1)
    )

    answers = [_join(Client(), c).status_code for c in (code, code, late, "AAAAA", "\x00")]

    assert answers == [302, 200, 200, 200, 200]


def test_code_for_a_device_ends_with_the_account_of_who_issued_it(lead, post, user_with):
    code = issue_enrolment(by=lead, place_id=post.id)
    deactivate_user(by=user_with("administrator", username="root"), user=lead)

    with pytest.raises(ActionError, match="unknown, used already or over"):
        enrol_device(by=None, code=code, label="Tablet 9")


def test_device_without_a_name_is_asked_for_one(lead, post):
    code = issue_enrolment(by=lead, place_id=post.id)

    assert _join(Client(), code, " ").status_code == 200
    assert _join(Client(), code).status_code == 302


def test_shared_device_offers_only_colleagues_who_signed_in_there_today(
    tablet, colleague, officer, enter
):
    before = tablet.get(reverse("sign-in")).content.decode()
    enter(tablet, colleague)
    tablet.post(reverse("switch-user"))
    after = tablet.get(reverse("sign-in")).content.decode()
    elsewhere = Client().get(reverse("sign-in")).content.decode()

    assert "Mate Example" not in before
    assert "Mate Example" in after
    assert "Officer Example" not in after
    assert "Mate Example" not in elsewhere


def test_change_of_user_leaves_nothing_of_the_one_before(tablet, colleague, lead, enter):
    enter(tablet, colleague)
    tablet.session["draft"] = "something seen"
    key = tablet.session.session_key

    left = tablet.post(reverse("switch-user"))
    closed = tablet.get(reverse("arrivals"))
    enter(tablet, lead)

    assert left.headers["Location"] == reverse("sign-in")
    assert closed.status_code == 302
    assert tablet.session.session_key != key
    assert "draft" not in tablet.session
    assert "Mate Example" not in tablet.get(reverse("arrivals")).content.decode()
    assert "signed_out" in events()


def test_change_of_user_needs_the_password_of_the_other(tablet, colleague, lead, enter):
    enter(tablet, colleague)
    tablet.post(reverse("switch-user"))
    chosen = tablet.get(reverse("sign-in") + "?user=mate").content.decode()

    assert 'value="mate"' in chosen
    assert enter(tablet, colleague, "1234").status_code == 200
    assert enter(tablet, colleague, PASSWORD).status_code == 302


def test_change_of_user_is_one_touch_in_the_bar_of_shared_devices_only(tablet, colleague, enter):
    plain = Client()
    enter(tablet, colleague)
    enter(plain, colleague)

    assert reverse("switch-user") in tablet.get(reverse("arrivals")).content.decode()
    assert reverse("switch-user") not in plain.get(reverse("arrivals")).content.decode()
    assert tablet.get(reverse("switch-user")).status_code == 405


def test_revoked_device_ends_its_sessions_at_once(tablet, lead, colleague, signed_in, enter):
    enter(tablet, colleague)
    device = devices_visible_to(lead).get()

    signed_in(lead).post(reverse("revoke-device", args=[device.id]))

    ended = tablet.get(reverse("arrivals"), follow=True).content.decode()
    assert "this device was revoked" in ended
    assert "Mate Example" not in ended
    assert "device_revoked" in events()


def test_session_of_a_device_does_not_live_without_its_cookie(tablet, colleague, enter):
    enter(tablet, colleague)
    del tablet.cookies["hbm_device"]

    assert tablet.get(reverse("arrivals")).status_code == 302


def test_device_of_another_post_is_answered_like_an_absent_one(
    tablet, lead, administrator, user_with, signed_in
):
    device = devices_visible_to(lead).get()
    stranger = user_with("auditor")
    absent = "01900000-0000-7000-8000-000000000000"

    for device_id in (device.id, absent):
        address = reverse("revoke-device", args=[device_id])
        assert signed_in(stranger).post(address).status_code == 404


def test_page_of_devices_is_closed_to_officers(colleague, signed_in):
    client = signed_in(colleague)

    assert client.get(reverse("devices")).status_code == 403
    assert client.post(reverse("enrol-device"), {"place": ""}).status_code == 403


def test_supervisor_of_a_post_lets_no_device_in_elsewhere(lead, signed_in):
    client = signed_in(lead)
    for place in ("", "x", "01900000-0000-7000-8000-000000000000"):
        assert client.post(reverse("enrol-device"), {"place": place}).status_code == 403
