"""From the counts in a table to tallies: which post, which instants, which key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.crossings.codes import TallySource
from openhbm.apps.crossings.details import TallyDetails
from openhbm.apps.crossings.models import Tally
from openhbm.apps.intake.files import read_sheet
from openhbm.apps.intake.matching import PostIndex
from openhbm.apps.intake.reporting import Refused
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.models import Post
from openhbm.core.flows.dates import Period
from openhbm.core.flows.mapping import MappingError, parse_mapping
from openhbm.core.flows.observations import Observation, Reading
from openhbm.core.flows.tables import read_table


@dataclass(frozen=True)
class Placed:
    """A count of the table at a post that is known here."""

    observation: Observation
    details: TallyDetails


def read_arrivals(file_name: str, data: bytes, mapping: str, at: datetime) -> Reading:
    """Read a file of counts; ActionError when the file or the mapping cannot be used at all."""
    try:
        told = parse_mapping(mapping)
    except MappingError as error:
        raise ActionError(str(error), field="mapping") from None
    options = {name: told.options.get(name, "") for name in ("sheet", "encoding", "delimiter")}
    return read_table(
        read_sheet(file_name, data, **options), told, today=timezone.localtime(at).date()
    )


def place_counts(
    observations: Sequence[Observation],
    index: PostIndex,
    make_post: Callable[[str], Post] | None,
) -> tuple[list[Placed], list[Refused]]:
    """Give every count its post, made by ``make_post`` when unknown, or say why it has none."""
    placed, refused = [], []
    posts: dict[str, Post | Refused] = {}
    if observations and all(observation.post is None for observation in observations):
        return [], [_no_post()]
    for observation in observations:
        label = observation.post or ""
        if label not in posts:
            found = index.meant_by(label)
            if isinstance(found, Refused) and found.code == "unknown_post" and make_post and label:
                found = make_post(label)
                index.add(found)
            posts[label] = found
        post = posts[label]
        if isinstance(post, Refused):
            refused.append(replace(post, cell=observation.cell))
        else:
            placed.append(Placed(observation, _details(observation, post)))
    return placed, refused


def _no_post() -> Refused:
    return Refused(
        cell="",
        value="",
        problem=_("the table does not say at which post people were counted"),
        remedy=_("name the column with --map post=…, or the post with --map post:=CODE"),
        code="no_post",
    )


def _details(observation: Observation, post: Post) -> TallyDetails:
    starts_at, ends_at = _instants(observation.period)
    return TallyDetails(
        post=post,
        persons=observation.persons,
        starts_at=starts_at,
        ends_at=ends_at,
        direction=observation.direction,
        # Of the figure and not of the file: another file with the same figure revises it.
        source_key=f"import|{post.id}|{observation.direction}|{observation.period}",
    )


def _instants(period: Period) -> tuple[datetime, datetime]:
    """First and last second of a period where the node is."""
    zone = timezone.get_current_timezone()
    starts_at = datetime.combine(period.first_on, time(period.hour or 0), zone)
    if period.hour is not None:
        return starts_at, starts_at + timedelta(minutes=59, seconds=59)
    return starts_at, datetime.combine(period.last_on, time(23, 59, 59), zone)


@dataclass(frozen=True)
class Sorted:
    """Counts by what they would do: add, revise, or nothing; and those counted otherwise."""

    new: list[Placed]
    revising: list[Placed]
    unchanged: int
    refused: list[Refused]
    also_counted: int


def sort_counts(placed: Sequence[Placed]) -> Sorted:
    """Compare counts with the tallies there are, in one query per post."""
    sorted_counts = Sorted([], [], 0, [], 0)
    unchanged = also_counted = 0
    for post_id, counts in _by_post(placed).items():
        standing = _standing_tallies(post_id, counts)
        keyed = {tally.source_key: tally for tally in standing if tally.source_key}
        imported = _spans(t for t in standing if t.source == TallySource.IMPORT)
        counted = _spans(t for t in standing if t.source != TallySource.IMPORT)
        for count in counts:
            known = keyed.get(count.details.source_key)
            if known is not None:
                same = known.persons == count.details.persons
                unchanged += same
                if not same:
                    sorted_counts.revising.append(count)
            elif other := _overlapping(count, imported):
                sorted_counts.refused.append(_counted_otherwise(count, other))
            else:
                also_counted += bool(_overlapping(count, counted))
                sorted_counts.new.append(count)
    return replace(sorted_counts, unchanged=unchanged, also_counted=also_counted)


def _by_post(placed: Iterable[Placed]) -> dict[UUID, list[Placed]]:
    groups: dict[UUID, list[Placed]] = defaultdict(list)
    for count in placed:
        groups[count.details.post.id].append(count)
    return groups


def _standing_tallies(post_id: UUID, counts: Sequence[Placed]) -> list[Tally]:
    first = min(count.details.starts_at for count in counts)
    last = max(count.details.ends_at or count.details.starts_at for count in counts)
    return list(
        Tally.objects.filter(
            post_id=post_id, superseded_by=None, starts_at__lte=last, ends_at__gte=first
        ).only("persons", "source", "source_key", "starts_at", "ends_at", "direction")
    )


Spans = dict[tuple[str, object], list[Tally]]


def _spans(tallies: Iterable[Tally]) -> Spans:
    """Tallies by direction and each day they touch, so that one look finds an overlap."""
    found: Spans = defaultdict(list)
    for tally in tallies:
        for day in _days(tally.starts_at, tally.ends_at):
            found[tally.direction, day].append(tally)
    return found


def _days(starts_at: datetime, ends_at: datetime) -> Iterable[object]:
    first, last = timezone.localtime(starts_at).date(), timezone.localtime(ends_at).date()
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _overlapping(count: Placed, spans: Spans) -> Tally | None:
    details = count.details
    ends_at = details.ends_at or details.starts_at
    for day in _days(details.starts_at, ends_at):
        for tally in spans.get((details.direction, day), ()):
            if tally.starts_at <= ends_at and tally.ends_at >= details.starts_at:
                return tally
    return None


def _counted_otherwise(count: Placed, other: Tally) -> Refused:
    first, last = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
    return Refused(
        cell=count.observation.cell,
        value=str(count.observation.persons),
        problem=_("%(period)s is already in a figure for %(first)s to %(last)s")
        % {
            "period": count.observation.period,
            "first": f"{first:%Y-%m-%d %H:%M}",
            "last": f"{last:%Y-%m-%d %H:%M}",
        },
        remedy=_("import either the sum or its parts"),
        code="counted_otherwise",
    )
