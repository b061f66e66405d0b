"""The guide to keys, followed literally at a centre and two posts, each a home of its own."""

from __future__ import annotations

import importlib
import os
import re
import select
import shlex
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "keys.md"
BLOCK = re.compile(r"^```(centre|post|other)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PASSPHRASES = {
    "Amira": "a lighthouse in fog",
    "Bohdan": "bread, salt and rye",
    "Chidi": "seven quiet rivers",
}
LONGEST_SECONDS = 120


def commands() -> list[tuple[str, str]]:
    """(where, command) in the order of the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    return [(where, line) for where, block in BLOCK.findall(text) for line in block.splitlines()]


DESK = """
import shlex, sys, termios
quiet = termios.tcgetattr(0)
quiet[3] &= ~termios.ECHO
termios.tcsetattr(0, termios.TCSANOW, quiet)
from openhbm.cli.main import main
for line in sys.stdin:
    print(f"\\x1e{main(shlex.split(line)[1:])}\\x1f", flush=True)
"""
"""A terminal at which ``hbm`` is loaded once; what is typed is what the guide says."""


class Node:
    """One computer: a home, a prefix, and a terminal at which somebody sits."""

    def __init__(self, folder: Path, name: str, prefix: str) -> None:
        files = folder / "stick"
        files.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HBM_", "DJANGO_"))}
        own = {"HBM_HOME": str(folder / name), "HBM_NODE": prefix, "PYTHONWARNINGS": "ignore"}
        self.environment = kept | own
        self._child, self._terminal = os.forkpty()
        if self._child == 0:
            os.chdir(files)
            os.execve(sys.executable, [sys.executable, "-uc", DESK], self.environment)
        # Else the next node would hold this one's terminal open, too.
        os.set_inheritable(self._terminal, False)

    def types(self, command: str) -> tuple[int, str]:
        """Type a command at the terminal, answer its questions; (exit code, what it told)."""
        os.write(self._terminal, command.encode() + b"\n")
        told, asked, name = b"", 0, ""
        until = time.monotonic() + LONGEST_SECONDS
        while not (ended := re.search(rb"\x1e(\d+)\x1f", told)):
            assert time.monotonic() < until, told.decode("utf-8", "replace")
            if select.select([self._terminal], [], [], 1)[0]:
                told += os.read(self._terminal, 4096)
            questions = re.findall(rb"Passphrase of (\w+): |(Once more: )", told)
            if len(questions) > asked:
                asked = len(questions)
                name = questions[-1][0].decode() or name
                os.write(self._terminal, PASSPHRASES[name].encode() + b"\n")
        text = told[: ended.start()].decode("utf-8", "replace").replace("\r\n", "\n").lstrip()
        return int(ended.group(1)), text

    def leave(self) -> None:
        """Close the terminal, which ends what runs there."""
        os.close(self._terminal)
        os.waitpid(self._child, 0)


class Walk:
    """Follows the guide; what a screen shows is what words in capitals stand for later."""

    def __init__(self, folder: Path) -> None:
        self.nodes = {
            "centre": Node(folder, "centre", "CTR"),
            "post": Node(folder, "post", "PLM"),
            "other": Node(folder, "other", "QRS"),
        }
        self.files = folder / "stick"
        self.seen: dict[str, str] = {}

    def follow(self, where: str, command: str) -> str:
        for word, value in self.seen.items():
            command = re.sub(rf"\b{word}\b", value, command)
        code, told = self.nodes[where].types(command)
        self._look(told)
        assert code == 0, f"{where}$ {command}\n{code}\n{told}"
        return told

    def _look(self, told: str) -> None:
        patterns = {
            "FINGERPRINT": r"^((?:[0-9A-F]{4} ){15}[0-9A-F]{4})$",
            "CODE": r"told this once: (\S+)$",
            "SERIAL": r"^arrival (\w{16}),",
            "CARD": r"^(HBM1:.*)$",
            "KEY_ID": r"^new: certificate (\w{16}) of PLM",
        }
        for word, pattern in patterns.items():
            if found := re.search(pattern, told, re.MULTILINE):
                self.seen[word] = found.group(1)
        if "CARD" in self.seen:
            (self.files / "card.txt").write_text(self.seen.pop("CARD"))


PROGRAM = """
import django; django.setup()
from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import first_administrator
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.places.actions import open_post
clerk = add_user(by=None, username="clerk", password=None)
give_role(by=None, user=clerk, role="registration_clerk")
admin = first_administrator(None)
post = open_post(by=admin, code="P", name="P", country="POL", post_type="OFFICIAL_LAND")
details = PersonDetails(name="Layla Almutakhayyal", birth="1988")
print("NUMBER", register_person(by=clerk, details=details, post=post).number)
"""


def prepared(folder: Path) -> Walk:
    """Three nodes, and somebody registered at the post."""
    walk = Walk(folder)
    for node in walk.nodes.values():
        code, told = node.types("hbm init")
        assert code == 0, told
    environment = walk.nodes["post"].environment
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment | {"DJANGO_SETTINGS_MODULE": "openhbm.project.settings"},
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_SECONDS,
    )
    walk.seen["NUMBER"] = ran.stdout.split("NUMBER ")[1].strip()
    return walk


def extra_card(walk: Walk, name: str) -> None:
    """One more card of the post, beside those of the guide, kept in a file of its own."""
    seen = dict(walk.seen)
    walk.follow("post", "hbm card issue NUMBER --kind arrival --as clerk")
    walk.seen = seen
    (walk.files / "card.txt").rename(walk.files / name)


def checked(walk: Walk, name: str) -> str:
    """What the other post says of a card: empty when valid, else the reason."""
    code, told = walk.nodes["other"].types(f"hbm card verify {name}")
    assert (code == 0) == told.startswith("VALID")
    return "" if code == 0 else told


@pytest.mark.slow
def test_guide_is_followed_from_the_ceremony_to_a_compromised_key(tmp_path):
    walk = prepared(tmp_path)
    try:
        _follow(walk)
    finally:
        for node in walk.nodes.values():
            node.leave()


def _follow(walk: Walk) -> None:
    told = {}

    for where, line in commands():
        if "second.request" in line and where == "post":
            extra_card(walk, "first_key.txt")
        if line.startswith("hbm keys vouch"):
            extra_card(walk, "second_key.txt")
            walk.seen["UNTIL"] = datetime.now(UTC).isoformat()
            time.sleep(1.2)
            extra_card(walk, "thief.txt")
        told[f"{where} {line}"] = walk.follow(where, line)
        if line == "hbm keys import revoked.hbm" and where == "other":
            assert "It was revoked" in checked(walk, "card.txt")

    assert "Layla" not in told["other hbm card verify card.txt"]
    assert "Layla" in told["other hbm card verify card.txt --code CODE"]
    assert (walk.files / "attestation.pdf").read_bytes().startswith(b"%PDF-")
    assert checked(walk, "first_key.txt") == ""
    assert checked(walk, "second_key.txt") == ""
    assert "compromised" in checked(walk, "thief.txt")
    assert walk.nodes["post"].types("hbm card issue NUMBER --as clerk")[0] == 1


def test_every_command_of_the_guide_is_one_there_is():
    for _where, line in commands():
        words = shlex.split(line)
        assert words[0] == "hbm"
        command = importlib.import_module(f"openhbm.cli.commands.{words[1]}").Command()
        command.create_parser("hbm", words[1]).parse_args(words[2:])
