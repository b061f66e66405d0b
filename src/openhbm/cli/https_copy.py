"""The node's authority and certificate in a backup: sealed, as whoever holds them is trusted by
every tablet of the node."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.core.management.base import CommandError

from openhbm.apps.ledger.keys import KeyRing
from openhbm.cli.archive import HTTPS_SEALED
from openhbm.cli.https import AUTHORITY, FOLDER, SERVER, keep_file, pair_fits
from openhbm.core.ledger.envelopes import EnvelopeError
from openhbm.core.ledger.streams import PREFIX_BYTES, opened_blocks, sealed_blocks

_MODES = {f"{name}.{kind}": mode for name in (AUTHORITY, SERVER)
          for kind, mode in (("key", 0o600), ("crt", 0o644))}  # fmt: skip


def copy_https(home: Path, folder: Path, keys: KeyRing) -> dict[str, Path]:
    """Archive name → sealed copy; nothing for a node that never served HTTPS by itself."""
    there = {name: home / FOLDER / name for name in _MODES if (home / FOLDER / name).is_file()}
    if not there:
        return {}
    plain = json.dumps({name: path.read_text("ascii") for name, path in there.items()}).encode()
    target = folder / HTTPS_SEALED
    target.touch(mode=0o600)
    target.write_bytes(b"".join(sealed_blocks(keys.https_key, os.urandom(PREFIX_BYTES), [plain])))
    return {HTTPS_SEALED: target}


def bring_https_back(home: Path, keys: KeyRing) -> bool:
    """Put the certificates of an unpacked backup in their place; whether it held any.

    CommandError when they do not open, or a key is not that of its certificate.
    """
    copy = home / HTTPS_SEALED
    if not copy.exists():
        return False
    try:
        with copy.open("rb") as file:
            told = json.loads(b"".join(opened_blocks(keys.https_key, file.read)))
        files = {name: str(told[name]).encode("ascii") for name in _MODES if name in told}
    except (EnvelopeError, ValueError, TypeError, KeyError) as error:
        raise CommandError(
            f"The certificates in the backup do not open with these keys: {error}. "
            "Nothing was changed."
        ) from None
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in files.items():
        keep_file(folder / name, content, _MODES[name])
    for name in (AUTHORITY, SERVER):
        if f"{name}.crt" in files and not pair_fits(folder, name):
            raise CommandError(
                f"The certificate {name}.crt in the backup and its key do not belong together. "
                "Nothing was changed; use another backup."
            )
    copy.unlink()
    return True
