"""Faults of seals and files as errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.documents.seals.verdicts import SealError


@contextmanager
def told_as(field: str, remedy: str = "") -> Iterator[None]:
    """Turn a SealError into an ActionError that names the field."""
    try:
        yield
    except SealError as error:
        raise ActionError(
            _("This cannot be used: %(why)s.") % {"why": error}, field=field, remedy=remedy
        ) from None
