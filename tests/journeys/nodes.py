"""A country whose nodes are all served at once from this process, each at its own address."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser

from tests.apps.sync.conftest import Country
from tests.journeys.tablets import BrowserTablet
from tests.nodes import NodeUnderTest


class ServedCountry(Country):
    """Only one thread is at a node at a time: which node that is holds for the whole process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._turn = threading.RLock()
        self._servers: list[WSGIServer] = []

    @contextmanager
    def at(self, prefix: str) -> Iterator[NodeUnderTest]:
        with self._turn, super().at(prefix) as node:
            yield node

    def serve(self, prefix: str) -> str:
        """Answer browsers for a node from now on; its address."""
        whole = StaticFilesHandler(WSGIHandler())

        def answer(environ: dict[str, Any], begin: Callable[..., Any]) -> list[bytes]:
            with self.at(prefix):
                told = whole(environ, begin)
                try:
                    return [b"".join(told)]
                finally:
                    told.close()

        server = make_server("127.0.0.1", 0, answer, _Server, _Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    def drop(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        super().drop()


class TabletOfPost(BrowserTablet):
    """A tablet in a context of the browser that is open already: quick, and of no profile."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        super().__init__(browser.browser_type, base, Path(), [])

    def start(self, language: str = "", width: int = 0) -> None:
        self.language, self.width = language or "en", width or 390
        self.context = self.browser.new_context(
            base_url=self.base, viewport={"width": self.width, "height": 850}, locale="en-GB"
        )
        cookie = {"name": "django_language", "value": self.language, "url": self.base}
        self.context.add_cookies([cookie])
        self.page = self.tab()


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test tells what went wrong."""
