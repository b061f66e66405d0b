"""What every role is answered at every address, without anything staying changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from openhbm.apps.accounts.actions import issue_token
from openhbm.apps.accounts.models import User
from tests.matrix.routes import Route

# What differs from one answer to the next whoever asks: tokens of forms, and of the policy.
_CHANCE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"token": "\w{64}"'),
    re.compile(r"nonce-[\w+/=-]+|nonce=\"[^\"]*\""),
    re.compile(r'name="(once|key|idempotency_key)" value="[^"]*"'),
    re.compile(r"(?<=/build/)[\w.-]+"),
    re.compile(r"(?<=/interview/)[0-9a-f-]{36}"),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|[+]00:00)"),
    # How long somebody waits, which a slow machine makes a minute longer.
    re.compile(r"\d+\xa0(hour|minute)s?(, \d+\xa0minutes?)?"),
)
# In a document that is printed, also the hour and minute at which it was.
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(:\d\d)?\b")
_WHEN_MADE = re.compile(rb"/(CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^]]*\]")
_READER = shutil.which("pdftotext")


class Browser:
    """One user's way to every address: pages by session, the interface by token."""

    def __init__(self, user: User) -> None:
        self._client = Client(raise_request_exception=False)
        self._client.force_login(user)
        # The first page notes when the session began; undone, it would be noted every time.
        self._client.get("/")
        self._cookies = {name: found.value for name, found in self._client.cookies.items()}
        token = issue_token(by=user, user=user, label="matrix")
        self._headers = {"Authorization": f"Bearer {token}"}

    def answer(self, method: str, path: str) -> HttpResponse:
        """The answer, with whatever the request changed undone."""
        headers = self._headers if path.startswith("/api/") else {}
        # What is undone below takes a session begun meanwhile with it.
        self._client.cookies.clear()
        self._client.cookies.load(self._cookies)
        # What is done behind a page would be done or not, as it happens.
        with override_settings(HBM_WORK_IN_BACKGROUND=False), transaction.atomic():
            answered: HttpResponse = getattr(self._client, method)(path, headers=headers)
            answered.told = told_by(answered)  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        assert answered.status_code < 500, f"{method} {path} breaks the server"
        return answered

    def answers(self, method: str, routes: Iterable[Route]) -> dict[str, tuple[int, str]]:
        """Path → (status, text) of every route."""
        found = {}
        for route in routes:
            answered = self.answer(method, route.path)
            found[route.path] = (answered.status_code, answered.told)
        return found


def told_by(answered: HttpResponse) -> str:
    """The text of an answer without what is different by chance."""
    streaming = getattr(answered, "streaming", False)
    content = b"".join(answered.streaming_content) if streaming else answered.content
    if answered.headers.get("Content-Type", "").startswith("application/pdf"):
        text = _CLOCK.sub("", _words_of(_WHEN_MADE.sub(b"", content)))
    else:
        text = content.decode("utf-8", errors="replace")
    text = f"{answered.headers.get('Location', '')}\n{text}"
    for chance in _CHANCE:
        text = chance.sub("", text)
    return text


@lru_cache(maxsize=256)
def _words_of(document: bytes) -> str:
    """What a PDF says, line by line; that it was made a minute later makes it no other one."""
    assert _READER, "pdftotext of poppler-utils reads what documents tell"
    ran = subprocess.run(
        [_READER, "-q", "-layout", "-", "-"], input=document, capture_output=True, check=False
    )
    assert ran.stdout.strip(), f"nothing can be read in a document: {ran.stderr!r}"
    return ran.stdout.decode("utf-8", errors="replace")
