"""Registration desks that work through the API until each person is acknowledged."""

from __future__ import annotations

import http.client
import threading
import time
import uuid

from sqlcipher3 import dbapi2 as sqlcipher

from openhbm.apps.ledger.keys import KeyRing
from tests.serving import Client, Served

SECONDS = 180


class Desks:
    """Registers people through the API until each is acknowledged, whatever happens meanwhile."""

    def __init__(self, served: Served, token: str, post: str) -> None:
        self.served, self.token, self.post = served, token, post
        self.until = time.monotonic() + SECONDS
        self.acknowledged: dict[str, str] = {}
        self.refused: list[tuple[int, dict]] = []
        self.sent_again = 0
        self.lock = threading.Lock()

    def register(self, numbers: range) -> None:
        with Client(self.served.port, self.token) as client:
            for number in numbers:
                self._register_one(client, f"Vymyslena Osoba {number}", str(uuid.uuid4()))

    def _register_one(self, client: Client, name: str, key: str) -> None:
        while time.monotonic() < self.until:
            try:
                body = {"post": self.post, "name": name, "sex": "F"}
                status, answer = client.ask("POST", "/api/v1/persons", body, key)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.sent_again += 1
                time.sleep(0.1)
                continue
            with self.lock:
                if status in (200, 201):
                    self.acknowledged[name] = answer["person"]["id"]
                    return
                self.refused.append((status, answer))
            return


def stored_people(node) -> list[tuple[str, str]]:
    """(id, name) of every stored person, read past the application."""
    database = sqlcipher.connect(node.home / "hbm.sqlite3")
    key = KeyRing.at(node.home / "keys").database_key.hex()
    database.execute(f"PRAGMA key = \"x'{key}'\"")
    return database.execute("SELECT id, name FROM people_person").fetchall()
