"""A node with a post, and clients of the interface with their tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.kept import kept

from openhbm.apps.accounts.actions import add_user, give_role, issue_token
from openhbm.apps.accounts.models import User
from openhbm.apps.places.actions import add_service, open_post
from openhbm.apps.places.models import Post, Service

# No user has both: the wall stands between enforcement and what is said in trust.
CARING_ROLES = (
    "administrator",
    "protection_officer",
    "registration_clerk",
    "data_protection_officer",
    "national_coordinator",
)


class ApiClient:
    """Speaks JSON under ``/api/v1`` with one user's token."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.headers = {}
        if user:
            token = issue_token(by=user, user=user, label="test")
            self.headers["Authorization"] = f"Bearer {token}"
        self._client = Client(raise_request_exception=False)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self._client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, key: str | None = None) -> HttpResponse:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self._client.post(
            f"/api/v1{path}", data, content_type="application/json", headers=headers
        )

    def send(self, path: str, fields: dict[str, Any], key: str | None = None) -> HttpResponse:
        """A form with files."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self._client.post(f"/api/v1{path}", fields, headers=headers)


MakeClient = Callable[..., ApiClient]


@kept
def client_with(db: None) -> MakeClient:
    """Make a client whose user holds the named roles, at a post or everywhere."""

    def make(*roles: str, post: Post | None = None) -> ApiClient:
        user = add_user(
            by=None, username="-".join(roles)[:60] or "nobody", password="correct horse"
        )
        for role in roles:
            give_role(by=None, user=user, role=role, place_id=post.id if post else None)
        return ApiClient(user)

    return make


@kept
def api(client_with: MakeClient) -> ApiClient:
    """A client that may do everything but decide on entry."""
    return client_with(*CARING_ROLES)


@pytest.fixture
def stranger(db: None) -> ApiClient:
    return ApiClient(None)


@kept
def post(api: ApiClient) -> Post:
    return open_post(
        by=api.user,
        code="PL-TEST",
        name="Testowa",
        country="POL",
        latitude=50.0,
        longitude=23.0,
        post_type="OFFICIAL_LAND",
        throughput_ordinary_per_hour=50,
        waiting_capacity=500,
    )


@kept
def service(api: ApiClient, post: Post) -> Service:
    return add_service(
        by=api.user,
        name="Tracing desk",
        category="FAMILY_TRACING",
        provider="Testowa Society",
        country="POL",
        post=post,
    )


@kept
def officer_api(client_with: MakeClient) -> ApiClient:
    """A client of a border officer, who decides on entry."""
    return client_with("border_officer")
