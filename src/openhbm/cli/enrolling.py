"""Making this machine a node of a country: asking the centre with a one-time code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import CommandError

from openhbm.apps.ledger.home import keep_node_prefix, node_prefix
from openhbm.apps.ledger.queries import entry_count
from openhbm.apps.sync.actions import accept_enrolment
from openhbm.apps.sync.meeting import TIMEOUT, ask_to_enrol
from openhbm.apps.sync.queries import standing_of_nodes
from openhbm.core.documents.numbers import registration_number


def enrol(home: Path, options: Mapping[str, Any]) -> dict[str, str]:
    """Enrol this node at the centre; its prefix, name and kind as the centre gave them."""
    code = options["code"] or asked_for_code()
    with httpx.Client(timeout=TIMEOUT) as client:
        answer = ask_to_enrol(options["centre"], code, client)
    node = answer.get("node")
    prefix = str(node.get("prefix", "")) if isinstance(node, dict) else ""
    if options["node"] and options["node"] != prefix:
        raise CommandError(
            f"The code is for the node {prefix}, not for {options['node']}. Ask for another code."
        )
    name_node(home, prefix)
    accept_enrolment(by=None, url=options["centre"], code=code, answer=answer)
    return {name: str(answer["node"][name]) for name in ("prefix", "name", "kind")}


def is_enrolled_at(url: str) -> bool:
    """Whether this was done before."""
    return standing_of_nodes(None).url == url


def name_node(home: Path, prefix: str) -> None:
    """Give this node its prefix, as long as it has written nothing under another one."""
    try:
        registration_number(prefix, 1)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if entry_count(None) and prefix != settings.NODE_PREFIX:
        raise CommandError(
            f"This node already keeps a journal as {settings.NODE_PREFIX}. Use another HBM_HOME."
        )
    keep_node_prefix(home, prefix)
    if node_prefix(home) != prefix:
        raise CommandError(f"HBM_NODE says {node_prefix(home)}. Unset it, or give --node that.")
    settings.NODE_PREFIX = prefix


def asked_for_code() -> str:
    """The code, typed in by whoever sits there."""
    if not sys.stdin.isatty():
        raise CommandError("Give the one-time code with --code.")
    return input("One-time code: ")
