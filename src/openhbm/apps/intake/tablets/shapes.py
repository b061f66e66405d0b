"""What stands in an item once it is opened: checked in full before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import Relationship, Sex

LARGEST = 100_000
MOST_MEMBERS = 30


def _text(most: int) -> Any:
    return Annotated[str, Field(max_length=most)]


Count = Annotated[int, Field(ge=0, le=LARGEST)]
Name, Line, Note, Code = _text(200), _text(160), _text(300), _text(40)


class Shape(BaseModel):
    """Nothing unknown is passed over: what is not understood is not taken."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True, str_strip_whitespace=True)


class Tally(Shape):
    """A count at the line."""

    post: Code  # type: ignore[valid-type]
    persons: Annotated[int, Field(ge=1, le=LARGEST)]
    direction: Direction = Direction.IN
    mode: TransportMode = TransportMode.UNKNOWN
    counts: dict[str, Count] = {}
    vulnerable_seen: Count | None = None


class Group(Shape):
    """People who came together, under the number that the tablet gave them."""

    post: Code  # type: ignore[valid-type]
    number: Code  # type: ignore[valid-type]
    label: Name  # type: ignore[valid-type]
    size: Annotated[int, Field(ge=1, le=LARGEST)]
    direction: Direction = Direction.IN
    mode: TransportMode = TransportMode.UNKNOWN
    lane: Code = ""  # type: ignore[valid-type]
    counts: dict[str, Count] = {}
    origin: Line = ""  # type: ignore[valid-type]
    destination: Line = ""  # type: ignore[valid-type]
    token: Code = ""  # type: ignore[valid-type]
    special_needs_seen: bool = False


class Member(Shape):
    """One row of a household."""

    number: Code  # type: ignore[valid-type]
    name: Name = ""  # type: ignore[valid-type]
    description: Note = ""  # type: ignore[valid-type]
    sex: Sex = Sex.UNKNOWN
    age: _text(20) = ""  # type: ignore[valid-type]
    relationship: Relationship | Literal[""] = ""
    nationality: Code = ""  # type: ignore[valid-type]
    language: _text(12) = ""  # type: ignore[valid-type]
    phone: Code = ""  # type: ignore[valid-type]
    seen: list[Code] = []  # type: ignore[valid-type]


class Household(Shape):
    """A household: of a group known by ``group``, or with a new number of its own."""

    post: Code  # type: ignore[valid-type]
    number: Code = ""  # type: ignore[valid-type]
    group: Code = ""  # type: ignore[valid-type]
    origin: Line = ""  # type: ignore[valid-type]
    token: Code = ""  # type: ignore[valid-type]
    consent: Literal["yes", "no", ""] = ""
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_MEMBERS)]


class Screening(Shape):
    """Answers of the screening script about somebody, named by number."""

    person: Code  # type: ignore[valid-type]
    answers: dict[str, str | float | list[str]] = {}
    language: _text(12) = ""  # type: ignore[valid-type]
    is_private: bool = False
    unable_reason: Code = ""  # type: ignore[valid-type]


class Photo(Shape):
    """A picture of somebody, named by number, or of their paper."""

    person: Code  # type: ignore[valid-type]
    picture: str


class Telephone(Shape):
    """A telephone number of somebody who is registered, named by number, as it is now."""

    person: Code  # type: ignore[valid-type]
    phone: Annotated[str, Field(min_length=1, max_length=40)]


SHAPES: Mapping[str, type[Shape]] = {
    "tally": Tally,
    "group": Group,
    "household": Household,
    "screening": Screening,
    "phone": Telephone,
    "photo": Photo,
    "paper": Photo,
}


class Said(BaseModel):
    """The cover of an item: who made it, what proves that, when, and what kind it is."""

    model_config = ConfigDict(extra="ignore")

    kind: str
    user: UUID
    key: str
    at: AwareDatetime
    body: dict[str, Any]


def read_said(plain: bytes) -> Said:
    """The cover of an opened item; ActionError when it is none."""
    try:
        return Said.model_validate(json.loads(plain))
    except (ValidationError, ValueError, RecursionError):
        raise ActionError(
            _("The item is damaged."),
            remedy=_("Save the backup file of this tablet and show it to your supervisor."),
        ) from None


def read_body(said: Said) -> Any:
    """What the item says, in the shape of its kind; ActionError names the field that is wrong."""
    shape = SHAPES.get(said.kind)
    if shape is None:
        raise ActionError(
            _("This node does not know items of the kind “%(kind)s”.") % {"kind": said.kind[:40]},
            remedy=_("The tablet is newer than the node: keep the item until that is updated."),
        )
    try:
        return shape.model_validate(said.body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ActionError(
            _("“%(field)s” cannot be used: %(reason)s.")
            % {"field": field, "reason": first["msg"].lower()},
            field=field,
            remedy=_("Correct it and save it again."),
        ) from None
