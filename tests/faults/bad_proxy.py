"""A bad line between two processes: answers get lost, requests come twice, late or out of order."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.faults.processes import Say

KINDS = ("line cut", "answer lost", "request twice", "old request again", "one second late")
_PASSED_ON = ("Content-Type", "Content-Length")
_PATIENCE_SECONDS = 20
_KEPT = 50


def carry(listener: socket.socket, to: int, say: Say, orders: int) -> None:
    """Pass requests on; do to the next one what is ordered, and say so when it was done."""
    proxy = _Proxy(listener.getsockname(), _Handler, bind_and_activate=False)
    proxy.socket.close()
    proxy.socket = listener
    proxy.to, proxy.say = to, say
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    with os.fdopen(orders) as told:
        for word in told:
            proxy.order(word.strip())


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    to: int
    say: Say

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.orders: list[str] = []
        self.lock = threading.Lock()
        self.old: list[tuple[str, bytes, dict[str, str]]] = []
        self.rng = random.Random(1)

    def order(self, word: str) -> None:
        with self.lock:
            self.orders.append(word)

    def next_order(self) -> str:
        with self.lock:
            return self.orders.pop(0) if self.orders else ""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name: self.headers[name] for name in _PASSED_ON}
        kind = self.server.next_order()
        if kind == "line cut":
            return self._cut(kind)
        if kind == "one second late":
            time.sleep(1.0)
        if kind == "old request again" and self.server.old:
            self._ask(*self.server.rng.choice(self.server.old))
        if kind == "request twice":
            self._ask(self.path, body, headers)
        found = self._ask(self.path, body, headers)
        self.server.old = [*self.server.old[-_KEPT:], (self.path, body, headers)]
        if kind:
            self.server.say(kind)
        if kind == "answer lost" or found is None:
            return self._cut("")
        status, content, media_type = found
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def _ask(
        self, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, str] | None:
        line = http.client.HTTPConnection("127.0.0.1", self.server.to, timeout=_PATIENCE_SECONDS)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers.get("Content-Type", "")
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def _cut(self, kind: str) -> None:
        if kind:
            self.server.say(kind)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test reports."""
