"""The node's secret keys: files outside the database, readable by the service's user only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openhbm.apps.ledger.home import DATABASE_FILE
from openhbm.core.ledger.envelopes import KEY_BYTES, derived_key

NODE_KEY = "node.key"
PROTECTION_KEY = "protection.key"
KEY_FILES = (NODE_KEY, PROTECTION_KEY)


@dataclass(frozen=True)
class KeyRing:
    """Two secrets in a folder; every working key is derived from one of them.

    ``node.key`` opens the database and ordinary personal data; ``protection.key`` opens what was
    learnt in screening, health, security and complaints.
    """

    folder: Path
    node_secret: bytes
    protection_secret: bytes

    @classmethod
    def at(cls, folder: Path) -> KeyRing:
        """The ring in ``folder``; made on first use, with owner-only rights.

        ValueError when a key is of the wrong length, or missing beside a database: a new one would
        open nothing of what is there, and what it seals would be lost when the old one comes back.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (folder.parent / DATABASE_FILE).exists():
            _check_complete(folder)
        return cls(folder, *(_secret(folder / name) for name in KEY_FILES))

    @cached_property
    def database_key(self) -> bytes:
        return derived_key(self.node_secret, "openhbm database")

    @cached_property
    def session_key(self) -> bytes:
        return derived_key(self.node_secret, "openhbm sessions")

    @cached_property
    def files_key(self) -> bytes:
        return derived_key(self.node_secret, "openhbm files")

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(
            derived_key(self.node_secret, "openhbm journal signature")
        )

    @cached_property
    def dump_key(self) -> bytes:
        """Seals a copy of a PostgreSQL database, as ``database_key`` does the file."""
        return derived_key(self.node_secret, "openhbm database copy")

    @cached_property
    def https_key(self) -> bytes:
        """Seals the copy of the node's certificates and their keys in a backup."""
        return derived_key(self.node_secret, "openhbm https copy")

    def wrapping_key(self, *, is_sealed: bool) -> bytes:
        """The key that wraps persons' data keys: of the sealed compartments, or of the others."""
        secret = self.protection_secret if is_sealed else self.node_secret
        return derived_key(secret, "openhbm person keys")


def _check_complete(folder: Path) -> None:
    for name in KEY_FILES:
        if not (folder / name).exists():
            raise ValueError(
                f"{folder / name} is missing beside the database: bring it back from its copy. "
                "A new one would open nothing of what is there."
            )


def _secret(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_bytes()
        if len(secret) != KEY_BYTES:
            raise ValueError(
                f"{path} holds {len(secret)} bytes, not {KEY_BYTES}: "
                "restore the key from its backup; without it the data cannot be read."
            ) from None
        return secret
    with os.fdopen(handle, "wb") as file:
        secret = os.urandom(KEY_BYTES)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret
