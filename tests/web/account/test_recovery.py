"""A colleague who lost the way in gets a code from a supervisor, with no network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.accounts.recovery.actions import issue_recovery
from tests.web.account.conftest import events
from tests.web.conftest import PASSWORD

NEW = "three new calm words"


def recover(client, username, code, password=NEW):
    form = {"username": username, "code": code, "password": password, "again": password}
    return client.post(reverse("recover"), form)


def shown_code(page: str) -> str:
    return page.split('<p class="one-time"><bdi class="code">')[1].split("<")[0]


def test_recovery_from_the_supervisor_s_page_to_the_notice(lead, colleague, signed_in, enter):
    supervisor = signed_in(lead)
    page = supervisor.post(reverse("recoveries"), {"user": colleague.id}).content.decode()

    client = Client()
    set_ = recover(client, "mate", shown_code(page).lower().replace("-", " "))
    welcome = client.post(
        reverse("sign-in"), {"username": "mate", "password": NEW}, follow=True
    ).content.decode()

    assert set_.status_code == 302
    assert "Lead Example made a recovery code for your account" in welcome
    for kind in ("recovery_issued", "account_recovered", "recovery_told"):
        assert kind in events()


def test_recovery_ends_sessions_of_before_and_the_old_password(lead, colleague, enter):
    before = Client()
    enter(before, colleague)
    recover(Client(), "mate", issue_recovery(by=lead, user=colleague))

    assert before.get(reverse("arrivals")).status_code == 302
    assert enter(Client(), colleague, PASSWORD).status_code == 200


def test_recovery_code_works_once_and_for_its_user_only(lead, colleague, officer):
    code = issue_recovery(by=lead, user=colleague)

    other = recover(Client(), "officer", code)
    first = recover(Client(), "mate", code)
    second = recover(Client(), "mate", code)

    assert [a.status_code for a in (other, first, second)] == [200, 302, 200]
    assert "does not fit this user name, or it is over" in second.content.decode()


def test_recovery_code_is_over_after_fifteen_minutes(lead, colleague):
    early = timezone.now() - timedelta(minutes=15, seconds=1)
    code = issue_recovery(by=lead, user=colleague, at=early)

    assert recover(Client(), "mate", code).status_code == 200


def test_recovery_is_told_alike_for_unknown_names_and_wrong_codes(lead, colleague):
    issue_recovery(by=lead, user=colleague)
    said = "does not fit this user name, or it is over"

    for name in ("mate", "nobody", "MATE "):
        assert said in recover(Client(), name, "AAAAA-AAAAA").content.decode()


def test_recovery_is_guessed_five_times_at_most(lead, colleague):
    code = issue_recovery(by=lead, user=colleague)
    for _attempt in range(5):
        recover(Client(), "mate", "AAAAA-AAAAA")

    assert "Too many attempts" in recover(Client(), "mate", code).content.decode()


@pytest.mark.parametrize("password", ["short", "password"])
def test_recovery_with_a_poor_password_keeps_the_code(lead, colleague, password):
    code = issue_recovery(by=lead, user=colleague)

    refused = recover(Client(), "mate", code, password)
    taken = recover(Client(), "mate", code)

    assert refused.status_code == 200
    assert taken.status_code == 302


def test_page_of_recoveries_lists_nobody_with_more_rights(
    lead, colleague, administrator, signed_in
):
    page = signed_in(lead).get(reverse("recoveries")).content.decode()

    assert "Mate Example" in page
    assert str(administrator.id) not in page
    assert str(lead.id) not in page


def test_page_of_recoveries_answers_a_hidden_user_like_an_absent_one(
    lead, administrator, signed_in
):
    client = signed_in(lead)
    for user in (administrator.id, "01900000-0000-7000-8000-000000000000", "x", ""):
        assert client.post(reverse("recoveries"), {"user": user}).status_code == 404


def test_page_of_recoveries_is_closed_to_officers(colleague, signed_in):
    assert signed_in(colleague).get(reverse("recoveries")).status_code == 403
