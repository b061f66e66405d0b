"""How long a session lives and what a browser is told."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client, override_settings
from django.urls import reverse

from openhbm.apps.accounts.signing_in.actions import end_sessions, set_session_limits
from openhbm.apps.accounts.signing_in.queries import session_limits
from openhbm.web.account.sessions import BEGAN, SEEN
from tests.web.account.conftest import events


def shifted(client: Client, **seconds: float) -> None:
    """Let the session have begun or been seen so much earlier."""
    session = client.session
    for key, by in seconds.items():
        session[key] -= by
    session.save()


def test_session_ends_when_idle_for_half_an_hour(clerk, enter):
    client = Client()
    enter(client, clerk)
    shifted(client, **{SEEN: 29 * 60})
    before = client.get(reverse("groups"))
    shifted(client, **{SEEN: 31 * 60})
    after = client.get(reverse("groups"), follow=True)

    assert before.status_code == 200
    assert "nothing happened for a while" in after.content.decode()
    assert events()[-1] == "signed_out"


def test_session_ends_after_twelve_hours_though_used(clerk, enter):
    client = Client()
    enter(client, clerk)
    shifted(client, **{BEGAN: 12 * 3600 + 1})

    assert client.get(reverse("groups")).status_code == 302


def test_session_follows_the_limits_of_the_node(administrator, clerk, enter):
    set_session_limits(by=administrator, idle_minutes=5, absolute_hours=8)
    client = Client()
    enter(client, clerk)
    shifted(client, **{SEEN: 6 * 60})

    assert client.get(reverse("groups")).status_code == 302


def test_administrator_sets_the_limits_on_a_page(
    administrator, clerk, enter, signed_in, django_capture_on_commit_callbacks
):
    client, url = signed_in(administrator), reverse("admin-sessions")
    shown = client.get(url).content.decode()
    refused = client.post(url, {"idle_minutes": 0, "absolute_hours": 8})
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, {"idle_minutes": 7, "absolute_hours": 8})
    other = Client()
    enter(other, clerk)
    shifted(other, **{SEEN: 8 * 60})

    assert 'value="30"' in shown
    assert refused.status_code == 200
    assert done.status_code == 302
    assert other.get(reverse("groups")).status_code == 302
    assert session_limits(administrator).absolute == timedelta(hours=8)


def test_only_administrators_reach_the_limits(clerk, signed_in):
    assert signed_in(clerk).get(reverse("admin-sessions")).status_code == 403


def test_sessions_end_everywhere_but_here(clerk, enter):
    here, there = Client(), Client()
    enter(here, clerk)
    enter(there, clerk)

    here.post(reverse("sign-out-everywhere"))

    assert here.get(reverse("groups")).status_code == 200
    assert there.get(reverse("groups")).status_code == 302


def test_administrator_ends_the_sessions_of_another(administrator, clerk, enter):
    client = Client()
    enter(client, clerk)

    end_sessions(by=administrator, user=clerk)

    assert client.get(reverse("groups")).status_code == 302


def test_pages_of_a_user_are_kept_nowhere(clerk, enter):
    client = Client()
    enter(client, clerk)

    answer = client.get(reverse("groups"))

    assert "no-store" in answer.headers["Cache-Control"]


def test_browser_is_told_what_pages_may_do(clerk, enter):
    client = Client()
    answer = enter(client, clerk)

    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@override_settings(
    SESSION_COOKIE_SECURE=True,
    SECURE_HSTS_SECONDS=3600,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
)
def test_https_keeps_cookies_and_addresses_to_itself(clerk):
    client = Client(headers={"x-forwarded-proto": "https"})
    client.post(reverse("sign-in"), {"username": "clerk", "password": "correct horse battery"})

    answer = client.get(reverse("sign-in"))

    assert client.cookies["sessionid"]["secure"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=3600"


def test_language_is_chosen_for_devices_to_come(clerk, signed_in):
    client = signed_in(clerk)

    client.post(reverse("choose-language"), {"language": "ar"})
    refused = client.post(reverse("choose-language"), {"language": "xx"}, follow=True)

    clerk.refresh_from_db()
    assert clerk.language == "ar"
    assert refused.status_code == 200
