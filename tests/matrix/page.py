"""The page of the guide that tells which role is shown what at which address.

Every test that asks as a role compares its column. After a change that is meant, the columns are
written anew: HBM_WRITE_SNAPSHOT=1 pytest tests/matrix -n 0
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from openhbm.apps.casework.queries import findings_for
from openhbm.content.loader import pack
from openhbm.content.schemas.roles import Role
from tests.matrix.routes import Route, filled_routes
from tests.matrix.world import NAME, REASON, World, there

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who sees what, where

Every role of the content pack asked every address of the pages and of the interface, in a world
in which everything is there. This page is written by tests and compared in every run: an
address that shows a role more than it did fails the build.

A cell tells what was shown: **o** operational figures and places, **i** who somebody is,
**m** crossings and entry decisions, **p** what was said in trust (screening, findings, referrals).
`·` is an answer with none of these, a blank is no answer: refused, or absent and hidden alike.

No role marked with an asterisk, which may stop, refuse or detain, has a **p** anywhere.

"""
SHORT = {
    "border_officer": "officer",
    "shift_lead": "lead",
    "post_commander": "commander",
    "registration_clerk": "clerk",
    "identity_reviewer": "reviewer",
    "protection_officer": "protection",
    "child_protection_officer": "children",
    "health_screener": "health",
    "interpreter": "mediator",
    "community_liaison": "liaison",
    "partner_caseworker": "partner",
    "consular_officer": "consul",
    "rescue_coordinator": "rescue",
    "national_coordinator": "coordinator",
    "legal_adviser": "legal",
    "analyst": "analyst",
    "data_protection_officer": "dpo",
    "auditor": "auditor",
    "administrator": "admin",
}
Answers = Mapping[str, tuple[int, str]]
"""Path → (status, text), as `tests.matrix.answers` tells them."""
Column = dict[str, str]
"""Address as written → letters of what a role was shown there."""


def documented_routes(world: World, said: Mapping[str, tuple[object, ...]]) -> list[Route]:
    """Every address with a record that is there, of what is said in trust too."""
    return filled_routes(there(world) | dict(said))


def assert_column_is_documented(
    role: str, world: World, said: Mapping[str, tuple[object, ...]], answers: Answers
) -> None:
    """What a role was answered after all was said is what its column of the page says."""
    column: Column = {}
    marks = _marks(world, said)
    for route in documented_routes(world, said):
        shown = _shown(route.path, answers[route.path], marks)
        column[route.pattern] = max(column.get(route.pattern, ""), shown, key=len)
    if os.environ.get("HBM_WRITE_SNAPSHOT"):
        _write(role, column)
    written = {pattern: row[role] for pattern, row in rows().items() if row[role]}

    assert {pattern: cell for pattern, cell in column.items() if cell} == written, (
        f"what {role} sees changed; if that is meant, write the page anew (tests/matrix/page.py)"
    )


def rows() -> dict[str, dict[str, str]]:
    """Address as written → role → letters, as the page says."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    cells = [[cell.strip() for cell in line.split(" |")] for line in lines]
    return {
        row[0].removeprefix("| `/").removesuffix("`"): dict(zip(SHORT, row[1:], strict=False))
        for row in cells
    }


def _marks(world: World, said: Mapping[str, tuple[object, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Letter → texts that only a record of that kind brings onto a page."""
    findings = findings_for(world.protector, world.mother)
    told = [REASON, str(said["referral_id"][0]), *(str(f.id) for f in findings)]
    return {
        "o": ("PL-HERE", "Pl-Here", str(world.values["tally_id"][0])),
        "i": (NAME, world.mother.number),
        "m": (str(world.values["crossing_id"][0]),),
        "p": tuple(told),
    }


def _shown(path: str, answer: tuple[int, str], marks: Mapping[str, Iterable[str]]) -> str:
    """Letters of what an answer shows, ``·`` for none of them, empty for no answer."""
    status, told = answer
    if status != 200:
        return ""
    text = told.replace(path, "")
    letters = [letter for letter, texts in marks.items() if any(t in text for t in texts)]
    return "".join(letters) or "·"


def _write(role: str, column: Column) -> None:
    known = rows()
    found = {pattern: known.get(pattern, {}) | {role: column[pattern]} for pattern in column}
    PAGE.write_text(HEAD + "\n".join(_table(found)) + "\n", encoding="utf-8")


def _table(matrix: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    enforcing = {r.id for r in pack().all(Role).values() if r.enforcement}
    names = [short + ("\\*" if role in enforcing else "") for role, short in SHORT.items()]
    yield "| address | " + " | ".join(names) + " |"
    yield "| --- |" + " :-: |" * len(names)
    for pattern, row in sorted(matrix.items()):
        if any(row.values()):
            cells = " | ".join(row.get(role, "") for role in SHORT)
            yield f"| `/{pattern}` | {cells} |"
