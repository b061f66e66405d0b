"""VDS-NC: ICAO's seal as JSON in a QR symbol, with its signer's certificate inside.

The signature is over the data as the JSON Canonicalization Scheme writes them (RFC 8785).
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from openhbm.core.documents.seals.certificates import certificate_from, der_of, public_key_of
from openhbm.core.documents.seals.signatures import PrivateKey, has_signed, signature_of
from openhbm.core.documents.seals.verdicts import SealError

_MOST_CHARACTERS = 64 * 1024
_ALGORITHMS = {"ES256": 256, "ES384": 384, "ES512": 521}


@dataclass(frozen=True, slots=True)
class JsonSeal:
    """A VDS-NC as it was read. ``type`` is e.g. ``icao.vacc``; ``message`` what it says."""

    type: str
    version: int
    issuer: str
    message: dict[str, Any]
    certificate: x509.Certificate
    algorithm: str
    to_sign: bytes
    signature: bytes

    def is_whole(self) -> bool:
        """Whether the signature is that of the certificate inside, whoever that belongs to."""
        key = public_key_of(self.certificate)
        bits = getattr(getattr(key, "curve", None), "key_size", None)
        if _ALGORITHMS.get(self.algorithm) != bits:
            return False
        return has_signed(key, self.to_sign, self.signature)


def json_seal_text(
    type: str,
    issuer: str,
    message: dict[str, Any],
    key: PrivateKey,
    certificate: x509.Certificate,
) -> str:
    """A VDS-NC of version 1, signed; SealError for a key that such seals are not signed with."""
    algorithm = {256: "ES256", 384: "ES384", 521: "ES512"}.get(
        getattr(getattr(key, "curve", None), "key_size", 0)
    )
    if algorithm is None:
        raise SealError("a VDS-NC is signed on an elliptic curve of 256, 384 or 521 bits")
    data = {"hdr": {"is": issuer, "t": type, "v": 1}, "msg": message}
    sealed = signature_of(canonical(data), key)
    proof = {"alg": algorithm, "cer": _written(der_of(certificate)), "sigvl": _written(sealed)}
    return canonical({"data": data, "sig": proof}).decode()


def read_json_seal(text: str) -> JsonSeal:
    """The seal in a text, not yet checked; SealError when it is none."""
    if len(text) > _MOST_CHARACTERS:
        raise SealError(f"{len(text)} characters are too many for a VDS-NC")
    try:
        document = json.loads(text)
        data, proof = document["data"], document["sig"]
        header, message = data["hdr"], data["msg"]
        found = JsonSeal(
            type=_of(header["t"], str),
            version=_of(header["v"], int),
            issuer=_of(header["is"], str),
            message=_of(message, dict),
            certificate=certificate_from(_read(proof["cer"])),
            algorithm=_of(proof["alg"], str),
            to_sign=canonical(data),
            signature=_read(proof["sigvl"]),
        )
        public_key_of(found.certificate)
    except SealError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SealError(f"it is no VDS-NC ({type(error).__name__}: {error})") from None
    return found


def canonical(document: Any) -> bytes:
    """JSON by RFC 8785, for documents without fractions: names sorted by their UTF-16 code units,
    no blanks, nothing escaped that need not be. SealError for a fraction, which no seal holds."""
    if _has_fraction(document):
        raise SealError("a number with a fraction has no place in a seal")
    text = json.dumps(_sorted(document), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return {name: _sorted(value[name]) for name in names}
    return [_sorted(part) for part in value] if isinstance(value, list) else value


def _has_fraction(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_fraction(part) for part in value.values())
    return isinstance(value, float) or (isinstance(value, list) and any(map(_has_fraction, value)))


def _read(text: Any) -> bytes:
    padded = _of(text, str) + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealError(f"a part is no base64 ({error})") from None


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _of(value: Any, type: type) -> Any:
    if not isinstance(value, type) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is not of the type expected")
    return value
