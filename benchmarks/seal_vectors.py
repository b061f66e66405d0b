"""Published test vectors of visible digital seals, and the keys of two of their signers.

The certificates are not among the vectors. But an ECDSA signature allows a handful of keys only,
and of all seals that name a signer exactly one key fits every one: five for UTTS5B, two for DETS32.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from openhbm.core.documents.seals.brainpool import BrainpoolP224Key
from openhbm.core.documents.seals.certificates import Signer, signer_of
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.vdsnc import read_json_seal

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "vds_vectors"
SIGNERS = {
    "UTTS5B": ec.EllipticCurvePublicNumbers(
        0x08132A7243B3CCC29C271097081C96A729EEFB8EB93630E536498E9B7CE1CED2,
        0x5D68A789D93BEF39C04715C5AD3915D281C0754ECC08508BF66687EFC630DF88,
        ec.BrainpoolP256R1(),
    ).public_key(),
    "DETS32": BrainpoolP224Key(
        0x4CE232A26AA6A7D4416CB1CCBD5B9BF47E89CD00F2B5C59935C83CFA,
        0x581AAA53126861EE3449AFE3A0CD338A63E2ED2E6DFA3788CE178FE2,
    ),
}
_FROM, _UNTIL = (datetime(year, 1, 1, tzinfo=UTC) for year in (2015, 2040))


def rows(name: str) -> dict[str, dict[str, str]]:
    """The vectors of a file by their name; none when the shared folder is not there."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def trust_in_signers() -> Trust:
    """Trust in the signers of the binary vectors and, where it is there, of the VDS-NC."""
    signers = {name: Signer(b"", "", key, _FROM, _UNTIL) for name, key in SIGNERS.items()}
    if valid := rows("vdsnc_vectors").get("validVDSJson"):
        signers["AU"] = signer_of(read_json_seal(valid["json"]).certificate)
    return Trust(seal_signers=signers)
