"""The document that describes the interface, kept so that a change of it is seen in review.

After a change that is meant, write it anew: HBM_WRITE_SNAPSHOT=1 pytest tests/api/test_openapi.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from openhbm.api.api import api

SNAPSHOT = Path(__file__).with_name("openapi.json")
REFUSALS = {"400", "401", "403", "404", "422"}


def document() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema()))


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(m, p, o) for p, found in document()["paths"].items() for m, o in found.items()]


def test_openapi_document_equals_the_snapshot() -> None:
    found = json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("HBM_WRITE_SNAPSHOT"):
        SNAPSHOT.write_text(found, encoding="utf-8")

    assert found == SNAPSHOT.read_text(encoding="utf-8"), (
        "the interface changed; if that is meant, write the snapshot anew (see this file's head)"
    )


def test_openapi_document_is_version_3_1_and_open_to_all(client: Any) -> None:
    answer = client.get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_every_operation_needs_a_token_and_describes_its_problems() -> None:
    for method, path, operation in operations():
        assert operation["security"], f"{method} {path}"
        assert set(operation["responses"]) >= REFUSALS
        assert "application/problem+json" in operation["responses"]["422"]["content"]
        assert operation.get("description"), f"{method} {path} is not described"


def test_every_post_takes_an_idempotency_key() -> None:
    for method, path, operation in operations():
        names = {found["name"] for found in operation.get("parameters", ())}
        assert ("Idempotency-Key" in names) == (method == "post"), f"{method} {path}"


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]

    assert len(ids) == len(set(ids))
