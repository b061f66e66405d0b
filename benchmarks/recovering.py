"""How long nobody can register when the server of a node is killed in the middle of a rush."""

from __future__ import annotations

import http.client
import random
import threading
import time
import uuid

from tests.cli.conftest import Shell
from tests.serving import Client, Served

PASSWORD = "correct horse battery\n"
ASK_AGAIN_SECONDS, PATIENCE_SECONDS = 0.02, 60.0
RUSH_SECONDS = 1.0
"""So long at most it goes well between two kills."""


def recoveries(node: Shell, post: str, kills: int) -> list[float]:
    """Seconds from each SIGKILL of the production server to the next registration acknowledged.

    The server is started again at once, as a supervisor does; a desk that gets no answer asks
    again with the same key.
    """
    roles = ("--role", "registration_clerk", "--password-stdin")
    node("user", "add", "desk", *roles, typed=PASSWORD)
    token = str(node.json("user", "token", "desk")["token"])
    served = Served(node.home, node.environment)
    served.start()
    desk, rng = _Desk(served, token, post), random.Random(0)
    desk.start()
    try:
        return [_killed(served, desk, rng.uniform(0, RUSH_SECONDS)) for _ in range(kills)]
    finally:
        desk.stop()
        served.kill()


def _killed(served: Served, desk: _Desk, after: float) -> float:
    desk.wait_for_more()
    time.sleep(after)
    served.kill()
    # What was acknowledged between the last look and the kill must not count as what came after.
    began, known = time.monotonic(), desk.acknowledged
    served.start()
    desk.wait_for_more(known)
    return time.monotonic() - began


class _Desk(threading.Thread):
    """Registers one after the other, and again when there is no answer."""

    def __init__(self, served: Served, token: str, post: str) -> None:
        super().__init__(daemon=True)
        self._served, self._token, self._post = served, token, post
        self._is_done = threading.Event()
        self.acknowledged = 0

    def run(self) -> None:
        while not self._is_done.is_set():
            key = str(uuid.uuid4())
            while not (self._is_done.is_set() or self._is_registered(key)):
                time.sleep(ASK_AGAIN_SECONDS)
            self.acknowledged += 1

    def _is_registered(self, key: str) -> bool:
        body = {
            "post": self._post,
            "name": f"Vymyslena Osoba {self.acknowledged}",
            "sex": "F",
            "birth": "1988-05",
            "nationalities": [{"country": "UKR"}],
            "documents": [{"kind": "PASS", "number": key[:8], "issuer": "UKR"}],
        }
        try:
            with Client(self._served.port, self._token) as client:
                status, _answer = client.ask("POST", "/api/v1/persons", body, key)
        except (OSError, http.client.HTTPException):
            return False
        return bool(status == 201)

    def wait_for_more(self, known: int | None = None) -> None:
        """Until one more is acknowledged than now, or than ``known``."""
        known = self.acknowledged if known is None else known
        until = time.monotonic() + PATIENCE_SECONDS
        while self.acknowledged <= known:
            if time.monotonic() > until:
                raise RuntimeError(f"nobody was registered for {PATIENCE_SECONDS:.0f} s")
            time.sleep(ASK_AGAIN_SECONDS / 4)

    def stop(self) -> None:
        self._is_done.set()
        self.join(PATIENCE_SECONDS)
