"""The bytes of a source: a file of this node, or an address on the network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _

from openhbm.apps.foresight.readers.entries import MOST_BYTES
from openhbm.apps.ledger.errors import ActionError

TIMEOUT_SECONDS = 20.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_address(location: str) -> bool:
    """Whether a source lies on the network."""
    return location.lower().startswith(("http://", "https://"))


def check_address(location: str, field: str) -> None:
    """ActionError for an address that is sent or read in the open, other than on this machine."""
    if _is_safe(location):
        return
    raise ActionError(
        _("%(address)s is no https address.") % {"address": location[:120]},
        field=field,
        remedy=_("Write https://… ; anything else could be read and changed on its way."),
    )


def _is_safe(location: str) -> bool:
    try:
        parts = urlsplit(location)
    except ValueError:
        return False
    scheme, host = parts.scheme.lower(), parts.hostname
    return bool(host) and (scheme == "https" or (scheme == "http" and host in LOOPBACK))


def fetched(location: str) -> bytes:
    """What a source gives now; ActionError when it cannot be reached, or gives far too much."""
    if is_address(location):
        check_address(location, "location")
        return _from_network(location)
    try:
        with Path(location).open("rb") as file:
            return _bounded(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise _unreachable(location, error.strerror or type(error).__name__) from None
    except ValueError as error:
        raise _unreachable(location, str(error)) from None


def _from_network(location: str) -> bytes:
    found = bytearray()
    try:
        with httpx.stream("GET", location, timeout=TIMEOUT_SECONDS) as answer:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                found += piece
                if len(found) > MOST_BYTES:
                    break
    # Names that cannot be: one is httpx's own error, the other that of the codec of host names.
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise _unreachable(location, str(error) or type(error).__name__) from None
    return _bounded(bytes(found))


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise ActionError(
            _("The source gave more than %(most)s MB.") % {"most": MOST_BYTES // 1_048_576},
            field="location",
            remedy=_("Give a part of it, such as the last month."),
        )
    return data


def _unreachable(location: str, why: str) -> ActionError:
    return ActionError(
        _("%(location)s cannot be read: %(why)s") % {"location": location[:120], "why": why[:160]},
        field="location",
        remedy=_("Check the name, and whether this node may reach it."),
    )
