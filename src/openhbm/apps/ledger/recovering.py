"""A node brought back from a backup takes back what it wrote since, from those who have it.

What other nodes kept of its chains they had from it, signed by it at each letter's end and before
each gap. So what comes back joins on to what the backup holds, ends at every break where the node
itself once signed, and is nothing that anybody else could have made up. Until all have answered the
node writes nothing: what it wrote would stand in the place of what was lost.
"""

from __future__ import annotations

import time
from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection

from openhbm.apps.ledger import chain as own_chain
from openhbm.apps.ledger import put_back
from openhbm.apps.ledger.copies import (
    Copy,
    KeyOf,
    Run,
    RunError,
    Stored,
    made_entry,
    reveal,
    store_run,
)
from openhbm.apps.ledger.foreign_rows import is_own
from openhbm.apps.ledger.lanes import chains_of, epoch_of, node_of
from openhbm.apps.ledger.models import Node, Withheld
from openhbm.apps.ledger.reading import plain_body
from openhbm.core.ledger.packed import Item, Skipped

WELL_FOR_SECONDS = 2.0
_well: dict[str, float] = {}
"""Databases that were seen not to be recovering, and until when pages need not look again."""


def is_recovering() -> bool:
    """Whether this node takes back what its backup did not hold, or was put back under a server
    that is to be stopped. Nothing is sent then."""
    own = Node.objects.filter(is_self=True).only("restored_at", "clock").first()
    return (own is not None and own.restored_at is not None) or put_back.was_put_back(own)


def was_recovering_lately() -> bool:
    """The same as it was a moment ago: for pages, of which none writes or sends by this answer."""
    name = str(connection.settings_dict["NAME"])
    if time.monotonic() < _well.get(name, 0):
        return False
    if is_recovering():
        return True
    _well[name] = time.monotonic() + WELL_FOR_SECONDS
    return False


def look_again() -> None:
    """Ask the database anew: this process itself restored something into it."""
    _well.pop(str(connection.settings_dict["NAME"]), None)
    put_back.forget()


def takes_back(chain: str) -> bool:
    """Whether a chain of this node may come from others: it writes nothing more to it itself."""
    own = Node.objects.filter(is_self=True).first()
    if own is None or node_of(chain) != own.prefix:
        return False
    return own.restored_at is not None or epoch_of(chain) < own.epoch


def chains_begun(node: str) -> dict[str, int]:
    """The chains of a node that are kept here, and how long each is."""
    found = Node.objects.filter(prefix__in=chains_of(node), sequence__gt=0)
    return dict(found.values_list("prefix", "sequence"))


def whole_up_to(chain: str) -> int:
    """Up to which entry nothing of a chain is missing here."""
    gap = Withheld.objects.filter(node_id=chain).order_by("first").first()
    if gap is not None:
        return gap.first - 1
    return Node.objects.filter(prefix=chain).values_list("sequence", flat=True).first() or 0


def missing_in(chain: str) -> int:
    """How many entries of a chain are known here by their place only."""
    gaps = Withheld.objects.filter(node_id=chain).values_list("first", "last")
    return sum(last - first + 1 for first, last in gaps)


def signed_end(chain: str, sequence: int, digest: bytes) -> bytes:
    """The bytes that a node signs when it sends entries of its own up to a place."""
    said = f"openhbm entries of {chain}\x00".encode()
    return said + sequence.to_bytes(8, "big") + digest


def is_signed(run: Run, key: bytes) -> bool:
    """Whether the node with this public key signed the end of a run."""
    return is_signed_at(run.chain, run.last, run.hash, run.signature, key)


def is_signed_at(chain: str, sequence: int, digest: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the node with this public key signed a chain up to this place."""
    try:
        public = Ed25519PublicKey.from_public_bytes(key)
        public.verify(signature, signed_end(chain, sequence, digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def take_back(run: Run, key_of: KeyOf) -> Stored:
    """Add entries of this very node that another one kept. Only inside an action.

    Of entries before a gap those are left out whose end comes without a signature. RunError when
    this node did not sign an end that is said to be signed, or writes to that chain itself.
    """
    if not takes_back(run.chain):
        raise RunError(f"{run.chain}: these are entries of this very node")
    own = settings.KEYS.signing_key.public_key().public_bytes_raw()
    if not is_signed(run, own):
        raise _never_signed(run.chain, run.last)
    run = replace(run, items=_vouched_for(run, key_of, own))
    with own_chain.open_head() as head:
        stored = store_run(run, key_of)
        stored.entries = [*into_gaps(run, key_of), *stored.entries]
        head.taken_back(run.chain)
    return stored


def opened_again(stored: Stored) -> Stored:
    """With those payloads of this node that came sealed: it has the keys. After keys were kept."""
    return Stored(
        [
            (one, plain_body(one) if plain is None and is_own(one) else plain)
            for one, plain in stored.entries
        ]
    )


def _vouched_for(run: Run, key_of: KeyOf, own: bytes) -> list[Item | Skipped]:
    """The run without those entries before a gap that this node is not shown to have signed.

    What follows a gap is bound to its end by hashes, what stands before it by a signature only.
    """
    found: list[Item | Skipped] = []
    part: list[Item | Skipped] = []
    sequence, previous = run.first - 1, run.previous
    for item in run.items:
        if not isinstance(item, Skipped):
            sequence += 1
            previous = made_entry(item, run.chain, sequence, previous, key_of)[0].hash
            part.append(item)
            continue
        signature, count = run.signed.get(sequence, b""), item.count
        if not part or signature:
            if part and not is_signed_at(run.chain, sequence, previous, signature, own):
                raise _never_signed(run.chain, sequence)
            found += part
        else:
            count += len(part)
        if found and isinstance(found[-1], Skipped):
            # Its hash is bound to nothing either.
            count += found[-1].count
            found.pop()
        found.append(Skipped(count, item.hash))
        sequence, previous, part = sequence + item.count, item.hash, []
    return found + part


def _never_signed(chain: str, sequence: int) -> RunError:
    return RunError(f"{chain}: this node never signed entries up to {sequence}")


def into_gaps(run: Run, key_of: KeyOf) -> list[tuple[Copy, bytes | None]]:
    """Put those into their places that the ones before had left out."""
    gaps = Withheld.objects.filter(node_id=run.chain, first__lte=run.last, last__gte=run.first)
    missing = {
        n for gap in gaps for n in range(max(gap.first, run.first), min(gap.last, run.last) + 1)
    }
    found: list[tuple[Copy, bytes | None]] = []
    if not missing:
        return found
    sequence, previous = run.first - 1, run.previous
    for item in run.items:
        if isinstance(item, Skipped):
            sequence, previous = sequence + item.count, item.hash
            continue
        sequence += 1
        copy, _plain = made_entry(item, run.chain, sequence, previous, key_of)
        if sequence in missing:
            one = Run(run.chain, sequence, previous, copy.hash, [item])
            found += reveal(one, key_of).entries
        previous = copy.hash
    return found
