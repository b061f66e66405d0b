"""What the tests of the sign-in pages share."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.ledger.models import Entry
from tests.kept import kept
from tests.web.conftest import PASSWORD


@pytest.fixture
def enter() -> Callable[..., Any]:
    """Sign in through the form; answers the response."""

    def enter_as(client: Client, user: Any, password: str = PASSWORD) -> Any:
        form = {"username": user.username, "password": password}
        return client.post(reverse("sign-in"), form)

    return enter_as


@kept
def lead(user_with, post):
    """A shift lead at the one post."""
    return _at(user_with(username="lead", display_name="Lead Example"), "shift_lead", post)


@kept
def colleague(user_with, post):
    """A border officer at the same post."""
    return _at(user_with(username="mate", display_name="Mate Example"), "border_officer", post)


def _at(user: Any, role: str, post: Any) -> Any:
    give_role(by=None, user=user, role=role, place_id=post.id)
    return user


def events() -> list[str]:
    """The kinds of entries in the journal, oldest first."""
    return list(Entry.objects.order_by("sequence").values_list("type", flat=True))


def secret_of(page: str) -> str:
    """The secret shown for typing on the page that sets up the app."""
    return page.split('class="code secret">')[1].split("<")[0]


def picture_in(page: str) -> bytes:
    """The SVG of the page's square."""
    return base64.b64decode(page.split("data:image/svg+xml;base64,")[1].split('"')[0])
