"""The backup file: a tar of the database's copy, the files and a manifest with their hashes.

The database's copy is encrypted as the database is, and so are the files; certificates and their
keys are sealed with a key of the node's. The node's own keys are apart unless asked for. Unpacking
works without Django, because settings cannot be read before the keys are back.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from openhbm.apps.ledger.home import DATABASE_FILE, keep_node_prefix, node_home, node_prefix
from openhbm.apps.ledger.keys import KEY_FILES
from openhbm.cli.progress import bar

FORMAT = 1
MANIFEST = "manifest.json"
POSTGRESQL_DUMP = "database.pgdump.sealed"
HTTPS_SEALED = "https.sealed"
KEYS, FILES, CONTENT = "keys", "files", "content"
_FOLDERS = (KEYS, FILES, CONTENT)
_SEALED = (POSTGRESQL_DUMP, HTTPS_SEALED)
RESTORE_INTO = "HBM_RESTORE_INTO"
"""Environment variable: the home that the unpacked folder is to become."""


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``hbm restore``."""
    parser.add_argument("file", type=Path, help="a file that `hbm backup` wrote")
    parser.add_argument("--keys", type=Path, help="folder of the keys, when they are not in it")
    parser.add_argument(
        "--base", type=Path, action="append", default=[], help="the backup that this one builds on"
    )
    parser.add_argument(
        "--force", action="store_true", help="put aside the node that is there, and replace it"
    )
    parser.add_argument(
        "--drill", action="store_true", help="only prove that it can be restored; change nothing"
    )


def members_under(folder: Path, name: str) -> dict[str, Path]:
    """Archive name → path of every file in a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{name}/{path.relative_to(folder).as_posix()}": path for path in found}


def members_of(file: Path) -> dict[str, str]:
    """Archive name → hash of everything in a backup; ValueError when it is none."""
    try:
        with tarfile.open(file, "r:") as tar:
            raw = tar.extractfile(MANIFEST)
            return dict(json.load(raw)["members"]) if raw else {}
    except KeyError:
        raise ValueError(f"{file} is not a backup of OpenHBM: it has no {MANIFEST}.") from None
    except (tarfile.TarError, OSError, ValueError) as error:
        raise ValueError(f"{file} cannot be read as a backup: {error}") from None


def write_archive(
    file: Path,
    members: Mapping[str, Path],
    facts: Mapping[str, Any],
    base: Mapping[str, str] | None = None,
) -> int:
    """Write the file whole or not at all, readable by its owner only; its size in bytes.

    A file that was deleted since it was listed is left out: its person was erased meanwhile. One
    that is the same in ``base`` (as ``members_of`` tells it) is named only.
    """
    part = file.with_name(file.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                hashes = _added(tar, members, base or {})
                manifest = {"format": FORMAT, **facts, "members": hashes}
                _add_text(tar, MANIFEST, json.dumps(manifest, indent=2))
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(file)
    return file.stat().st_size


def _added(
    tar: tarfile.TarFile, members: Mapping[str, Path], base: Mapping[str, str]
) -> dict[str, str]:
    """Add the files, each opened once; archive name → hash of what belongs to the backup."""
    hashes = {}
    with bar("writing", unit="B") as progress:
        for name, path in members.items():
            try:
                file = path.open("rb")
            except FileNotFoundError:
                if not name.startswith(f"{FILES}/"):
                    raise
                continue
            with file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
                if base.get(name) == hashes[name]:
                    continue
                file.seek(0)
                info = tar.gettarinfo(arcname=name, fileobj=file)
                tar.addfile(info, file)
                progress.update(info.size)
    return hashes


def unpack_beside_home(arguments: Sequence[str]) -> None:
    """Unpack and check the file next to the home it is for, and make that the home for now.

    Nothing of the present home is touched. Raises ValueError saying what is wrong and what to do.
    """
    parser = argparse.ArgumentParser(prog="hbm restore")
    restore_arguments(parser)
    given, _others = parser.parse_known_args(list(arguments))
    home = node_home()
    if not (given.force or given.drill) and any(home.glob(f"{DATABASE_FILE}*")):
        raise ValueError(
            f"{home} holds a node already. Give --force to put it aside, or another HBM_HOME."
        )
    staging = home.with_name(f"{home.name}.restoring-{os.getpid()}")
    staging.mkdir(parents=True, mode=0o700)
    try:
        _unpack(given.file, given.base, staging)
        _bring_keys(staging, given.keys, home)
        _bring_prefix(staging)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    os.environ[RESTORE_INTO] = str(home)
    os.environ["HBM_HOME"] = str(staging)


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of an unpacked archive."""
    return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def _unpack(file: Path, bases: Sequence[Path], folder: Path) -> None:
    """Unpack a backup and, of those that it builds on, what it names and does not hold."""
    _extract(file, folder, members_of(file) | {MANIFEST: ""})
    manifest = manifest_in(folder)
    if manifest.get("format") != FORMAT:
        raise ValueError(
            f"{file} has format {manifest.get('format')}; this release reads {FORMAT}."
        )
    for base in bases:
        wanted = {
            n: digest for n, digest in manifest["members"].items() if not (folder / n).exists()
        }
        _extract(base, folder, wanted)
    for name, digest in manifest["members"].items():
        if not (folder / name).is_file() or _sha256(folder / name) != digest:
            hint = (
                f" It builds on {manifest['base']}: give that with --base."
                if manifest.get("base")
                else ""
            )
            raise ValueError(
                f"{file} is damaged: {name} is missing or changed. Use another backup.{hint}"
            )


def _extract(file: Path, folder: Path, wanted: Mapping[str, str]) -> None:
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                _check_member(file, member)
                if member.name in wanted:
                    tar.extract(member, folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise ValueError(f"{file} cannot be read as a backup: {error}") from None


def _check_member(file: Path, member: tarfile.TarInfo) -> None:
    parts = PurePosixPath(member.name).parts
    known = member.name in (MANIFEST, DATABASE_FILE, *_SEALED) or parts[0] in _FOLDERS
    if not member.isfile() or not known or ".." in parts:
        raise ValueError(f"{file} is not a backup of OpenHBM: it holds {member.name}.")


def _bring_keys(staging: Path, given: Path | None, home: Path) -> None:
    """Put the keys in place: those of the archive, those given, or those already at home."""
    target = staging / KEYS
    if not target.exists():
        source = given or home / KEYS
        missing = [name for name in KEY_FILES if not (source / name).is_file()]
        if missing:
            raise ValueError(
                f"The backup holds no keys, and {source} has no {' and no '.join(missing)}. "
                "Give the folder with the node's keys: --keys DIR. Nothing can be read without."
            )
        target.mkdir(mode=0o700)
        for name in KEY_FILES:
            shutil.copyfile(source / name, target / name)
    target.chmod(0o700)
    for name in KEY_FILES:
        (target / name).chmod(0o600)


def _bring_prefix(staging: Path) -> None:
    """Let what comes back be the node that it was: under another name it would be a second one."""
    prefix = manifest_in(staging)["node"]
    if not prefix:
        return
    keep_node_prefix(staging, prefix)
    if (given := node_prefix(staging)) != prefix:
        raise ValueError(
            f"The backup is of the node {prefix}, but HBM_NODE says {given}. Unset it."
        )


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    raw = text.encode()
    info.size = len(raw)
    tar.addfile(info, io.BytesIO(raw))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
