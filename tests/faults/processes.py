"""Processes that can be killed at any moment, forked from this one so that each starts at once."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable

Say = Callable[[str], None]


class Process:
    """Runs ``work`` in a process of its own; what it says can be read, what it is told waits."""

    def __init__(self, work: Callable[[Say, int], None]) -> None:
        self._ear, mouth = os.pipe()
        heard, self._mouth = os.pipe()
        self._unread = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._ear)
            os.close(self._mouth)
            _run(work, mouth, heard)
        os.close(mouth)
        os.close(heard)
        os.set_blocking(self._ear, False)

    def said(self) -> list[str]:
        """The whole lines it has said since this was last asked."""
        try:
            while part := os.read(self._ear, 65536):
                self._unread += part
        except BlockingIOError:
            pass
        *lines, self._unread = self._unread.split(b"\n")
        told = [line.decode() for line in lines]
        if trouble := [line for line in told if line.startswith("Traceback")]:
            raise AssertionError(trouble[0].replace("\\n", "\n"))
        return told

    def waited_for(self, seconds: float) -> list[str]:
        """What it says next, for so many seconds at most."""
        select.select([self._ear], [], [], seconds)
        return self.said()

    def tell(self, word: str) -> None:
        os.write(self._mouth, word.encode() + b"\n")

    def kill(self) -> list[str]:
        """SIGKILL, and what it had said until then."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        told = self.said()
        os.close(self._ear)
        os.close(self._mouth)
        return told


def _run(work: Callable[[Say, int], None], mouth: int, heard: int) -> None:
    """In the new process: work, and never return into the test that it was forked from."""

    def say(line: str) -> None:
        os.write(mouth, line.replace("\n", "\\n").encode() + b"\n")

    try:
        work(say, heard)
    except BaseException:
        say(traceback.format_exc())
    finally:
        os._exit(0)


def until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look again and again; AssertionError when it never comes true."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not done within {seconds:.0f} s"
        time.sleep(0.01)
