"""Asking for pages through the WSGI handler of this process. Import after ``django.setup()``."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from tests.matrix.routes import filled_routes

from openhbm.apps.accounts.models import User
from openhbm.project.wsgi import application

# Every answer that is no page would be told on the screen.
logging.getLogger("django.request").setLevel(logging.ERROR)
_NAMED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"#?]+)"[^>]*>')
_IN_STYLES = re.compile(r"url\(\s*['\"]?(?!data:)([^'\")]+)")
_MAP = re.compile(r"/build/(map-|maplibre|countries-)")
_NOT_LOADED = ('rel="icon"', 'rel="manifest"')


@dataclass(frozen=True)
class Answer:
    """What came back: the bytes as they go over the line, and when the first of them was there."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    first_byte_ms: float
    cpu_ms: float

    @property
    def bytes(self) -> int:
        return len(self.body)

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def is_paper(self) -> bool:
        """A document to print, which is typeset when it is asked for."""
        return self.headers.get("Content-Type", "") == "application/pdf"


class Browser:
    """One user's browser; nobody's when the user name is empty."""

    def __init__(self, username: str) -> None:
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username))
        self._cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())

    def ask(self, path: str, encodings: str = "gzip, br") -> Answer:
        """The answer to a GET. Of one that streams only the first piece is read."""
        environ = self._environ(path, encodings)
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_info: Any) -> None:
            told.update(status=int(status.split()[0]), headers=dict(headers))

        began, computing = time.perf_counter(), time.process_time()
        parts = application(environ, start_response)
        pieces = iter(parts)
        body = next(pieces, b"")
        took = (time.perf_counter() - began) * 1000
        computed = (time.process_time() - computing) * 1000
        if getattr(parts, "file_to_stream", None) or not getattr(parts, "streaming", False):
            body += b"".join(pieces)
        if hasattr(parts, "close"):
            parts.close()
        return Answer(path, told["status"], told["headers"], body, took, computed)

    def _environ(self, path: str, encodings: str) -> dict[str, Any]:
        parts = urlsplit(path)
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(parts.path),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_ENCODING": encodings,
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_COOKIE": self._cookies,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def assets_of(self, answer: Answer) -> int:
        """Bytes of what a page names beside itself, without what only the map needs."""
        if not answer.is_page:
            return 0
        text = self.ask(answer.path, encodings="identity").body.decode()
        tags = (tag for tag in _NAMED.finditer(text) if _loads(tag[0]))
        named = {urljoin(answer.path, tag[1]) for tag in tags}
        return sum(_weight(path) for path in sorted(named) if not _MAP.search(path))

    def weight_of_map(self) -> int:
        """Bytes of the map library, its styles, its worker and the boundaries, as served."""
        names = (path for finder in finders.get_finders() for path, _storage in finder.list(None))
        paths = {f"/static/{name}" for name in names if not name.endswith((".gz", ".br"))}
        return sum(_weight(path) for path in sorted(paths) if _MAP.search(path))


def _loads(tag: str) -> bool:
    """Whether a browser loads it with the page; icons come later and once."""
    if tag.startswith("<link"):
        return "stylesheet" in tag or "preload" in tag
    return not any(text in tag for text in _NOT_LOADED)


@cache
def _weight(path: str) -> int:
    """Bytes of a file as served, with the fonts and pictures that a style sheet names."""
    browser = Browser("")
    answer = browser.ask(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} is named by a page and answers {answer.status}")
    weight = answer.bytes
    if path.endswith(".css"):
        styles = browser.ask(path, encodings="identity").body.decode()
        weight += sum(_weight(urljoin(path, name)) for name in set(_IN_STYLES.findall(styles)))
    return weight


def pages(values: Mapping[str, str]) -> dict[str, str]:
    """Address as written → filled in, of everything but the interface for machines."""
    routes = filled_routes({name: (value,) for name, value in values.items()})
    return {route.pattern: route.path for route in routes if not route.path.startswith("/api/")}


def database_words() -> str:
    """Which database this is, with its release."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
        cursor.execute("PRAGMA cipher_version")
        return f"SQLite {version} (SQLCipher {cursor.fetchone()[0].split()[0]})"
