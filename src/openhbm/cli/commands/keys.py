"""``hbm keys``: who signs cards: ceremony, certificates, rotation, revocation, trust files."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.accounts.queries import User
from openhbm.apps.people.seals.actions.keys import (
    CERTIFICATE_DAYS,
    NationalKey,
    certify_request,
    hold_ceremony,
    open_national_key,
    request_key,
    revoke_key,
    trust_foreign_signer,
    trust_national,
)
from openhbm.apps.people.seals.actions.lists import publish_list, publish_trust, take_in_trust
from openhbm.apps.people.seals.actions.sharing import take_shared_trust
from openhbm.apps.people.seals.key_files import ALGORITHMS
from openhbm.apps.people.seals.queries import (
    certificate_text,
    digests_vouched,
    fingerprint_for,
    seal_key_for,
    seal_keys_visible_to,
)
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.custodians import custodians_given, passphrases_asked, takes_custodians
from openhbm.core.documents.seals.revocations import KeyEnd

MOST_BYTES = 40 * 1024 * 1024


class Command(NounCommand):
    help = "Keys that sign cards: ceremony, certificates, rotation, revocation, trust files."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("ceremony", "Make the national signer's key.", self.ceremony, ceremony_words)
        yield Verb("trust", "Trust a signer by its fingerprint.", self.trust, trust_words)
        yield Verb("rotate", "Make a new key for this node; ask for its certificate.", self.rotate,
                   rotate_words)  # fmt: skip
        yield Verb("certify", "Issue a node's certificate, with the national key.", self.certify,
                   certify_words)  # fmt: skip
        yield Verb("list", "List the keys known here.", self.list, shown_as)
        yield Verb("vouch", "List the cards truly issued with a key.", self.vouch, vouch_words)
        yield Verb("revoke", "End a key, with the national key.", self.revoke, revoke_words)
        yield Verb("export", "Write the trust file for other posts.", self.export, export_words)
        yield Verb("import", "Take in a trust file.", self.take_in, import_words)

    def ceremony(self, options: Options) -> None:
        by = self.actor(options)
        out = Path(options["out"])
        _check_absent(out)
        held = hold_ceremony(
            by=by,
            country=options["country"],
            organisation=options["authority"],
            passphrases=passphrases_asked(options, twice=True),
            needed=options["needed"],
        )
        certificate = out.with_suffix(".crt")
        _write(out, held.file.encode(), mode=0o600)
        _write(certificate, certificate_text(by, held.key).encode())
        figures = {
            "key_id": held.key.key_id,
            "fingerprint": held.fingerprint,
            "key": str(out),
            "certificate": str(certificate),
            "custodians": custodians_given(options),
            "needed": options["needed"],
        }
        lines = [
            f"The national key is in {out}: copy it to two sticks, then delete it here.",
            f"Its certificate is in {certificate}. Every post compares the fingerprint:",
            held.fingerprint,
        ]
        self.tell(options, figures, lines)

    def trust(self, options: Options) -> None:
        by, data = self.actor(options), _read(options["certificate"])
        if options["reference"]:
            key = trust_foreign_signer(by=by, certificate=data, reference=options["reference"])
        else:
            key = trust_national(by=by, certificate=data, fingerprint=options["fingerprint"])
            # What other nodes shared before could not be checked until now.
            take_shared_trust(by=by)
        self.tell(options, key_figures(by, key), [f"{key.key_id} is trusted."])

    def rotate(self, options: Options) -> None:
        by, out = self.actor(options), Path(options["out"])
        _check_absent(out)
        key = request_key(
            by=by,
            country=options["country"],
            organisation=options["authority"],
            algorithm=options["algorithm"],
        )
        _write(out, key.request.encode())
        lines = [
            f"The request of {key.node} is in {out}: bring it to the centre.",
            "The present key stays in use until the certificate is imported here.",
        ]
        self.tell(options, {"node": key.node, "request": str(out)}, lines)

    def certify(self, options: Options) -> None:
        by = self.actor(options)
        national = _national(by, options)
        key = certify_request(
            by=by, request=_read(options["request"]), national=national, days=options["days"]
        )
        lines = [f"{key.node} may sign with {key.key_id}. Bring it back: hbm keys export."]
        self.tell(options, key_figures(by, key), lines)

    def list(self, options: Options) -> None:
        by = self.actor(options)
        keys = [key_figures(by, key) for key in seal_keys_visible_to(by)]
        lines = [
            f"{k['key_id'] or '(no certificate)':<18}{k['kind']:<10}{k['state']:<11}{k['name']}"
            for k in keys
        ]
        self.tell(options, {"keys": keys}, lines)

    def vouch(self, options: Options) -> None:
        by, out = self.actor(options), Path(options["out"])
        key = seal_key_for(by, options["key_id"])
        digests = digests_vouched(by, key, _instant(options["until"]))
        _write(out, json.dumps({"key_id": key.key_id, "cards": digests}).encode())
        figures = {"key_id": key.key_id, "cards": len(digests), "file": str(out)}
        self.tell(options, figures, [f"{len(digests)} cards of {key.key_id} are in {out}."])

    def revoke(self, options: Options) -> None:
        by = self.actor(options)
        national = _national(by, options)
        ended = revoke_key(
            by=by,
            key_id=options["key_id"],
            end=options["end"],
            since_at=_instant(options["since"]),
            vouched=_vouched(options["vouched"], options["key_id"]),
        )
        sent = publish_list(by=by, national=national)
        figures = {"key_id": ended.key_id, "end": ended.end, "list": sent.sequence}
        told = f"{ended.key_id} is {ended.end}. Now bring it to every post: hbm keys export."
        self.tell(options, figures, [told])

    def export(self, options: Options) -> None:
        by, out = self.actor(options), Path(options["out"])
        if options["national"]:
            publish_list(by=by, national=_national(by, options))
        data = publish_trust(by=by)
        _write(out, data)
        self.tell(options, {"file": str(out), "bytes": len(data)}, [f"{out}: {len(data):,} bytes."])

    def take_in(self, options: Options) -> None:
        done = take_in_trust(by=self.actor(options), data=_read(options["file"]))
        lines = [f"new: {line}" for line in done.taken] + [f"REFUSED: {r}" for r in done.refused]
        figures = {"taken": done.taken, "refused": done.refused}
        self.tell(options, figures, lines or ["Nothing new."])
        if done.refused:
            raise SystemExit(1)


def key_figures(by: User, key: Any) -> dict[str, Any]:
    """One key as figures."""
    return {
        "key_id": key.key_id,
        "kind": key.kind,
        "state": key.state,
        "name": key.node or key.reference or "national signer",
        "is_own": key.is_own,
        "fingerprint": fingerprint_for(by, key),
        "active_at": key.active_at,
        "ended_at": key.ended_at,
    }


def _national(by: User, options: Options) -> NationalKey:
    file = _read(options["national"]).decode("utf-8", "replace")
    return open_national_key(by=by, file=file, passphrases=passphrases_asked(options))


def _vouched(file: str | None, key_id: str) -> frozenset[bytes]:
    if not file:
        return frozenset()
    try:
        told = json.loads(_read(file))
        cards = frozenset(bytes.fromhex(digest) for digest in told["cards"])
        is_of_key = told["key_id"] == key_id.lower()
    except (ValueError, KeyError, TypeError):
        raise CommandError(f"{file} is no list of cards. Make it with: hbm keys vouch") from None
    if not is_of_key:
        raise CommandError(f"{file} lists the cards of another key, {told['key_id']}.")
    return cards


def _instant(text: str) -> datetime:
    if text == "now":
        return timezone.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no time. Write 2026-03-01T14:00, in UTC, or now.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(file: str) -> bytes:
    path = Path(file)
    if not path.is_file():
        raise CommandError(f"There is no file {path}. Check the name.")
    if path.stat().st_size > MOST_BYTES:
        raise CommandError(f"{path} is too large to be what is asked for.")
    return path.read_bytes()


def _check_absent(out: Path) -> None:
    if out.exists():
        raise CommandError(f"{out} is there already and is not overwritten.")


def _write(out: Path, data: bytes, mode: int = 0o644) -> None:
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)


def ceremony_words(parser: ArgumentParser) -> None:
    takes_name(parser)
    parser.add_argument("--needed", type=int, default=2, help="custodians needed to open the key")
    parser.add_argument("--out", required=True, help="file of the key, on the custodians' stick")
    takes_custodians(parser)
    shown_as(parser)


def trust_words(parser: ArgumentParser) -> None:
    parser.add_argument("certificate", help="file of the certificate (PEM or DER)")
    parser.add_argument("--fingerprint", default="", help="as it was read out by the centre")
    parser.add_argument("--reference", help="signer of other seals: its name there, e.g. DETS32")
    shown_as(parser)


def rotate_words(parser: ArgumentParser) -> None:
    takes_name(parser)
    parser.add_argument("--algorithm", choices=ALGORITHMS, default=ALGORITHMS[0])
    parser.add_argument("--out", required=True, help="file of the request")
    shown_as(parser)


def certify_words(parser: ArgumentParser) -> None:
    parser.add_argument("request", help="file of the request")
    parser.add_argument("--days", type=int, default=CERTIFICATE_DAYS, help="days it holds")
    takes_national(parser)


def vouch_words(parser: ArgumentParser) -> None:
    parser.add_argument("key_id")
    parser.add_argument("--until", default="now", help="until when nobody else had the key (UTC)")
    parser.add_argument("--out", required=True, help="file of the list")
    shown_as(parser)


def revoke_words(parser: ArgumentParser) -> None:
    parser.add_argument("key_id")
    parser.add_argument("--end", choices=[end.value for end in KeyEnd], required=True)
    parser.add_argument("--since", default="now", help="since when (UTC)")
    parser.add_argument("--vouched", help="file of the cards that stay valid: hbm keys vouch")
    takes_national(parser)


def export_words(parser: ArgumentParser) -> None:
    parser.add_argument("--out", required=True, help="the trust file")
    takes_national(parser, required=False)


def import_words(parser: ArgumentParser) -> None:
    parser.add_argument("file", help="the trust file")
    shown_as(parser)


def takes_name(parser: ArgumentParser) -> None:
    parser.add_argument("--country", required=True, help="two letters")
    parser.add_argument("--authority", required=True, help="name of the authority")


def takes_national(parser: ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--national", required=required, help="file of the national key")
    takes_custodians(parser)
    shown_as(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)
