"""A tablet as Python plays it: it gives numbers, seals items and brings them."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import Client
from django.utils import timezone

from openhbm.apps.accounts.devices.actions import enrol_device, issue_enrolment
from openhbm.apps.accounts.models import Device, User
from openhbm.apps.intake.tablets.actions import prepare_tablet
from openhbm.apps.intake.tablets.handing_out import pack_for
from openhbm.apps.intake.tablets.taking import FILE_KIND
from openhbm.apps.ledger.records import new_id
from openhbm.core.documents.numbers import number_of_block
from openhbm.core.ledger.items import seal_item


def device_let_in(by: User, place_id: UUID | None = None, label: str = "Tablet 3") -> Device:
    code = issue_enrolment(by=by, place_id=place_id)
    return enrol_device(by=None, code=code, label=label).device


class PlayedTablet:
    """One user at work on a tablet that was prepared at this node."""

    def __init__(self, user: User, device: Device) -> None:
        made = prepare_tablet(by=user, device=device)
        self.user, self.tablet = user, made.tablet
        self.secret, self.key = made.tablet_secret, made.user_secret
        self.pack = pack_for(user, made.tablet, "en")
        self.given = 0
        self._client = Client(raise_request_exception=False)

    def number(self) -> str:
        self.given += 1
        return number_of_block(self.pack["prefix"], self.pack["block"], self.given)

    def item(self, kind: str, body: dict[str, Any], at: datetime | None = None) -> dict[str, str]:
        """An item as it stands in the tablet's queue."""
        said = {
            "kind": kind,
            "user": str(self.user.id),
            "key": self.key,
            "at": (at or timezone.now()).isoformat(),
            "body": body,
        }
        item_id = new_id()
        box = "protected" if kind == "screening" else "ordinary"
        sealed = seal_item(
            bytes.fromhex(self.pack["keys"][box]),
            item_id,
            json.dumps(said).encode(),
            X25519PrivateKey.generate(),
        )
        return {"id": str(item_id), "sealed": base64.b64encode(sealed).decode()}

    def household(self, *names: str, post: str = "PL-TEST", **more: Any) -> dict[str, Any]:
        """The body of a household, with numbers given by the tablet."""
        members = [
            {"number": self.number(), "name": name, "sex": "F", "age": "30"} for name in names
        ]
        return {"post": post, "number": self.number(), "members": members} | more

    def ask(self, path: str, body: dict[str, Any], secret: str = "") -> tuple[int, dict[str, Any]]:
        answer = self._client.post(
            f"/api/v1/tablet/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret or self.secret}"},
        )
        return answer.status_code, answer.json()

    def bring(self, *items: dict[str, str], **more: Any) -> list[dict[str, str]]:
        """Bring items; what became of each."""
        status, told = self.ask("items", {"items": list(items), **more})
        assert status == 200, told
        outcomes: list[dict[str, str]] = told["outcomes"]
        return outcomes

    def backup(self, *items: dict[str, str]) -> bytes:
        """The file that the tablet saves with one tap."""
        told = {"kind": FILE_KIND, "tablet": str(self.tablet.id), "items": list(items)}
        return json.dumps(told).encode()
