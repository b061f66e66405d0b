"""Commands in processes of their own, without loading the same libraries two hundred times.

``python -m tests.cli.forking PATH`` loads what every command loads and listens at a socket; each
command is a fork of it, in which `python -m openhbm.cli` runs with the environment, the folder
and the three open files that are handed over. Nothing of Django is set up before the fork: the
settings, the database and the keys are the command's own.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# Loaded by most commands, and without asking for settings.
LOADED = (
    "allauth", "argon2", "asyncio", "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.ciphers.aead", "django.core.serializers.json",
    "django.db.models", "django.forms", "django.template", "importlib.metadata", "numba", "numpy",
    "openhbm.cli.main", "openhbm.content.loader", "openhbm.core.identity.keys", "pydantic",
    "requests", "tqdm", "yaml",
)  # fmt: skip
_FILES = 3
_LONGEST = 1 << 20


class Forking:
    """The process that forks; `run` is `subprocess.run` for ``hbm``."""

    def __init__(self, folder: Path) -> None:
        path = folder / "forking"
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.cli.forking", str(path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n"
        self._path = str(path)

    def run(
        self, words: Sequence[str], *, typed: str, environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        asked = json.dumps([[*words], dict(environment), str(Path.cwd())]).encode()
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            socket.socket(socket.AF_UNIX) as line,
        ):
            given.write(typed.encode())
            given.seek(0)
            line.settimeout(timeout)
            line.connect(self._path)
            files = [file.fileno() for file in (given, out, err)]
            socket.send_fds(line, [len(asked).to_bytes(4, "big") + asked], files)
            code = int.from_bytes(line.recv(1), "big")
            return subprocess.CompletedProcess([*words], code, _text(out), _text(err))

    def stop(self) -> None:
        self._server.terminate()
        self._server.wait(10)
        assert self._server.stdout is not None
        self._server.stdout.close()


def _text(file: tempfile._TemporaryFileWrapper[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def serve(path: str) -> None:
    """Answer each who asks with the exit code of the command, when it ends."""
    for name in LOADED:
        importlib.import_module(name)
    # Nobody waits for those that wait for the commands.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        os.write(1, b"ready\n")
        while True:
            line, _address = door.accept()
            asked, files, _flags, _from = socket.recv_fds(line, _LONGEST, _FILES)
            size = int.from_bytes(asked[:4], "big")
            while len(asked) < size + 4:
                asked += line.recv(_LONGEST)
            words, environment, folder = json.loads(asked[4:])
            if not os.fork():
                door.close()
                _keep(line, words, environment, folder, files)
            line.close()
            for file in files:
                os.close(file)


def _keep(line: socket.socket, *command: Any) -> None:
    """Wait for the command in the server's place and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if not child:
        line.close()
        _become(*command)
    _pid, status = os.waitpid(child, 0)
    line.sendall((os.waitstatus_to_exitcode(status) % 256).to_bytes(1, "big"))
    os._exit(0)


def _become(
    words: list[str], environment: dict[str, str], folder: str, files: Sequence[int]
) -> None:
    """The command, to its end; whatever happens, the fork ends with it."""
    code = 1
    try:
        for place, file in enumerate(files):
            os.dup2(file, place)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.argv = ["hbm", *words]
        runpy.run_module("openhbm.cli", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        # As at the end of any process, but for the frames of the server below.
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
