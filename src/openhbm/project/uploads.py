"""A bound on what anybody may send, looked at before any of it is taken in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 48 * 1024 * 1024
"""The largest table that is imported (32 MB) and what a form adds to it."""


class BoundedUpload(FileUploadHandler):
    """Refuses a form of files by its announced length; what is longer than that is not read."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > MOST_BYTES:
            most = MOST_BYTES // (1024 * 1024)
            raise RequestDataTooBig(f"More than {most} MB were sent. Send a smaller file.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
