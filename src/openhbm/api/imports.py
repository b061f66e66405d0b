"""Files of counts and of posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from openhbm.api.answering import Ids, done_once
from openhbm.api.auth import user_of
from openhbm.api.fields import Body, IdempotencyKey, text
from openhbm.api.paging import Page, Paging, page_of
from openhbm.apps.intake.files import MOST_BYTES
from openhbm.apps.intake.importing import read_to_import_arrivals, read_to_import_posts
from openhbm.apps.intake.queries import import_for, imports_visible_to
from openhbm.apps.intake.reporting import ImportReport

router = Router(tags=["imports"])
ORDER = ("-made_at", "-id")
_ERRORS_TOLD = 500
_MAPPING = text(2000)


class RefusedOut(Schema):
    """A cell that was not imported, what is wrong with it and what to do."""

    cell: str
    value: str
    problem: str
    remedy: str
    code: str


class OutcomeOut(Schema):
    """What an import did. ``batch_id`` is null when nothing was changed."""

    kind: str
    file_name: str
    sha256: str
    batch_id: UUID | None
    is_dry_run: bool
    accepted: int
    unchanged: int
    revised: int
    rejected: int
    persons: int
    posts_created: list[str]
    understood: dict[str, Any]
    notes: list[str]
    errors: list[RefusedOut]


class BatchLine(Schema):
    """A file that changed something."""

    id: UUID
    kind: str
    file_name: str
    sha256: str
    accepted: int
    unchanged: int
    revised: int
    rejected: int
    made_at: datetime
    made_by_id: UUID


class BatchOut(BatchLine):
    """A file that changed something, how it was read, and the first of its errors."""

    understood: dict[str, Any]
    errors: list[RefusedOut]


class ArrivalsForm(Body):
    """``mapping`` such as ``date=Data,persons=Valore,post:=Lampedusa``; ``create_posts`` is the
    country in which unknown posts are opened."""

    mapping: _MAPPING = ""  # type: ignore[valid-type]
    create_posts: text(3) = ""  # type: ignore[valid-type]
    dry_run: bool = False


class PostsForm(Body):
    mapping: _MAPPING = ""  # type: ignore[valid-type]
    dry_run: bool = False


@router.post("/arrivals", response=OutcomeOut)
def add_arrivals(
    request: HttpRequest,
    file: File[UploadedFile],
    told: Form[ArrivalsForm],
    idempotency_key: IdempotencyKey = None,
):
    """Import counts from a CSV or XLSX file; rows that cannot be read stop no others."""
    return _imported(request, file, told, read_to_import_arrivals, idempotency_key)


@router.post("/posts", response=OutcomeOut)
def add_posts(
    request: HttpRequest,
    file: File[UploadedFile],
    told: Form[PostsForm],
    idempotency_key: IdempotencyKey = None,
):
    """Open or update posts from a CSV, XLSX or GeoJSON file."""
    return _imported(request, file, told, read_to_import_posts, idempotency_key)


def _imported(
    request: HttpRequest,
    file: UploadedFile,
    told: ArrivalsForm | PostsForm,
    read: Callable[..., Callable[[], ImportReport]],
    idempotency_key: str | None,
) -> dict[str, Any]:
    """What became of a file, once for every key."""
    user, name, data = user_of(request), _name_of(file), _bytes_of(file)
    # Read before the writer is asked for: others register meanwhile.
    store = read(by=user, file_name=name, data=data, **told.model_dump())
    reports: list[ImportReport] = []

    def imported() -> Ids:
        reports.append(store())
        return _figures(reports[0])

    ids = done_once(request, idempotency_key, imported, _content(told, data))
    return reports[0].as_dict(_ERRORS_TOLD) if reports else _told_again(request, ids, name)


def _bytes_of(file: UploadedFile) -> bytes:
    """At most one byte more than is read at once; the importer then says that it is too much."""
    return bytes(file.read(MOST_BYTES + 1))


def _name_of(file: UploadedFile) -> str:
    printable = "".join(mark for mark in file.name or "" if mark.isprintable())
    return printable[:200] or "upload"


def _content(told: Body, data: bytes) -> bytes:
    return told.model_dump_json().encode() + b"\n" + data


def _figures(report: ImportReport) -> Ids:
    """What is kept for a repeated request: figures and ids, nothing that stood in a cell."""
    whole = report.as_dict(0)
    return {name: value for name, value in whole.items() if name not in {"understood", "errors"}}


def _told_again(request: HttpRequest, ids: Ids, name: str) -> dict[str, Any]:
    batch_id = ids["batch_id"]
    batch = import_for(user_of(request), UUID(batch_id)) if batch_id else None
    return {
        **ids,
        "file_name": name,
        "understood": batch.understood if batch else {},
        "errors": batch.errors if batch else [],
    }


def _line(batch: Any) -> BatchLine:
    return BatchLine(**{n: getattr(batch, n) for n in BatchLine.model_fields})


@router.get("", response=Page[BatchLine])
def list_imports(request: HttpRequest, paging: Query[Paging]):
    """Files that changed something, the newest first."""
    return page_of(imports_visible_to(user_of(request)), ORDER, paging, _line)


@router.get("/{uuid:batch_id}", response=BatchOut)
def show_import(request: HttpRequest, batch_id: UUID):
    """One import with its errors."""
    batch = import_for(user_of(request), batch_id)
    return BatchOut(**{n: getattr(batch, n) for n in BatchOut.model_fields})
