"""One writer with group commit, for the node's SQLite file.

SQLite admits one writer at a time, and a commit that survives a power cut waits for the disk.
Threads that each open a transaction poll for the lock and pay a disk wait each. Here they hand
their action to one thread, which runs those waiting in one transaction, each in a savepoint of its
own, and answers all of them after the one commit. Nobody is told "saved" before it is.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction

from openhbm.apps.ledger.chain import turn
from openhbm.apps.ledger.errors import JournalError

_GROUP_SIZE = 64
_LOOK_EVERY_SECONDS = 5.0
_STATISTICS_EVERY_SECONDS = 3600.0
_FEW_ROWS = 5000


class _Job:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.context = contextvars.copy_context()
        self.answer: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with transaction.atomic(), turn():
                self.result = self.context.run(self.work)
        except Exception as error:
            self.error = error

    def tell(self, failure: BaseException | None) -> None:
        if error := failure or self.error:
            self.answer.set_exception(error)
        else:
            self.answer.set_result(self.result)


class GroupWriter:
    """Runs jobs from many threads in one thread, committing those that wait together."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._statistics_due = 0.0

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the writing thread; called by the server, not by commands or tests."""
        with self._starting:
            if not self.is_running:
                self._thread = threading.Thread(target=self._loop, name="hbm-writer", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish what was handed over, then end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()

    def takes_over(self) -> bool:
        """Whether an action of the calling thread should be handed over to the writer."""
        return (
            self.is_running
            and threading.current_thread() is not self._thread
            and connection.vendor == "sqlite"
            and not connection.in_atomic_block
        )

    def submit(self, work: Callable[[], Any]) -> Any:
        """Run ``work`` in the writer and wait until it is on disk; raises what it raised."""
        job = _Job(work)
        self._jobs.put(job)
        while not wait([job.answer], timeout=_LOOK_EVERY_SECONDS).done:
            if not self.is_running and not job.answer.done():
                raise JournalError("the writer stopped before it answered; nothing may be saved")
        return job.answer.result()

    def _loop(self) -> None:
        while group := self._next_group():
            failure = _run_group(group)
            for job in group:
                job.tell(failure)
            self._keep_statistics()
        connection.close()

    def _keep_statistics(self) -> None:
        """Once an hour let SQLite count what is in its indexes, where much has changed.

        Without that it takes all of a post's rows for few, and reads them to find one person's.
        Here, because nothing else writes meanwhile; most times it looks and finds nothing to do.
        """
        if time.monotonic() < self._statistics_due:
            return
        self._statistics_due = time.monotonic() + _STATISTICS_EVERY_SECONDS
        if connection.vendor == "sqlite":
            refresh_statistics()

    def _next_group(self) -> list[_Job]:
        """The jobs that wait now, at least one; none at all to stop."""
        group: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            group.append(job)
            if len(group) == _GROUP_SIZE:
                break
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
        if job is None and group:
            self._jobs.put(None)
        return group


def refresh_statistics(few_rows: int = _FEW_ROWS) -> None:
    """Bring SQLite's statistics up to date, looking at all tables; not doing so harms nobody.

    Of tables with few rows none are kept: a new node's grow a thousandfold within the hour, and by
    what was counted before it SQLite would read them whole instead of looking into an index.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize = 0x10002")
            if "sqlite_stat1" in connection.introspection.table_names(cursor):
                cursor.execute("DELETE FROM sqlite_stat1 WHERE CAST(stat AS INT) < %s", [few_rows])
                cursor.execute("ANALYZE sqlite_schema")
    except DatabaseError:
        connection.close()


def _run_group(group: list[_Job]) -> BaseException | None:
    """Run all jobs in one transaction; the failure when it could not be committed."""
    try:
        close_old_connections()
        with transaction.atomic(), turn():
            for job in group:
                job.run()
    except BaseException as failure:
        connection.close()
        return failure
    return None


WRITER = GroupWriter()
