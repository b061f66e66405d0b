"""``hbm watch``: sources of signals, the round of the watch, and who hears of alerts."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from openhbm.apps.foresight.codes import ChannelKind
from openhbm.apps.foresight.feeds.actions import add_feed, end_feed
from openhbm.apps.foresight.feeds.fetching import is_address
from openhbm.apps.foresight.feeds.watching import judge_posts, read_feeds
from openhbm.apps.foresight.outgoing.actions import add_channel, end_channel
from openhbm.apps.foresight.outgoing.queries import channels_visible_to, secret_of
from openhbm.apps.foresight.outgoing.sending import send_alerts
from openhbm.apps.foresight.signals.queries import feeds_visible_to
from openhbm.apps.ledger import clock
from openhbm.apps.places.queries import post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.numbers import whole_number
from openhbm.cli.progress import bar

_MOST_HOURS = 8_784


class Command(NounCommand):
    help = "Read sources of signals, judge every post, send alerts out."

    def verbs(self) -> Iterable[Verb]:
        yield Verb(
            "run",
            "One round: read every source, forecast and check every post, send what is due.",
            self.run_round,
            run_arguments,
        )
        yield Verb("add", "Have a file or an address read from now on.", self.add, add_arguments)
        yield Verb("feeds", "List the sources.", self.feeds, shown_as)
        yield Verb("end", "Read a source no longer.", self.end, end_arguments)
        yield Verb("tell", "Have somebody hear of alerts.", self.add_channel, tell_arguments)
        yield Verb("channels", "List who hears of alerts.", self.channels, shown_as)
        yield Verb("untell", "Tell somebody no longer.", self.end_channel, untell_arguments)

    def run_round(self, options: Options) -> None:
        by, at = self.actor(options), clock.now()
        count = feeds_visible_to(by).filter(is_active=True).count()
        with bar("sources", count) as progress:
            rounds = read_feeds(by, at, tell=lambda code: progress.update() and None)
        alerts = judge_posts(by, at)
        sent = [] if options["no_send"] else send_alerts(by, at)
        figures = {
            "at": at.isoformat(),
            "feeds": [asdict(each) for each in rounds],
            "alerts": [{"post": a.post.code, "level": a.level} for a in alerts],
            "sent": [asdict(each) for each in sent],
        }
        self.tell(options, figures, lines_of(figures))

    def add(self, options: Options) -> None:
        by, location = self.actor(options), options["location"]
        if not is_address(location):
            location = str(Path(location).resolve())
        feed = add_feed(
            by=by,
            code=options["code"],
            name=options["name"],
            kind=options["kind"],
            location=location,
            post=post_for(by, options["post"]) if options["post"] else None,
            reliability=options["reliability"],
            expected_every_hours=options["every_hours"],
        )
        self.tell(options, {"code": feed.code}, [f"{feed.name} is read from now on."])

    def feeds(self, options: Options) -> None:
        found = [
            {
                "code": feed.code,
                "name": feed.name,
                "kind": feed.kind,
                "location": feed.location,
                "is_active": feed.is_active,
                "last_new_at": feed.last_new_at,
                "silent_since_at": feed.silent_since_at,
                "last_problem": feed.last_problem,
                "faults": feed.faults,
            }
            for feed in feeds_visible_to(self.actor(options))
        ]
        lines = [f"{f['code']:<16} {f['kind']:<20} {f['location']}  {state_of(f)}" for f in found]
        self.tell(options, {"feeds": found}, lines)

    def end(self, options: Options) -> None:
        by = self.actor(options)
        feed = feeds_visible_to(by).filter(code=options["code"], is_active=True).first()
        if feed is None:
            raise CommandError(f"No source is called {options['code']}. List them: hbm watch feeds")
        end_feed(by=by, feed=feed)
        self.tell(options, {"code": feed.code}, [f"{feed.name} is read no longer."])

    def add_channel(self, options: Options) -> None:
        by = self.actor(options)
        channel = add_channel(
            by=by,
            name=options["name"],
            kind=options["kind"],
            address=options["address"],
            least_level=options["level"],
            language=options["language"],
            post=post_for(by, options["post"]) if options["post"] else None,
        )
        figures = {"id": str(channel.id), "name": channel.name}
        lines = [f"{channel.name} hears of alerts from level {channel.least_level} on."]
        if channel.kind != ChannelKind.EMAIL:
            figures["secret"] = secret_of(by, channel)
            lines.append(f"Signatures are checked with this key: {figures['secret']}")
        self.tell(options, figures, lines)

    def channels(self, options: Options) -> None:
        found = [
            {
                "name": each.name,
                "kind": each.kind,
                "address": each.address,
                "level": each.least_level,
                "is_active": each.is_active,
            }
            for each in channels_visible_to(self.actor(options))
        ]
        lines = [
            f"{c['name']:<24} {c['kind']:<8} level {c['level']}  {c['address']}" for c in found
        ]
        self.tell(options, {"channels": found}, lines)

    def end_channel(self, options: Options) -> None:
        by = self.actor(options)
        found = channels_visible_to(by).filter(name=options["name"], is_active=True).first()
        if found is None:
            raise CommandError(f"Nobody called {options['name']} is told. See: hbm watch channels")
        end_channel(by=by, channel=found)
        self.tell(options, {"name": found.name}, [f"{found.name} is told no longer."])


def lines_of(figures: dict[str, Any]) -> Iterable[str]:
    """A round in words."""
    for feed in figures["feeds"]:
        yield f"{feed['code']:<16} {feed['new']} new of {feed['entries']}  {feed['problem']}"
        yield from (f"  {fault}" for fault in feed["faults"])
    for alert in figures["alerts"]:
        yield f"{alert['post']:<16} level {alert['level']}"
    for each in figures["sent"]:
        yield f"{each['channel']:<16} {each['message']} {each['post']}  {each['problem'] or 'sent'}"


def state_of(feed: dict[str, Any]) -> str:
    """Whether a source speaks."""
    if not feed["is_active"]:
        return "ended"
    if feed["silent_since_at"]:
        return f"silent since {feed['silent_since_at']:%Y-%m-%d %H:%M}"
    return feed["last_problem"] or "reads"


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--no-send", action="store_true", help="send nothing out")
    shown_as(parser)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", help="a short name, such as patrols")
    parser.add_argument("kind", help="a kind of source of the content pack, such as patrol_table")
    parser.add_argument("location", help="a file, or an https address")
    parser.add_argument("--name", default="", help="who says so (the code)")
    parser.add_argument("--post", default="", help="the post it speaks of (of none in particular)")
    parser.add_argument(
        "--reliability", choices=tuple("ABCDEF"), default="", help="A to F (as the kind says)"
    )
    parser.add_argument(
        "--every-hours",
        type=whole_number(1, _MOST_HOURS),
        help="silent when nothing new came for longer",
    )
    shown_as(parser)


def end_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code")
    shown_as(parser)


def tell_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="who is told")
    parser.add_argument("kind", choices=ChannelKind.values)
    parser.add_argument("address", help="an e-mail or https address")
    parser.add_argument("--level", type=int, choices=(1, 2, 3, 4), default=2)
    parser.add_argument("--language", default="en")
    parser.add_argument("--post", default="", help="of one post (all posts)")
    shown_as(parser)


def untell_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name")
    shown_as(parser)
