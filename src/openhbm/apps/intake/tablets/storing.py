"""What is done with each kind of item: the same actions as at the desk, as whoever made it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.crossings.actions import (
    HouseholdPlace,
    HouseholdRefused,
    count_arrivals,
    preregister_group,
)
from openhbm.apps.crossings.actions import Member as Row
from openhbm.apps.intake.actions.households import receive_household
from openhbm.apps.intake.actions.paper_pictures import receive_paper_picture
from openhbm.apps.intake.tablet_models import Tablet
from openhbm.apps.intake.tablets import shapes
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import this_node
from openhbm.apps.people import codes
from openhbm.apps.people.actions import attach_photo
from openhbm.apps.people.birth_entry import read_age_or_birth
from openhbm.apps.people.contacting.actions import set_phone
from openhbm.apps.people.details import (
    ConsentDetails,
    GroupDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.people.queries import group_for, number_is_given, person_for
from openhbm.apps.places.models import Lane, Post
from openhbm.apps.places.queries import lanes_of, post_for
from openhbm.content.permissions import Permission
from openhbm.core.documents.numbers import block_of

ADULT = 18


class NotYet(ActionError):
    """What the item builds on has not arrived; it may be brought again later."""


@dataclass(frozen=True, slots=True)
class Work:
    """An item at work: who made it, on which tablet, when."""

    by: User
    tablet: Tablet
    item_id: str
    at: datetime

    def post(self, code: str) -> Post:
        """The post that an item names; ActionError when it is not the tablet's."""
        require(self.by, Permission.READ_PUBLIC)  # whose roles are over is told so
        try:
            found = post_for(self.by, code)
        except NotVisible:
            found = None
        place_id = self.tablet.device.place_id
        if found is None or (place_id is not None and found.id != place_id):
            raise ActionError(
                _("This tablet does not belong to the post %(post)s.") % {"post": code},
                field="post",
                remedy=_("Ask your supervisor to let it in at the post where you work."),
            )
        return found

    def number(self, given: str) -> str:
        """The number that the tablet gave; empty when somebody else has it already.

        ActionError when it lies outside the tablet's own block.
        """
        if not self.is_own(given):
            raise ActionError(
                _("%(number)s is not a number of this tablet.") % {"number": given},
                field="number",
                remedy=_("Save the backup file and show it to your supervisor."),
            )
        return "" if number_is_given(self.by, given) else given

    def is_own(self, number: str) -> bool:
        """Whether a number is one of those that this tablet gives."""
        node = this_node(None)
        try:
            return block_of(number) == (node.prefix if node else "", self.tablet.block)
        except ValueError:
            return False

    def person(self, number: str) -> Any:
        """Whom a number names; NotYet when the tablet gave it and has not brought the person."""
        return self._named(person_for, number, "person")

    def group(self, number: str) -> Any:
        """The same for a group."""
        return self._named(group_for, number, "group")

    def _named(self, find: Callable[[User, str], Any], number: str, field: str) -> Any:
        try:
            return find(self.by, number)
        except NotVisible:
            pass
        if self.is_own(number):
            raise NotYet(
                _("%(number)s has not arrived at the node yet.") % {"number": number},
                field=field,
                remedy=_("This waits until the registration was sent."),
            )
        raise ActionError(
            _("There is nobody with the number %(number)s that you may see.") % {"number": number},
            field=field,
            remedy=_("Read the number again from the token."),
        )


def store_tally(work: Work, body: shapes.Tally) -> str:
    """Count; the item's id is the count's key, so that it counts once in any case."""
    count_arrivals(
        by=work.by,
        post=work.post(body.post),
        persons=body.persons,
        at=work.at,
        direction=body.direction,
        counts=body.counts,
        mode=body.mode,
        vulnerable_seen=body.vulnerable_seen,
        source_key=f"tablet:{work.item_id}",
    )
    return ""


def store_group(work: Work, body: shapes.Group) -> str:
    """Register a group under its number."""
    post, number = work.post(body.post), work.number(body.number)
    group = preregister_group(
        by=work.by,
        post=post,
        details=GroupDetails(
            label=body.label,
            size=body.size,
            counts=body.counts,
            origin=body.origin,
            destination=body.destination,
            token=body.token or (body.number if not number else ""),
            special_needs_seen=body.special_needs_seen,
            number=number,
        ),
        direction=body.direction,
        mode=body.mode,
        lane=_lane(work, post, body.lane),
        at=work.at,
    )
    return _renumbered([(body.number, group.number)])


def store_household(work: Work, body: shapes.Household) -> str:
    """Register everybody under their numbers; ActionError tells every row that is wrong."""
    post = work.post(body.post)
    place = HouseholdPlace(
        group=work.group(body.group) if body.group else None,
        number=work.number(body.number) if body.number else "",
        origin=body.origin,
        token=body.token,
        special_needs_seen=any(row.seen for row in body.members),
        grows=bool(body.group),
    )
    try:
        household = receive_household(
            by=work.by,
            post=post,
            members=[_row(work, n, row, body.consent) for n, row in enumerate(body.members, 1)],
            place=place,
            seen=_seen(work, post, body.members),
            at=work.at,
        )
    except HouseholdRefused as refused:
        raise _told(refused) from None
    given = [(body.number or household.group.number, household.group.number)]
    given += [
        (row.number, crossing.person.number)
        for row, crossing in zip(body.members, household.crossings, strict=True)
        if crossing.person is not None
    ]
    return _renumbered(given)


def store_screening(work: Work, body: shapes.Screening) -> str:
    """Record a screening of somebody who arrived."""
    person = work.person(body.person)
    screen_person(
        by=work.by,
        person=person,
        post=person.registered_post,
        answers=body.answers,
        language=body.language,
        is_private=body.is_private,
        unable_reason=body.unable_reason,
        at=work.at,
    )
    return ""


def store_phone(work: Work, body: shapes.Telephone) -> str:
    """Correct somebody's telephone number, or note the first one."""
    set_phone(by=work.by, person=work.person(body.person), value=body.phone, at=work.at)
    return ""


def store_photo(work: Work, body: shapes.Photo) -> str:
    """Keep a picture of somebody who arrived."""
    attach_photo(by=work.by, person=work.person(body.person), data=_picture(body), at=work.at)
    return ""


def store_paper(work: Work, body: shapes.Photo) -> str:
    """Read a picture of somebody's paper, and keep both until an officer compared them."""
    person = work.person(body.person)
    receive_paper_picture(by=work.by, person=person, data=_picture(body), taken_at=work.at)
    return ""


def _picture(body: shapes.Photo) -> bytes:
    try:
        return base64.b64decode(body.picture, validate=True)
    except (binascii.Error, ValueError):
        return b""


STORING: Mapping[str, Callable[[Work, Any], str]] = {
    "tally": store_tally,
    "group": store_group,
    "household": store_household,
    "screening": store_screening,
    "phone": store_phone,
    "photo": store_photo,
    "paper": store_paper,
}
"""By kind; each returns what whoever made the item should be told, mostly nothing."""


def _lane(work: Work, post: Post, code: str) -> Lane | None:
    # A lane closed or renamed since the tablet was prepared is no reason to lose a group.
    return lanes_of(work.by, post).filter(code=code).first() if code else None


def _row(work: Work, place: int, row: shapes.Member, consent: str) -> Row:
    try:
        number = work.number(row.number)
        age = read_age_or_birth(row.age)
    except ActionError as error:
        raise _in_row(place, error) from None
    is_child = place > 1 and age.age_years is not None and age.age_years < ADULT
    details = PersonDetails(
        name=row.name,
        description=row.description,
        sex=row.sex,
        birth=age.birth,
        age_years=age.age_years,
        preferred_language=row.language,
        nationalities=(NationalityDetails(row.nationality),) if row.nationality else (),
        phone=row.phone,
        number=number,
    )
    return Row(
        replace(details, consents=_consents(row, consent, is_child)), relationship=row.relationship
    )


def _consents(row: shapes.Member, consent: str, is_child: bool) -> tuple[ConsentDetails, ...]:
    """For a child the caregiver speaks; what was not asked is not recorded."""
    if not consent:
        return ()
    method = codes.ConsentMethod.CAREGIVER if is_child else codes.ConsentMethod.SPOKEN
    return (
        ConsentDetails(
            purpose=codes.ConsentPurpose.REGISTRATION,
            is_given=consent == "yes",
            language=row.language or "en",
            method=method,
        ),
    )


def _seen(work: Work, post: Post, members: Iterable[shapes.Member]) -> dict[int, list[str]] | None:
    if not may(work.by, Permission.WRITE_PROTECTION, post.id):
        return None
    return {place: row.seen for place, row in enumerate(members) if row.seen}


def _told(refused: HouseholdRefused) -> ActionError:
    """All rows that are wrong in one sentence each."""
    rows = [_in_row(place + 1, error) for place, error in refused.rows]
    said = " ".join(str(row) for row in rows)
    return ActionError(said, field=rows[0].field, remedy=refused.remedy)


def _in_row(place: int, error: ActionError) -> ActionError:
    said = _("Person %(place)s: %(error)s") % {"place": place, "error": error.message}
    return ActionError(said, field=f"members.{place - 1}.{error.field}", remedy=error.remedy)


def _renumbered(given: Iterable[tuple[str, str]]) -> str:
    """What to tell when a number was somebody else's already, as after a tablet was copied."""
    changed = [f"{old} → {new}" for old, new in given if old != new]
    if not changed:
        return ""
    said = _("These numbers were given already; print new tokens: %(numbers)s.")
    return (said % {"numbers": ", ".join(changed)})[:300]
