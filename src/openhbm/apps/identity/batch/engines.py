"""Who does the steps: this process one after the other, or the workers of a Dask cluster."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from distributed import Client, as_completed

from openhbm.apps.ledger.errors import ActionError

DASK = "dask://"
RETRIES = 5
"""How often a step is begun anew whose worker was lost."""

ANSWER_SECONDS = 20
"""How long a scheduler may take to answer."""

Step = Callable[[Path, int], int]


class Engine(Protocol):
    """Does one step for every portion."""

    def every(self, step: Step, folder: Path, portions: int) -> Iterator[int]:
        """What the step answers for each portion, as each is done; all are done at the end."""
        ...


class Here:
    """One portion after the other in this process; memory holds one of them."""

    def every(self, step: Step, folder: Path, portions: int) -> Iterator[int]:
        for portion in range(portions):
            yield step(folder, portion)


class Cluster:
    """Portions on the workers of a cluster, which must see ``folder`` under the same path.

    A portion whose worker is lost is begun anew by another.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def every(self, step: Step, folder: Path, portions: int) -> Iterator[int]:
        futures = self.client.map(
            partial(step, folder), range(portions), pure=False, retries=RETRIES
        )
        for future in as_completed(futures, loop=self.client.loop):
            yield future.result()


@contextmanager
def engine_at(address: str) -> Iterator[Engine]:
    """The engine for ``local`` or ``dask://host:port``; ActionError when nobody answers there."""
    if not address.startswith(DASK):
        yield Here()
        return
    place = address.removeprefix(DASK)
    try:
        _knock(place)
        client = Client(f"tcp://{place}", timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ActionError(
            f"No scheduler answers at {address} ({error}). Start one, or leave --engine out."
        ) from None
    try:
        yield Cluster(client)
    finally:
        client.close()


def _knock(place: str) -> None:
    """Fail at once where nobody listens, instead of trying again until the time is up."""
    host, _, port = place.rpartition(":")
    socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS).close()
