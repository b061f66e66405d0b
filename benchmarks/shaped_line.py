"""A thin line on this machine: a proxy that is slow, far away, and dies now and then."""

from __future__ import annotations

import contextlib
import queue
import random
import socket
import threading
import time
from dataclasses import dataclass

PIECE, UNDER_WAY = 1024, 64
"""Bytes that travel as one, and how many of those the line holds at most in each direction."""


@dataclass
class Shape:
    """Bits a second in each direction, seconds one way, and mean seconds until the line dies."""

    bits_per_second: float = 0.0
    delay_seconds: float = 0.0
    dies_every_seconds: float = 0.0


class ShapedLine:
    """Listens on ``port`` and passes everything on to ``to`` in the shape that is set."""

    def __init__(self, to: int, seed: int = 7) -> None:
        self.to = to
        self.shape = Shape()
        self.deaths = 0
        self.bytes_up = self.bytes_down = 0
        self._rng = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._free_at = {True: 0.0, False: 0.0}
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        # A handshake goes there and back before anything is said.
        time.sleep(2 * self.shape.delay_seconds)
        far = socket.create_connection(("127.0.0.1", self.to))
        ends = (near, far)
        if mean := self.shape.dies_every_seconds:
            timer = threading.Timer(self._rng.expovariate(1 / mean), self._die, args=(ends,))
            timer.daemon = True
            timer.start()
        for here, there, is_up in ((near, far, True), (far, near, False)):
            threading.Thread(target=self._pass_on, args=(here, there, is_up), daemon=True).start()

    def _die(self, ends: tuple[socket.socket, ...]) -> None:
        self.deaths += 1
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _pass_on(self, here: socket.socket, there: socket.socket, is_up: bool) -> None:
        """Read as fast as the line takes it, and let it out at the other end when it arrives."""
        under_way: queue.Queue[tuple[float, bytes]] = queue.Queue(UNDER_WAY)
        threading.Thread(target=_arrive, args=(under_way, there), daemon=True).start()
        with contextlib.suppress(OSError):
            while piece := here.recv(PIECE):
                under_way.put((self._arrival_of(len(piece), is_up), piece))
        under_way.put((self._arrival_of(0, is_up), b""))

    def _arrival_of(self, size: int, is_up: bool) -> float:
        """When a piece arrives: behind those before it in its direction, and the whole way."""
        with self._lock:
            if is_up:
                self.bytes_up += size
            else:
                self.bytes_down += size
            left = max(time.monotonic(), self._free_at[is_up])
            if self.shape.bits_per_second:
                left += size * 8 / self.shape.bits_per_second
            self._free_at[is_up] = left
            return left + self.shape.delay_seconds


def _arrive(under_way: queue.Queue[tuple[float, bytes]], there: socket.socket) -> None:
    is_open = True
    while True:
        arrival, piece = under_way.get()
        if is_open:
            time.sleep(max(0.0, arrival - time.monotonic()))
        with contextlib.suppress(OSError):
            if not piece:
                there.shutdown(socket.SHUT_WR)
                return
            is_open = is_open and _is_sent(there, piece)


def _is_sent(there: socket.socket, piece: bytes) -> bool:
    try:
        there.sendall(piece)
    except OSError:
        return False
    return True
