"""A PostgreSQL server of its own for one measurement, on 127.0.0.1, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

OWNER = "postgres"
MEMORY = "shared_buffers=512MB"
FORGETFUL = f"fsync=off synchronous_commit=off full_page_writes=off {MEMORY}"


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """The address of the running server. Nothing here must survive a power cut, unless
    ``durable``: then it waits for the disk as a centre's does."""
    home = Path(tempfile.mkdtemp(prefix="hbm-benchmark-"))
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    password, port = token_hex(16), _free_port()
    (home / "password").write_text(password)
    if os.getuid() == 0:
        shutil.chown(home, OWNER)
        shutil.chown(home / "password", OWNER)
    control = [str(programs / "pg_ctl"), "-D", str(home / "data"), "-w"]
    options = [f"-c {setting}" for setting in (MEMORY if durable else FORGETFUL).split()]
    options += [f"-p {port}", "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=''"]
    try:
        _run(
            [str(programs / "initdb"), "-D", str(home / "data"), "-U", "hbm", "-A", "scram-sha-256",
             f"--pwfile={home / 'password'}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            home,
        )  # fmt: skip
        _run([*control, "-l", str(home / "log"), "-o", " ".join(options), "start"], home)
        yield f"postgresql://hbm:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (home / "data" / "postmaster.pid").exists():
            _run([*control, "-m", "immediate", "stop"], home)
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str], home: Path) -> None:
    # The server refuses to run as root.
    before = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
    subprocess.run([*before, *command], cwd=home, check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
