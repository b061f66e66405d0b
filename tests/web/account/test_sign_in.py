"""Getting in: throttled, told alike, journalled."""

from __future__ import annotations

import time
from statistics import median

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client, override_settings
from django.urls import reverse

from openhbm.apps.accounts.signing_in.actions import deactivate_user, reactivate_user
from tests.web.account.conftest import events
from tests.web.conftest import PASSWORD

ARGON2 = ["openhbm.apps.accounts.passwords.PostArgon2"]


def wrong(name: str, client: Client | None = None):
    return (client or Client()).post(
        reverse("sign-in"), {"username": name, "password": "not the password"}
    )


def test_sign_in_is_journalled_with_its_way(clerk, enter):
    client = Client()

    enter(client, clerk)
    client.post(reverse("sign-out"))

    assert events()[-2:] == ["signed_in", "signed_out"]


def test_wrong_password_is_journalled_without_what_was_typed_for_strangers(clerk):
    wrong("clerk")
    wrong("my-secret-typed-in-the-wrong-field")

    assert events().count("sign_in_failed") == 2


def test_sign_in_after_five_wrong_passwords_is_throttled_for_that_name_only(clerk, officer, enter):
    for _attempt in range(5):
        wrong("clerk")

    throttled = enter(Client(), clerk)
    other = enter(Client(), officer)

    assert "Too many attempts" in throttled.content.decode()
    assert throttled.status_code == 200
    assert other.status_code == 302


def test_unknown_name_is_throttled_like_a_known_one(clerk):
    known = [wrong("clerk").content.decode() for _attempt in range(7)]
    absent = [wrong("nobody").content.decode() for _attempt in range(7)]

    said = [["Too many attempts" in page for page in pages] for pages in (known, absent)]
    assert said[0] == said[1] == [False] * 5 + [True] * 2


def test_many_wrong_names_from_one_address_are_throttled(db):
    pages = [wrong(f"guess-{number}").content.decode() for number in range(21)]

    assert "Too many attempts" not in pages[19]
    assert "Too many attempts" in pages[20]


@override_settings(PASSWORD_HASHERS=ARGON2)
def test_unknown_name_takes_as_long_as_a_wrong_password(user_with):
    user_with("registration_clerk", username="known")
    times: dict[str, list[float]] = {"known": [], "absent": []}
    for _round in range(4):
        for name, taken in times.items():
            started = time.perf_counter()
            wrong(name)
            taken.append(time.perf_counter() - started)

    ratio = median(times["known"]) / median(times["absent"])
    assert 0.5 < ratio < 2


@override_settings(PASSWORD_HASHERS=ARGON2)
def test_password_is_kept_as_argon2(user_with):
    user = user_with("registration_clerk")

    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)


def test_deactivated_user_is_answered_like_a_wrong_password(administrator, clerk, enter):
    client = Client()
    enter(client, clerk)
    deactivate_user(by=administrator, user=clerk)

    refused = enter(Client(), clerk)

    assert "Please enter a correct username and password" in refused.content.decode()
    assert client.get(reverse("groups")).status_code == 302


def test_reactivated_user_signs_in_anew(administrator, clerk, enter):
    before = Client()
    enter(before, clerk)
    deactivate_user(by=administrator, user=clerk)
    reactivate_user(by=administrator, user=clerk)

    assert before.get(reverse("groups")).status_code == 302
    assert enter(Client(), clerk).status_code == 302


@pytest.mark.parametrize("name", ["\x00", "ab\x00c", "٣", "🚸" * 200, "' or 1=1"])
def test_nonsense_as_a_name_is_refused_in_words(db, name):
    answer = wrong(name)

    assert answer.status_code == 200
    assert SESSION_KEY not in answer.client.session


def test_sign_in_leads_to_this_server_only(clerk):
    client = Client()
    form = {"username": "clerk", "password": PASSWORD, "next": "https://evil.example/"}

    answer = client.post(reverse("sign-in"), form)

    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


def test_sign_up_and_mail_have_no_address(client, db):
    for path in ("/signup/", "/accounts/signup/", "/password/reset/", "/email/"):
        assert client.get(path).status_code == 404
