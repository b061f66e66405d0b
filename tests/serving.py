"""A node served for real, by the production server, in a process that can be killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60


class Served:
    """`hbm serve` on a free port of this machine; ``start`` again after ``kill``."""

    def __init__(
        self,
        home: Path,
        environment: Mapping[str, str],
        threads: int = 16,
        authority: Path | None = None,
    ) -> None:
        """``authority``: the file to trust, of a node that is to be served over HTTPS."""
        self.authority = authority
        self.environment = dict(environment)
        self.log = home.with_name(f"{home.name}-server.log")
        self.port = free_port()
        self.threads = threads
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        words = ["serve", "--port", str(self.port), "--threads", str(self.threads)]
        words += ["--https"] if self.authority else []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "openhbm.cli", *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a process group of its own, to be killed as one
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self._answers():
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"the server did not answer:\n{self.log.read_text(encoding='utf-8')}")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException), self.client() as client:
            status, _body = client.ask("GET", "/api/v1/openapi.json")
            return status == 200
        return False

    def client(self, token: str = "") -> Client:
        """A connection to it, which over HTTPS trusts its authority alone."""
        return Client(self.port, token, self.authority)

    def kill(self) -> None:
        """SIGKILL to all of it: nothing is finished, nothing is said good-bye to."""
        self._send(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as an operator would."""
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait(PATIENCE_SECONDS)
            self.process = None


class Client:
    """One connection, kept open between requests."""

    def __init__(self, port: int, token: str = "", authority: Path | None = None) -> None:
        self.token = token
        host, patience = "127.0.0.1", PATIENCE_SECONDS
        if authority:
            trusted = ssl.create_default_context(cafile=str(authority))
            self.connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=patience, context=trusted
            )
        else:
            self.connection = http.client.HTTPConnection(host, port, timeout=patience)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def ask(
        self, method: str, path: str, body: Any = None, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON body; raises OSError or HTTPException when the server is gone."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(body)
        try:
            self.connection.request(method, path, sent, headers)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except BaseException:
            self.connection.close()
            raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
