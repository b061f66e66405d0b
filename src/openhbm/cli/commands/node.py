"""``hbm node``: the nodes that meet this one: let in, list, shut out."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from openhbm.apps.sync.actions import invite_node, release_node, revoke_node
from openhbm.apps.sync.codes import NodeKind
from openhbm.apps.sync.queries import NodeStanding, standing_of_nodes
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json


class Command(NounCommand):
    help = "Let another node in, list the nodes, shut one out."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("enrol", "Make a one-time code for a new node.", self.enrol, enrol_arguments)
        yield Verb("list", "Show every node and what is wrong with it.", self.list, shown_as)
        yield Verb("revoke", "Shut a node out, for good.", self.revoke, revoke_arguments)
        yield Verb("release", "End a quarantine.", self.release, revoke_arguments)

    def enrol(self, options: Options) -> None:
        invitation, code = invite_node(
            by=self.actor(options),
            prefix=options["prefix"],
            name=options["name"],
            kind=options["kind"],
            posts=tuple(options["post"] or ()),
            may_hold_protected=options["protected"],
        )
        lines = [
            f"Code for {invitation.name} ({invitation.prefix}): {code}",
            "It works once, for 24 hours. On the new machine, run:",
            f"  hbm init --node {invitation.prefix} --centre URL --code {code}",
        ]
        figures = {
            "prefix": invitation.prefix,
            "name": invitation.name,
            "code": code,
            "expires_at": invitation.expires_at,
        }
        self.tell(options, figures, lines)

    def list(self, options: Options) -> None:
        found = standing_of_nodes(self.actor(options))
        lines = [line for node in found.nodes for line in lines_of(node)]
        self.tell(
            options,
            {"nodes": [asdict(node) for node in found.nodes]},
            lines or ["No other node is known here. Let one in: hbm node enrol PREFIX"],
        )

    def revoke(self, options: Options) -> None:
        node = revoke_node(
            by=self.actor(options), prefix=options["prefix"], reason=options["reason"]
        )
        self.tell(
            options,
            {"prefix": node.prefix, "revoked_at": node.revoked_at},
            [f"{node.prefix} is shut out. The other nodes hear of it when they next meet."],
        )

    def release(self, options: Options) -> None:
        release_node(by=self.actor(options), prefix=options["prefix"], reason=options["reason"])
        self.tell(options, {"prefix": options["prefix"]}, [f"{options['prefix']} may send again."])


def enrol_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("prefix", help="2 to 8 capital letters: begins the node's numbers, as PLM")
    parser.add_argument("--name", default="", help="how people call it, as Post Medyka")
    parser.add_argument("--kind", default=NodeKind.POST.value, choices=NodeKind.values)
    parser.add_argument("--post", action="append", help="code of a border post it works for")
    parser.add_argument(
        "--protected",
        action="store_true",
        help="protection or health staff work there: it may hold what was told in trust",
    )
    shown_as(parser)


def revoke_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("prefix")
    parser.add_argument("--reason", required=True)
    shown_as(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def lines_of(node: NodeStanding) -> Iterable[str]:
    """A node in one line, and below it what is wrong."""
    met = f"{node.met_at:%Y-%m-%d %H:%M}" if node.met_at else "never"
    yield (
        f"{node.prefix:<8} {node.name:<24} {node.kind:<7} met {met:<16}"
        f"  lacks {node.lacks:>7,}  unsent {shown(node.unsent):>7}  version {node.version or '-'}"
    )
    for problem in node.problems:
        yield f"{'':9}! {problem}"


def shown(figure: Any) -> str:
    return "-" if figure is None else f"{figure:,}"
