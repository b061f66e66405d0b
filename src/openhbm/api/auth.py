"""Who is there: the owner of a bearer token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from openhbm.apps.accounts.queries import user_of_token


class BearerToken(HttpBearer):
    """A token made by ``issue_token``; without a valid one nothing is answered."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return user_of_token(None, token)


def user_of(request: HttpRequest) -> Any:
    """The user whom the token of this request belongs to."""
    user: Any = request.auth  # type: ignore[attr-defined]
    return user
