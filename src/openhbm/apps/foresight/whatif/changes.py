"""Changes as somebody asks for them: with dates and names, checked against what there is."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.ledger.errors import ActionError
from openhbm.core.flows.displacement.places import NEVER, Closure, ClosureKind, Instance, Link
from openhbm.core.flows.displacement.scenarios import (
    Capacity,
    Change,
    Closed,
    NewFront,
    Redirected,
    Road,
    changed,
)
from openhbm.core.flows.displacement.settings import MoveSettings

MOST_CHANGES = 20


class ChangeKind(models.TextChoices):
    """What may be changed."""

    CLOSE_ROAD = "close_road", gettext_lazy("Close a road or crossing")
    CLOSE_PLACE = "close_place", gettext_lazy("Close every road of a place")
    CLOSE_BORDER = "close_border", gettext_lazy("Close the border between two countries")
    OPEN_ROAD = "open_road", gettext_lazy("Open a new road")
    CONFLICT = "conflict", gettext_lazy("Conflict comes to a place")
    CAPACITY = "capacity", gettext_lazy("A place holds another number of persons")
    REDIRECT = "redirect", gettext_lazy("Everybody at a place is sent on to another")


@dataclass(frozen=True, slots=True)
class ChangeDetails:
    """One change. ``second`` is the other end of a road or border; ``until_on`` its last day, None
    for good; ``amount`` are kilometres, persons or intensity."""

    kind: str
    first: str
    second: str = ""
    from_on: date | None = None
    until_on: date | None = None
    amount: float | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        told = asdict(self)
        for name in ("from_on", "until_on"):
            told[name] = told[name].isoformat() if told[name] else None
        return told

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ChangeDetails:
        """As it was kept."""
        days = {
            name: date.fromisoformat(plain[name]) if plain.get(name) else None
            for name in ("from_on", "until_on")
        }
        return cls(**{**plain, **days})


TWO_PLACES = frozenset(
    {ChangeKind.CLOSE_ROAD, ChangeKind.CLOSE_BORDER, ChangeKind.OPEN_ROAD, ChangeKind.REDIRECT}
)
WITH_DAYS = frozenset(ChangeKind) - {ChangeKind.CAPACITY}


def checked_changes(
    instance: Instance, as_of_on: date, wanted: Iterable[ChangeDetails]
) -> tuple[Change, ...]:
    """The changes as the engine takes them.

    ActionError naming the change by its number and its field (``changes.2.first``) for an unknown
    place, a road that is not there, days in the wrong order or before the scenario begins.
    """
    made: list[Change] = []
    known = list(wanted)
    if len(known) > MOST_CHANGES:
        raise ActionError(
            _("There are more than %(most)s changes.") % {"most": MOST_CHANGES},
            field="changes",
            remedy=_("Leave some out."),
        )
    for number, details in enumerate(known, 1):
        change = _change(instance, as_of_on, details, number)
        try:
            instance, _moves = changed(instance, MoveSettings(), (change,))
        except ValueError as error:
            raise _fault(number, "kind", str(error), _("Correct this change.")) from None
        made.append(change)
    return tuple(made)


def _change(instance: Instance, as_of_on: date, details: ChangeDetails, number: int) -> Change:
    if details.kind not in ChangeKind.values:
        raise _fault(number, "kind", _("There is no such kind of change."), _("Choose one."))
    kind = ChangeKind(details.kind)
    _check_names(instance, details, kind, number)
    start, end = _days(instance, as_of_on, details, kind, number)
    return _MAKERS[kind](instance, details, start, end, number)


def _check_names(instance: Instance, details: ChangeDetails, kind: ChangeKind, number: int) -> None:
    is_border = kind is ChangeKind.CLOSE_BORDER
    countries = sorted({place.country for place in instance.places if place.country})
    known = countries if is_border else list(instance.names)
    for field in ("first", "second") if kind in TWO_PLACES else ("first",):
        name = getattr(details, field)
        if name not in known:
            raise _fault(number, field, _no_place(name, is_border), _nearest(name, known))
    if kind in TWO_PLACES and details.first == details.second:
        raise _fault(number, "second", _("Both are the same."), _("Choose two."))
    joined = any({x.first, x.second} == {details.first, details.second} for x in instance.links)
    if kind in (ChangeKind.CLOSE_ROAD, ChangeKind.REDIRECT) and not joined:
        raise _fault(number, "second", _("No road joins these two."), _("Open one first."))
    if kind is ChangeKind.OPEN_ROAD and joined:
        raise _fault(number, "second", _("A road joins these two already."), _("Choose others."))


def _no_place(name: str, is_border: bool) -> str:
    if not name:
        return _("A name is missing.")
    form = _("There is no country %(name)s.") if is_border else _("There is no place %(name)s.")
    return form % {"name": name}


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return _("Did you mean %(name)s?") % {"name": near[0]}
    return _("Choose one of the list.")


def _days(
    instance: Instance, as_of_on: date, details: ChangeDetails, kind: ChangeKind, number: int
) -> tuple[int, int]:
    """First day and the day after the last, by number; nothing that had begun can be changed."""
    if kind not in WITH_DAYS and (details.from_on or details.until_on):
        raise _fault(
            number,
            "from_on",
            _("How many persons a place holds is changed for the whole time."),
            _("Leave the days out."),
        )
    origin = (as_of_on - instance.start).days
    start = origin + 1 if details.from_on is None else (details.from_on - instance.start).days
    if kind in WITH_DAYS and start <= origin:
        raise _fault(
            number,
            "from_on",
            _("This day had passed when the scenario begins."),
            _("Choose a day after %(day)s.") % {"day": as_of_on},
        )
    end = NEVER if details.until_on is None else (details.until_on - instance.start).days + 1
    if end <= start:
        raise _fault(number, "until_on", _("It ends before it begins."), _("Choose a later day."))
    return start, end


def _amount(details: ChangeDetails, number: int, least: float, otherwise: float | None) -> float:
    amount = otherwise if details.amount is None else details.amount
    if amount is None or not math.isfinite(amount) or not least <= amount <= 1e9:
        raise _fault(number, "amount", _("This change needs a number."), _("Write 0 or more."))
    return amount


def _closing(kind: ClosureKind) -> Callable[..., Change]:
    def make(
        instance: Instance, details: ChangeDetails, start: int, end: int, number: int
    ) -> Change:
        return Closed(Closure(kind, details.first, details.second, start, end))

    return make


def _road(instance: Instance, details: ChangeDetails, start: int, end: int, number: int) -> Change:
    km = _amount(details, number, 0.0, None)
    return Road(Link(details.first, details.second, km), start)


def _front(instance: Instance, details: ChangeDetails, start: int, end: int, number: int) -> Change:
    return NewFront(details.first, start, end, _amount(details, number, 0.0, 1.0))


def _capacity(
    instance: Instance, details: ChangeDetails, start: int, end: int, number: int
) -> Change:
    if details.amount is None:
        return Capacity(details.first, None)
    return Capacity(details.first, int(_amount(details, number, 0.0, None)))


def _redirection(
    instance: Instance, details: ChangeDetails, start: int, end: int, number: int
) -> Change:
    return Redirected(details.first, details.second, start, end)


_MAKERS: Mapping[ChangeKind, Callable[..., Change]] = {
    ChangeKind.CLOSE_ROAD: _closing(ClosureKind.LINK),
    ChangeKind.CLOSE_PLACE: _closing(ClosureKind.LOCATION),
    ChangeKind.CLOSE_BORDER: _closing(ClosureKind.COUNTRY),
    ChangeKind.OPEN_ROAD: _road,
    ChangeKind.CONFLICT: _front,
    ChangeKind.CAPACITY: _capacity,
    ChangeKind.REDIRECT: _redirection,
}


def _fault(number: int, field: str, message: str, remedy: str) -> ActionError:
    return ActionError(message, field=f"changes.{number}.{field}", remedy=remedy)
