"""Signing in through an identity provider: a small one of this test, on this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client, override_settings
from django.urls import reverse

from openhbm.apps.accounts.queries import users_visible_to
from openhbm.apps.accounts.signing_in.actions import deactivate_user
from openhbm.project.settings_sign_in import oidc_apps
from tests.web.account.conftest import events

CLIENT, SECRET = "openhbm", "a secret of at least thirty-two letters"


class Provider(ThreadingHTTPServer):
    """Answers what OpenID Connect asks for; ``claims`` say who is signed in there."""

    claims: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url = self.server.url
        known = {
            "/.well-known/openid-configuration": {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/userinfo": self.server.claims,
        }
        self._tell(known[self.path])

    def do_POST(self) -> None:
        now = int(time.time())
        claims = {"iss": self.server.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        token = jwt.encode({**claims, **self.server.claims}, SECRET, algorithm="HS256")
        self._tell({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    def _tell(self, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "u-1", "preferred_username": "clerk"}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    apps = oidc_apps(
        {
            "HBM_OIDC_SERVER": server.url,
            "HBM_OIDC_CLIENT_ID": CLIENT,
            "HBM_OIDC_CLIENT_SECRET": SECRET,
            "HBM_OIDC_NAME": "Ministry",
        }
    )
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": apps}}):
        yield server
    server.shutdown()
    server.server_close()
    thread.join()


def through(provider: Provider, client: Client | None = None):
    """There and back, as the browser would."""
    client = client or Client()
    leave = client.get(reverse("openid_connect_login", args=["national"]))
    asked = parse_qs(urlsplit(leave.headers["Location"]).query)
    assert leave.headers["Location"].startswith(f"{provider.url}/authorize")
    assert asked["code_challenge_method"] == ["S256"]
    back = urlsplit(asked["redirect_uri"][0]).path
    return client, client.get(back, {"code": "c", "state": asked["state"][0]})


def test_provider_is_offered_only_when_configured(provider, client, db):
    offered = client.get(reverse("sign-in")).content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": []}}):
        page = client.get(reverse("sign-in")).content.decode()
        answer = client.get(reverse("openid_connect_login", args=["national"]))

    assert "Sign in with Ministry" in offered
    assert "Sign in with Ministry" not in page
    assert answer.headers["Location"] == reverse("sign-in")


def test_provider_lets_in_a_user_whom_an_administrator_added(provider, clerk):
    client, answer = through(provider)

    assert answer.status_code == 302
    assert client.get(reverse("groups")).status_code == 200
    assert events()[-2:] == ["provider_linked", "signed_in"]


def test_provider_never_adds_a_user(provider, clerk):
    provider.claims = {"sub": "u-2", "preferred_username": "stranger"}

    client, answer = through(provider)

    assert answer.headers["Location"] == reverse("sign-in")
    assert client.get(reverse("groups")).status_code == 302
    assert [u.username for u in users_visible_to(clerk)] == ["clerk"]
    assert "sign_in_failed" in events()


def test_second_account_of_the_same_name_is_refused(provider, clerk):
    through(provider)
    provider.claims = {"sub": "u-99", "preferred_username": "clerk"}

    client, _answer = through(provider)

    assert client.get(reverse("groups")).status_code == 302


def test_linked_account_stays_the_same_user_after_a_change_of_name(provider, clerk, officer):
    through(provider)
    provider.claims = {"sub": "u-1", "preferred_username": "officer"}

    client, _answer = through(provider)

    assert client.get(reverse("account")).context["user"].username == "clerk"


@pytest.mark.parametrize("claims", [{"sub": "u"}, {"sub": "u", "preferred_username": ""}])
def test_provider_without_a_name_is_refused(provider, clerk, claims):
    provider.claims = claims

    _client, answer = through(provider)

    assert answer.headers["Location"] == reverse("sign-in")


def test_deactivated_user_does_not_come_in_through_the_provider(provider, clerk, administrator):
    through(provider)
    deactivate_user(by=administrator, user=clerk)

    client, answer = through(provider)

    assert answer.headers["Location"] == reverse("sign-in")
    assert client.get(reverse("groups")).status_code == 302


def test_answer_nobody_asked_for_is_refused(provider, clerk, client):
    answer = client.get(
        reverse("openid_connect_callback", args=["national"]), {"code": "c", "state": "forged"}
    )

    assert answer.headers["Location"] == reverse("sign-in")
    assert client.get(reverse("groups")).status_code == 302


def test_provider_that_is_gone_is_told_at_sign_in(provider, client, db):
    apps = oidc_apps(
        {
            "HBM_OIDC_SERVER": "http://127.0.0.1:9",
            "HBM_OIDC_CLIENT_ID": CLIENT,
            "HBM_OIDC_CLIENT_SECRET": SECRET,
        }
    )
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": apps}}):
        page = client.get(reverse("openid_connect_login", args=["national"]), follow=True)

    assert "did not answer as expected" in page.content.decode()


def test_half_a_configuration_names_what_is_missing():
    with pytest.raises(ValueError, match="HBM_OIDC_CLIENT_ID, HBM_OIDC_CLIENT_SECRET"):
        oidc_apps({"HBM_OIDC_SERVER": "https://id.example"})
