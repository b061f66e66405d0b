"""The content pack: every item of every kind, checked as a whole, with one hash over its bytes."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from openhbm.content.errors import ContentError, Problem, UnknownItem
from openhbm.content.items import Item
from openhbm.content.kinds import KINDS
from openhbm.content.reading import read_items

SHIPPED = Path(__file__).parent
"""Where the pack that comes with the software lies."""

OVERLAY_VARIABLE = "HBM_CONTENT"

SomeItem = TypeVar("SomeItem", bound=Item)


@dataclass(frozen=True, slots=True)
class Pack:
    """All items of a pack; ``hash`` is the SHA-256 (hex) that submissions and decisions store."""

    hash: str
    _items: Mapping[type[Item], Mapping[str, Item]]

    def all(self, schema: type[SomeItem]) -> dict[str, SomeItem]:
        """Every item of ``schema`` by id, in file order."""
        return cast("dict[str, SomeItem]", dict(self._items.get(schema, {})))

    def get(self, schema: type[SomeItem], id: str) -> SomeItem:
        """The item called ``id``; raises UnknownItem that names the nearest ids there are."""
        items = self._items.get(schema, {})
        if id not in items:
            raise UnknownItem(_unknown(schema, id, list(items)))
        return cast("SomeItem", items[id])


def load_pack(*roots: Path, kinds: Mapping[str, type[Item]] = KINDS) -> Pack:
    """Read every ``<root>/<kind>/*.yaml``; an item of a later root replaces one of an earlier.

    Raises ContentError that lists every fault with file, line, field and remedy.
    """
    items: dict[type[Item], dict[str, Item]] = {schema: {} for schema in kinds.values()}
    problems: list[Problem] = []
    digest = hashlib.sha256()
    for number, root in enumerate(roots):
        if not root.is_dir():
            raise ContentError(
                f"{root} is not a directory of content; correct {OVERLAY_VARIABLE} or create it"
            )
        problems.extend(_misplaced(root, kinds))
        for kind, schema in kinds.items():
            found, faults = _read_kind(root, kind, schema)
            problems.extend(faults)
            items[schema].update(found)
        _add_to(digest, number, root, kinds)
    if problems:
        raise ContentError(f"the content has {len(problems)} fault(s):", problems)
    return Pack(digest.hexdigest(), items)


@cache
def pack() -> Pack:
    """The pack in use: the shipped one, overlaid by the directory ``HBM_CONTENT`` names."""
    overlay = os.environ.get(OVERLAY_VARIABLE, "")
    return load_pack(SHIPPED, *([Path(overlay)] if overlay else []))


def _read_kind(root: Path, kind: str, schema: type[Item]) -> tuple[dict[str, Item], list[Problem]]:
    found: dict[str, Item] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((root / kind).glob("*.yaml")):
        content = read_items(str(path), path.read_bytes(), schema)
        problems.extend(content.problems)
        for item, line in content.items:
            if item.id in found:
                problems.append(_twice(str(path), line, item.id, places[item.id]))
                continue
            found[item.id] = item
            places[item.id] = f"{path}, line {line}"
    return found, problems


def _twice(file: str, line: int, id: str, first: str) -> Problem:
    return Problem(
        file, line, id, f"this id is already used in {first}", "choose another id; never reuse one"
    )


def _misplaced(root: Path, kinds: Mapping[str, type[Item]]) -> Iterator[Problem]:
    """Files that would silently be left out: in a folder of no kind, or with the wrong ending."""
    for path in sorted((*root.rglob("*.yaml"), *root.rglob("*.yml"))):
        folder = path.parent.relative_to(root).as_posix()
        if folder not in kinds:
            known = ", ".join(sorted(kinds))
            yield Problem(
                str(path), 0, "", f"{folder!r} is no kind of content", f"move it to one of {known}"
            )
        elif path.suffix != ".yaml":
            yield Problem(str(path), 0, "", "ends in .yml", "rename it to end in .yaml")


def _add_to(
    digest: hashlib._Hash, number: int, root: Path, kinds: Mapping[str, type[Item]]
) -> None:
    """Hash names relative to the root, so that the same pack hashes alike on every machine."""
    for kind in sorted(kinds):
        for path in sorted((root / kind).glob("*.yaml")):
            data = path.read_bytes()
            heading = f"{number}/{kind}/{path.name}:{len(data)}\n"
            digest.update(heading.encode() + data)


def _unknown(schema: type[Item], id: str, known: list[str]) -> str:
    near = difflib.get_close_matches(id, known, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"{len(known)} are known"
    return f"no {schema.__name__} is called {id!r}; {hint}"
