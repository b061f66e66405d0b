"""The production server: the application, the pages' static files and the API in one process."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection
from granian import Granian
from granian.constants import Interfaces

APPLICATION = "openhbm.project.wsgi:application"
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
THREADS = 16


def serve(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    workers: int = 1,
    threads: int = THREADS,
    started: Callable[[], None] = lambda: None,
    tls: tuple[Path, Path] | None = None,
) -> None:
    """Serve until stopped (Ctrl-C or SIGTERM). ``started`` is called when it is about to listen.

    On SQLite one process serves with many threads: they share the one writer, which commits for
    all that wait. ``tls`` are files of a certificate and its key. CommandError when the port is
    taken or more processes are asked for.
    """
    if workers > 1 and connection.vendor == "sqlite":
        raise CommandError(
            "An encrypted file is served by one process. Leave --workers out, or set "
            "HBM_DATABASE_URL to a PostgreSQL database."
        )
    if min(workers, threads) < 1:
        raise CommandError("Nobody would answer: give --workers and --threads at least 1.")
    check_port(host, port)
    connection.close()
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        ssl_cert=tls[0] if tls else None,
        ssl_key=tls[1] if tls else None,
    )
    server.on_startup(started)
    server.serve()


def check_port(host: str, port: int) -> None:
    """CommandError when nothing can listen there."""
    if not 0 < port < 65536:
        raise CommandError(f"{port} is no port. Give --port a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Nothing can listen on {host}:{port} ({error.strerror}). Give another --port."
            ) from None
