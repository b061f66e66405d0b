"""What goes to whom: by kind of record, by person, and by compartment.

Upwards, to the hub and to the centre, goes everything; what nobody there may read goes sealed as
it is. Downwards goes what a post's work needs: what holds for everybody, and the records of people
and groups who were registered there, crossed there, were screened or referred there, or sent there
by a referral. Of whom somebody there is to be compared with goes what comparing needs, and nothing
told in trust. The tables below are the whole policy; what they do not name stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from openhbm.apps.ledger.compartments import SEALED, Compartment
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Service


class Reach(StrEnum):
    """How far down a kind of record goes."""

    EVERYWHERE = "everywhere"
    WITH_THE_PERSON = "with_the_person"
    UPWARD = "upward"


class Sending(StrEnum):
    """How an entry goes: so that it can be read, sealed as it is, or only as a place left."""

    READABLE = "readable"
    SEALED = "sealed"
    WITHHELD = "withheld"


# By model label, else by app.
REACHES: dict[str, Reach] = {
    "places": Reach.EVERYWHERE,
    "partners": Reach.EVERYWHERE,
    "crises": Reach.EVERYWHERE,
    "accounts.user": Reach.EVERYWHERE,
    "accounts.roleheld": Reach.EVERYWHERE,
    "foresight.alert": Reach.EVERYWHERE,
    "sync.enrollednode": Reach.EVERYWHERE,
    "people.sharedtrust": Reach.EVERYWHERE,
    "people": Reach.WITH_THE_PERSON,
    "identity": Reach.WITH_THE_PERSON,
    "casework": Reach.WITH_THE_PERSON,
    "crossings.crossing": Reach.WITH_THE_PERSON,
    # With a crossing that stands in it, which would not be shown without.
    "crossings.tally": Reach.WITH_THE_PERSON,
    "crossings.entrydecision": Reach.WITH_THE_PERSON,
}
# An erasure reaches every copy; it says numbers and no names.
ENTRY_REACHES: dict[str, Reach] = {"person_erased": Reach.EVERYWHERE}
_WIDEST_LAST = (Reach.UPWARD, Reach.WITH_THE_PERSON, Reach.EVERYWHERE)


def reach_of(type: str, labels: Iterable[str]) -> Reach:
    """How far an entry of this type about rows of these models goes: as its narrowest part."""
    if type in ENTRY_REACHES:
        return ENTRY_REACHES[type]
    found = [REACHES.get(name) or REACHES.get(name.partition(".")[0]) for name in labels]
    return min(
        (reach or Reach.UPWARD for reach in found), key=_WIDEST_LAST.index, default=Reach.UPWARD
    )


def sending(
    reach: Reach,
    compartment: Compartment,
    *,
    is_upward: bool,
    may_hold_protected: bool,
    is_held: bool,
) -> Sending:
    """How an entry goes to a node. ``is_held``: its person belongs to that node's work."""
    is_closed = compartment is Compartment.SECURITY or (
        compartment in SEALED and not may_hold_protected
    )
    if is_upward:
        return Sending.SEALED if is_closed else Sending.READABLE
    goes = reach is Reach.EVERYWHERE or (reach is Reach.WITH_THE_PERSON and is_held)
    return Sending.READABLE if goes and not is_closed else Sending.WITHHELD


def _post_of_service(values: dict[str, Any]) -> list[str | None]:
    found = Service.objects.filter(pk=values.get("service")).values_list("post_id", flat=True)
    return [str(post) for post in found if post]


Values = dict[str, Any]
# Which rows tie their person or group to posts: the ids of those posts.
TIES: dict[str, Callable[[Values], Iterable[str | None]]] = {
    "people.person": lambda values: [values.get("registered_post")],
    "people.group": lambda values: [values.get("post")],
    "casework.referral": _post_of_service,
    "crossings.crossing": lambda values: [values.get("post")],
}

# With whom a node's own entries begin its work. That it wrote something else of somebody, a
# judgement, a note, an answer, is no reason to tell it more.
WORK_BEGUN_BY = frozenset(
    {
        "group_registered",
        "person_registered",
        "person_crossed",
        "person_screened",
        "person_referred",
    }
)

# What has to be where a row is, by its field: the tally that a crossing stands in.
COMPANIONS: dict[str, tuple[str, ...]] = {"crossings.crossing": ("tally",)}

# Both sides of a likely double registration: where one of them belongs, the other is told as far
# as comparing needs. Who may see them there, their roles say.
SIDES: dict[str, tuple[str, ...]] = {"identity.candidatepair": ("left", "right")}
# Of whom is to be compared only what these apps say, and nothing that is sealed.
COMPARED = frozenset({"people"})


BRINGING = COMPANIONS.keys() | SIDES.keys()


def companions_in(rows: Iterable[list[Any]]) -> set[UUID]:
    """What has to be as a whole where these rows are: tallies, and pairs themselves."""
    rows = list(rows)
    pairs = {UUID(str(row[2])) for row in rows if row[1] in SIDES}
    return pairs | _named_by(COMPANIONS, rows)


def compared_in(rows: Iterable[list[Any]]) -> set[UUID]:
    """The people who are to be compared where these rows are."""
    return _named_by(SIDES, rows)


def _named_by(fields: dict[str, tuple[str, ...]], rows: Iterable[list[Any]]) -> set[UUID]:
    return {
        UUID(str(row[3][name]))
        for row in rows
        for name in fields.get(row[1], ())
        if row[3].get(name)
    }


def of_posts(people: set[UUID], post_ids: Iterable[str]) -> set[UUID]:
    """Those of these people who were registered at one of these posts."""
    found = Person.objects.filter(pk__in=people, registered_post_id__in=list(post_ids))
    return set(found.values_list("id", flat=True)) if people else set()


def ties_to(rows: Iterable[list[Any]], post_ids: Iterable[str]) -> bool:
    """Whether the row changes of an entry tie its person or group to one of these posts."""
    wanted = set(post_ids)
    return any(
        bool(wanted & {str(post) for post in TIES[row[1]](row[3]) if post})
        for row in rows
        if row[1] in TIES
    )
