"""A biometric engine on loopback that answers as OSIA's and MOSIP's interfaces say."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Engine(ThreadingHTTPServer):
    """Keeps references by their captures, in both protocols."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.held: list[str] = []
        self.answers: Any = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    server: Engine

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answers is not None:
            return self._answer(self.server.answers)
        if self.path.startswith("/v1/identify/"):
            return self._answer([{"personId": r, "rank": 1, "score": 5} for r in self.server.held])
        if self.path.startswith("/v1/persons/"):
            self.server.held.append(self.path.split("/")[3])
            return self._answer({"personId": self.path.split("/")[3], "encounterId": "1"})
        return self._mosip(body)

    def do_DELETE(self) -> None:
        self.server.held.remove(self.path.split("/")[3].split("?")[0])
        self.send_response(204)
        self.end_headers()

    def _mosip(self, body: dict[str, Any]) -> None:
        told = {"id": body["id"], "requestId": body["requestId"], "returnValue": 1}
        if body["id"].endswith("insert"):
            self.server.held.append(body["referenceId"])
        else:
            found = [{"referenceId": r, "analytics": {"rank": "1"}} for r in self.server.held]
            told["candidateList"] = {"count": len(found), "candidates": found}
        self._answer(told)

    def _answer(self, told: Any) -> None:
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""
