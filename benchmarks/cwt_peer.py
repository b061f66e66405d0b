"""The peer of `benchmarks.seals` for signing: the cwt library, in an interpreter of its own.

It needs an older CBOR library than the system, so it cannot stand beside it. Reads one JSON object
from standard input, writes one to standard output; seconds are processor seconds.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version

import cwt


def main() -> None:
    asked = json.load(sys.stdin)
    payload, rounds = bytes.fromhex(asked["payload"]), asked["rounds"]
    found = {"version": version("cwt")}
    for algorithm, pem in asked["keys"].items():
        key = cwt.COSEKey.from_pem(pem, kid=b"8bytes!!")
        coder = cwt.COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
        made = coder.encode_and_sign(payload, key)
        began = time.process_time()
        for _round in range(rounds):
            coder.encode_and_sign(payload, key)
        signing = time.process_time() - began
        began = time.process_time()
        for _round in range(rounds):
            coder.decode(made, key)
        verifying = time.process_time() - began
        found[algorithm] = {
            "bytes": len(made),
            "sign_us": signing / rounds * 1e6,
            "verify_us": verifying / rounds * 1e6,
        }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
