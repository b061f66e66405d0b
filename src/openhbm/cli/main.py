"""The one entry point: finds the noun's module and runs it with Django set up.

``hbm`` lists the nouns and ``hbm NOUN --help`` the verbs without opening a database.
"""

from __future__ import annotations

import difflib
import importlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError

from openhbm.apps.ledger.errors import ActionError, JournalError, NotVisible
from openhbm.apps.ledger.home import node_home
from openhbm.cli.archive import unpack_beside_home
from openhbm.cli.demo.home import take_own_home
from openhbm.cli.loading import modules_loaded_to_stay
from openhbm.content.errors import ContentError

FAILED, MISUSED, STOPPED = 1, 2, 130


@dataclass(frozen=True)
class Noun:
    """A noun of the command line; ``before`` runs while no settings are loaded yet."""

    summary: str
    before: Callable[[Sequence[str]], None] | None = None


def answer_https_alone(words: Sequence[str]) -> None:
    """Let cookies travel by HTTPS only where the node speaks it itself."""
    if "--https" in words:
        os.environ["HBM_HTTPS"] = "own"


NOUNS = {
    "demo": Noun("replay a real crisis with invented people, and serve it", take_own_home),
    "init": Noun("make this node: home, keys, database, first administrator"),
    "serve": Noun("serve the pages and the API", answer_https_alone),
    "doctor": Noun("check keys, clock, disk, database and content"),
    "user": Noun("add users, give roles, issue API tokens"),
    "arrivals": Noun("import counts of arrivals from a table"),
    "mrz": Noun("machine-readable zones: parse, read from a picture, build"),
    "posts": Noun("import border posts from a table or GeoJSON"),
    "journal": Noun("verify the journal, show a record's history, rebuild the tables"),
    "person": Noun("erase a person"),
    "dedupe": Noun("find double registrations and judge the pairs"),
    "watch": Noun("read sources of signals, judge every post, send alerts out"),
    "foresight": Noun("score forecasts and alarms by what came"),
    "watchlist": Noun("import watch lists and look for people on them"),
    "biometrics": Noun("ask a biometric engine of others, as a proposal"),
    "card": Noun("issue, check and revoke cards"),
    "seal": Noun("check a seal of any issuer"),
    "keys": Noun("keys that sign cards: ceremony, rotation, revocation, trust files"),
    "displace": Noun("where displaced people go: forecast, evaluate, plan"),
    "forecast": Noun("arrivals of the next days at a post or from a table"),
    "kernels": Noun("compile the engines, so that nobody waits for it later"),
    "sitrep": Noun("write and export situation reports"),
    "node": Noun("let other nodes in, list them, shut one out"),
    "sync": Noun("meet the centre over a line, or by files carried by hand"),
    "tablet": Noun("see what tablets have not sent, and take in their backup files"),
    "backup": Noun("copy this node into one file while it runs"),
    "restore": Noun("bring a node back from such a file", unpack_beside_home),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 failed, 2 misused, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = dispatch(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code


def dispatch(words: Sequence[str]) -> int:
    """Find the noun and run it, or tell which ones there are."""
    noun, rest = (words[0], words[1:]) if words else ("--help", [])
    if noun in ("-h", "--help", "help"):
        print(overview())
        return 0
    if noun not in NOUNS:
        print(unknown(noun), file=sys.stderr)
        return MISUSED
    return run(noun, rest)


def run(noun: str, rest: Sequence[str]) -> int:
    """Set Django up and run the noun's command, telling errors as sentences."""
    wants_help = bool({"-h", "--help"} & set(rest))
    try:
        if (before := NOUNS[noun].before) and not wants_help:
            before(rest)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
        with modules_loaded_to_stay():
            django.setup()
            command = importlib.import_module(f"openhbm.cli.commands.{noun}").Command()
        command._called_from_command_line = True
        options = vars(command.create_parser("hbm", noun).parse_args(list(rest)))
        command.execute(*options.pop("args", ()), **options)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAILED
    except (ActionError, NotVisible, JournalError, ContentError, CommandError) as error:
        return told(str(error))
    except BrokenPipeError:
        raise
    except (ImproperlyConfigured, ValueError, OSError, DatabaseError) as error:
        if wants_trace(rest):
            raise
        return told(sentence(error))
    return 0


def wants_trace(rest: Sequence[str]) -> bool:
    return "--traceback" in rest


def is_set_up(error: DatabaseError) -> bool:
    """False where tables are missing, as in a home whose name was mistyped."""
    return not re.search(r"no such table|relation .* does not exist", str(error))


def sentence(error: Exception) -> str:
    """What went wrong outside the command's own checks, and what to do."""
    if isinstance(error, DatabaseError) and not is_set_up(error):
        return (
            f"There is no node at {node_home()} yet, or one of an older release. Run: hbm init, "
            "or set HBM_HOME to the right folder."
        )
    if isinstance(error, DatabaseError):
        return f"The database answered: {error}. Run: hbm doctor"
    if isinstance(error, OSError):
        return f"{error}. Check the disk, the folder and who may write there."
    return f"{error}"


def told(message: str) -> int:
    print(f"hbm: {message}", file=sys.stderr)
    return FAILED


def overview() -> str:
    """The nouns, one a line."""
    width = max(map(len, NOUNS))
    lines = [f"  hbm {name:<{width}}  {noun.summary}" for name, noun in NOUNS.items()]
    return "\n".join(["OpenHBM: humanitarian border management.", "", *lines, "", HINT])


HINT = "hbm NOUN --help tells more. HBM_HOME names the folder that a node lives in."


def unknown(noun: str) -> str:
    """What to type instead of a noun that there is not."""
    near = difflib.get_close_matches(noun, NOUNS, n=1, cutoff=0.5)
    meant = f" Did you mean: hbm {near[0]}?" if near else ""
    return f"hbm: there is no command {noun}.{meant} `hbm --help` lists them all."
