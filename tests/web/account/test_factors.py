"""Second factors: set up, asked for, lost, required."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, override_settings
from django.urls import reverse

from openhbm.apps.accounts.signing_in.queries import factors_of
from tests.web.account.conftest import events, picture_in, secret_of
from tests.web.conftest import PASSWORD


def code_of(secret: str, step: int = 0) -> str:
    counter = list(totp.yield_hotp_counters_from_time())[step]
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def set_up(enter, django_capture_on_commit_callbacks):
    """Sign in, confirm the password, set up the app; answers client and secret."""

    def set_up_for(user):
        client = Client()
        enter(client, user)
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
        client.post(asked.headers["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp")).content.decode()
        secret = secret_of(page)
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
        return client, secret, page

    return set_up_for


def test_app_is_set_up_with_a_square_and_journalled(protector, set_up):
    _client, _secret, page = set_up(protector)

    assert b"<svg" in picture_in(page)
    assert events().count("second_factor_added") == 2
    assert factors_of(protector).codes_left == 10


def test_secret_of_the_app_is_not_readable_in_the_table(protector, set_up):
    _client, secret, _page = set_up(protector)

    kept = Authenticator.objects.get(type="totp").data
    assert secret not in str(kept)


def test_sign_in_with_an_app_asks_for_its_code(protector, set_up, enter):
    _client, secret, _page = set_up(protector)
    client = Client()

    first = enter(client, protector)
    before = client.get(reverse("groups"))
    wrong = client.post(first.headers["Location"], {"code": "000000"})
    right = client.post(first.headers["Location"], {"code": code_of(secret, 0)})

    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert before.status_code == 302
    assert "This code is not right" in wrong.content.decode()
    assert right.status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert "sign_in_failed" in events()


def test_code_of_the_app_works_once(protector, set_up, enter):
    _client, secret, _page = set_up(protector)
    code = code_of(secret, 0)
    for client, works in ((Client(), True), (Client(), False)):
        enter(client, protector)
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert (answer.status_code == 302) is works


def test_recovery_code_opens_once_and_is_shown_once(protector, set_up, enter):
    client, _secret, _page = set_up(protector)
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = shown.split('<li><bdi class="code">')[1].split("<")[0]

    results = []
    for newcomer in (Client(), Client()):
        enter(newcomer, protector)
        results.append(newcomer.post(reverse("mfa_authenticate"), {"code": code}).status_code)

    assert results == [302, 200]
    assert code not in again


def test_second_factor_is_guessed_five_times_at_most(protector, set_up, enter):
    set_up(protector)
    client = Client()
    enter(client, protector)
    pages = [
        client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode()
        for n in range(7)
    ]

    assert "Too many attempts" in pages[-1]


def test_app_is_removed_and_journalled(protector, set_up):
    client, _secret, _page = set_up(protector)

    answer = client.post(reverse("mfa_deactivate_totp"))

    assert answer.headers["Location"] == reverse("account")
    assert not factors_of(protector).any
    assert "second_factor_removed" in events()


def test_reader_of_confidences_is_advised_and_officer_is_not(protector, officer, enter):
    pages = []
    for user in (protector, officer):
        client = Client()
        enter(client, user)
        pages.append(client.get(reverse("account")).content.decode())

    assert "Protect them with a second factor" in pages[0]
    assert "Protect them with a second factor" not in pages[1]


@override_settings(REQUIRE_MFA=True)
def test_required_second_factor_closes_all_else_until_it_is_there(protector, officer, signed_in):
    lacking, free = signed_in(protector), signed_in(officer)

    assert lacking.get(reverse("groups")).headers["Location"] == reverse("account")
    assert lacking.get("/api/v1/persons").status_code == 403
    assert lacking.get(reverse("account")).status_code == 200
    assert free.get(reverse("groups")).status_code == 200


@override_settings(REQUIRE_MFA=True)
def test_required_second_factor_that_is_there_opens_the_pages(protector, set_up):
    client, _secret, _page = set_up(protector)

    assert client.get(reverse("groups")).status_code == 200


def test_pages_of_second_factors_hold_no_script(protector, set_up):
    client, _secret, _page = set_up(protector)
    for name in ("account", "mfa_add_webauthn", "mfa_generate_recovery_codes", "sign-in"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert "<script>" not in page
        assert " style=" not in page
        assert "onclick" not in page


NONSENSE = ("{}", "[]", "5", "x", "null", '{"response": 5}', '{"id": "a", "response": {}}')


def test_passkey_sign_in_gives_fresh_options(client, db):
    options = client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json").json()

    assert options["request_options"]["publicKey"]["userVerification"] == "required"


@pytest.mark.parametrize("credential", NONSENSE)
def test_passkey_sign_in_refuses_nonsense_in_words(client, db, credential):
    refused = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert refused.headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("credential", NONSENSE)
def test_key_that_is_nonsense_is_not_added(protector, set_up, credential):
    client, _secret, _page = set_up(protector)

    answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})

    assert answer.status_code == 200
    assert factors_of(protector).keys == ()


def test_passkey_that_is_refused_is_kept_as_a_failed_sign_in(client, db):
    client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")

    client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "AAAA", "rawId": "AAAA"}'})

    assert events().count("sign_in_failed") == 1
