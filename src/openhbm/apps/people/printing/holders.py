"""What of a person goes on paper, and the journal of its printing.

Nothing learnt in confidence, no health, no nationality, no religion: paper is lost and looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.people.models import Group, Person
from openhbm.apps.people.photos import photo_bytes
from openhbm.apps.people.printing.actions import note_printed
from openhbm.apps.people.printing.lists import ListedPerson
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.cards import CardWord


class NextStep(StrEnum):
    """Where the holder goes next; none of them tells anything about the person."""

    REGISTRATION = "registration"
    INTERVIEW = "interview"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Holder:
    """What a token, wristband or card says."""

    number: str
    name: str
    language: str
    post: str
    registered_on: date
    next_step: NextStep | None = None
    photo: bytes | None = None

    @property
    def qr(self) -> str:
        """What the QR symbol holds: the number, and nobody's name."""
        return f"HBM:{self.number}"

    def word(self, id: str) -> str:
        """A phrase of the content in the holder's language, else in English."""
        return text_in(pack().get(CardWord, id).text, self.language)

    @property
    def next_place(self) -> str:
        """The words for the next step; empty when none is named."""
        return self.word(f"next_{self.next_step}") if self.next_step else ""


def holders_for(
    user: User,
    people: Sequence[Person],
    *,
    language: str,
    next_steps: Mapping[UUID, NextStep] = MappingProxyType({}),
    with_photos: bool = False,
) -> list[Holder]:
    """Persons the user was shown, as holders of paper; journalled as printed.

    ``language`` is taken for those whose own is not known, or has no words for paper yet;
    ``next_steps`` tells by person where they go next.
    """
    note_printed(by=user, records=people)
    if with_photos:
        prefetch_related_objects(people, "photos")
    return [
        Holder(
            number=person.number,
            name=str(person),
            language=(spoken := _known_language(person.preferred_language, language)),
            post=person.registered_post.name_in(spoken) if person.registered_post else "",
            registered_on=timezone.localdate(person.registered_at),
            next_step=next_steps.get(person.id),
            photo=_photo(person) if with_photos else None,
        )
        for person in people
    ]


def holder_of_group(user: User, group: Group, *, language: str) -> Holder:
    """A group that is not registered person by person yet: its number leads to registration."""
    note_printed(by=user, records=[group])
    spoken = _known_language(language)
    return Holder(
        number=group.number,
        name=str(group),
        language=spoken,
        post=group.post.name_in(spoken),
        registered_on=timezone.localdate(group.registered_at),
        next_step=NextStep.REGISTRATION,
    )


def listed_for(
    user: User, people: Sequence[Person], on: date, notes: Sequence[str] = ()
) -> list[ListedPerson]:
    """Persons the user was shown, as lines of a list; journalled as printed.

    ``notes`` are words beside each, such as the relationship to the head of a family.
    """
    note_printed(by=user, records=people)
    beside = list(notes) or [""] * len(people)
    return [
        ListedPerson(
            number=person.number,
            name=str(person),
            sex=person.get_sex_display(),  # type: ignore[attr-defined]
            age=_age(person, on),
            note=note,
        )
        for person, note in zip(people, beside, strict=True)
    ]


def _known_language(*languages: str) -> str:
    """The first of the languages that paper has words in, else English."""
    known = pack().get(CardWord, "number").text
    for language in languages:
        for candidate in (language, language.split("-")[0]):
            if candidate in known:
                return candidate
    return "en"


def _photo(person: Person) -> bytes | None:
    photos = sorted(person.photos.all(), key=lambda photo: photo.taken_at)  # type: ignore[attr-defined]
    return photo_bytes(photos[-1]) if photos else None


def _age(person: Person, on: date) -> str:
    age = person.age_on(on)
    if age is None:
        return ""
    low, high = int(age.low), int(age.high)
    return f"{low}" if low == high else f"{low}–{high}"
