"""Which way a register is linked: by the name that the command line gives the engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openhbm.apps.identity.batch.engines import engine_at
from openhbm.apps.identity.batch.linking import Found, Told, link_folder
from openhbm.apps.identity.batch.workspace import save_register
from openhbm.core.identity.linkage.encoding import Register
from openhbm.core.identity.linkage.trees import Trees


class FromDisk:
    """Links in a folder: ``engine`` is ``disk`` for this machine or ``dask://host:port``.

    ``folder`` must be seen by every worker under the same path; without one a temporary folder of
    this machine is used and removed.
    """

    def __init__(self, engine: str, folder: Path | None = None) -> None:
        self.engine = engine
        self.folder = folder

    def __call__(self, register: Register, trees: Trees | None, told: Told) -> Found:
        with _folder(self.folder) as folder, engine_at(self.engine) as engine:
            save_register(folder, register)
            return link_folder(folder, engine, trees, told)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="hbm-linkage-") as made:
        yield Path(made)
