"""What every role is answered at every address, without anything staying changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from openhbm.apps.accounts.actions import issue_token
from openhbm.apps.accounts.models import User
from tests.matrix.routes import Route

# What differs from one answer to the next whoever asks: tokens of forms, and of the policy.
_CHANCE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r"nonce-[\w+/=-]+|nonce=\"[^\"]*\""),
    re.compile(r'name="(once|key|idempotency_key)" value="[^"]*"'),
    re.compile(r'(?<=CreationDate)[^"]*?(?=\n)'),
)


class Browser:
    """One user's way to every address: pages by session, the interface by token."""

    def __init__(self, user: User) -> None:
        self._client = Client(raise_request_exception=False)
        self._client.force_login(user)
        token = issue_token(by=user, user=user, label="matrix")
        self._headers = {"Authorization": f"Bearer {token}"}

    def answer(self, method: str, path: str) -> HttpResponse:
        """The answer, with whatever the request changed undone."""
        headers = self._headers if path.startswith("/api/") else {}
        with transaction.atomic():
            answered: HttpResponse = getattr(self._client, method)(path, headers=headers)
            answered.told = _told(answered)  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        return answered

    def answers(self, method: str, routes: Iterable[Route]) -> dict[str, tuple[int, str]]:
        """Path → (status, text) of every route."""
        found = {}
        for route in routes:
            answered = self.answer(method, route.path)
            found[route.path] = (answered.status_code, answered.told)
        return found


def _told(answered: HttpResponse) -> str:
    """The text of an answer without what is different by chance; PDF and the like as they are."""
    streaming = getattr(answered, "streaming", False)
    content = b"".join(answered.streaming_content) if streaming else answered.content
    text = content.decode("utf-8", errors="replace")
    where = answered.headers.get("Location", "")
    for chance in _CHANCE:
        text = chance.sub("", text)
    return f"{where}\n{text}"
