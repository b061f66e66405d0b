"""The national key under the hands of several custodians, some of whom are needed to open it.

The key is sealed once; the key to that seal is wrapped for every group of custodians that is large
enough, with a key stretched from all of the group's passphrases.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from openhbm.core.documents.seals.verdicts import SealError

FORMAT = "hbm national key 1"
MOST_CUSTODIANS = 7
SHORTEST_PASSPHRASE = 12
_SALT, _NONCE, _KEY = 16, 12, 32
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MEMORY = 64 * 1024 * 1024

Fresh = Callable[[int], bytes]


def sealed_key(secret: bytes, passphrases: Mapping[str, str], needed: int, fresh: Fresh) -> str:
    """The file of a national key. ``passphrases`` by custodian's name, ``needed`` of whom open it;
    ``fresh`` gives random bytes. SealError for too few, too many or too short."""
    names = sorted(passphrases)
    if not 2 <= needed <= len(names) <= MOST_CUSTODIANS:
        raise SealError(
            f"of 2 to {MOST_CUSTODIANS} custodians at least two are needed, not {needed} of"
            f" {len(names)}"
        )
    for name, passphrase in passphrases.items():
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise SealError(f"the passphrase of {name} is shorter than {SHORTEST_PASSPHRASE}")
    if len(set(passphrases.values())) < len(names):
        raise SealError("two custodians chose the same passphrase")
    file_key, salts = fresh(_KEY), {name: fresh(_SALT) for name in names}
    parts = {name: _stretched(passphrases[name], salts[name]) for name in names}
    wraps = [
        {"custodians": list(group), "key": _closed(_joint(parts, group), file_key, fresh)}
        for group in combinations(names, needed)
    ]
    document = {
        "format": FORMAT,
        "needed": needed,
        "salts": {name: _text(salt) for name, salt in salts.items()},
        "wraps": wraps,
        "secret": _closed(file_key, secret, fresh),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def custodians_of(file: str) -> tuple[list[str], int]:
    """(names, how many of them are needed) of a national key's file."""
    document = _document(file)
    return sorted(document["salts"]), int(document["needed"])


def opened_key(file: str, passphrases: Mapping[str, str]) -> bytes:
    """The national key; SealError when too few custodians, or a passphrase is wrong."""
    document = _document(file)
    present = set(passphrases) & set(document["salts"])
    group = next((w for w in document["wraps"] if set(w["custodians"]) <= present), None)
    if group is None:
        names = ", ".join(sorted(document["salts"]))
        raise SealError(f"{document['needed']} of {names} are needed to open the national key")
    names = group["custodians"]
    try:
        parts = {
            name: _stretched(passphrases[name], _bytes(document["salts"][name])) for name in names
        }
        return _opened(_opened(_joint(parts, names), group["key"]), document["secret"])
    except InvalidTag:
        raise SealError("a passphrase is wrong, or the file was changed") from None


def _document(file: str) -> dict[str, Any]:
    try:
        document = json.loads(file)
        whole = document["format"] == FORMAT and document["salts"] and document["wraps"]
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise SealError("it is no file of a national key")
    return dict(document)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        dklen=_KEY,
        maxmem=_MEMORY,
    )


def _joint(parts: Mapping[str, bytes], names: Any) -> bytes:
    material = b"".join(parts[name] for name in sorted(names))
    joint = HKDF(algorithm=hashes.SHA256(), length=_KEY, salt=None, info=FORMAT.encode())
    return joint.derive(material)


def _closed(key: bytes, plain: bytes, fresh: Fresh) -> str:
    nonce = fresh(_NONCE)
    return _text(nonce + AESGCM(key).encrypt(nonce, plain, FORMAT.encode()))


def _opened(key: bytes, text: str) -> bytes:
    data = _bytes(text)
    return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], FORMAT.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise SealError("the file of the national key is damaged") from None
