"""The entry point: finding a command, and what it says when there is none."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from openhbm.cli.main import MISUSED, NOUNS, main
from tests.architecture.sources import SOURCE


def test_help_lists_every_noun_without_opening_a_home(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"hbm {noun}" in told for noun in NOUNS)


def test_no_words_at_all_tells_the_nouns(capsys):
    assert main([]) == 0
    assert "hbm serve" in capsys.readouterr().out


def test_unknown_noun_names_the_nearest(capsys):
    assert main(["jornal"]) == MISUSED
    assert "hbm journal?" in capsys.readouterr().err


def test_every_noun_has_a_module_and_every_module_a_noun():
    modules = {path.stem for path in (SOURCE / "cli" / "commands").glob("[a-z]*.py")}
    assert modules == set(NOUNS)


def test_help_of_every_noun_is_told_and_makes_no_database(hbm):
    asking = "from openhbm.cli.main import NOUNS, main\nfor noun in NOUNS: main([noun, '--help'])"
    asked = [sys.executable, "-c", asking]

    told = subprocess.run(asked, env=hbm.environment, capture_output=True, text=True, check=True)

    assert re.findall(r"^usage: hbm (\w+)", told.stdout, re.M) == list(NOUNS)
    assert not list(hbm.home.glob("*.sqlite3"))


def test_verb_that_does_not_exist_is_refused_with_the_verbs_there_are(hbm):
    ended = hbm("journal", "burn", expect=MISUSED)
    assert "verify" in ended.stderr


def test_command_before_init_says_what_to_do(hbm):
    ended = hbm("journal", "show", "people.group:1", expect=1)
    assert "hbm" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve", "--port", "99999"), "from 1 to 65535"),
        (("serve", "--workers", "0"), "at least 1"),
        (("backup", "/proc/node.tar"), "Check the disk"),
        (("demo", "--no-serve", "--home", "/proc/demo"), "Check the disk"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(node, words, said):
    ended = node(*words, expect=1)
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_home_that_was_never_set_up_is_told_in_a_sentence(hbm):
    told = hbm("sync", "status", expect=1).stderr
    assert str(hbm.home) in told
    assert "hbm init" in told
