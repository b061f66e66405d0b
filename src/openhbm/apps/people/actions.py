"""Writes about persons and groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.actions import break_glass
from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require, require_write
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.erasing import erase_rows_about
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import EntryDraft, action, entry, hold_journal
from openhbm.apps.ledger.person_keys import destroy_keys
from openhbm.apps.people import details as given
from openhbm.apps.people import photos
from openhbm.apps.people.codes import ContactKind, NameKind
from openhbm.apps.people.following import tell_registered, tell_written
from openhbm.apps.people.models import (
    Consent,
    Contact,
    Document,
    FamilyLink,
    Group,
    Membership,
    Nationality,
    Person,
    PersonName,
    Photo,
)
from openhbm.apps.people.seals.actions.cards import revoke_cards_of
from openhbm.apps.people.search.actions import forget_keys, index_group, index_person
from openhbm.apps.people.search.keys import Key, keys_of_person
from openhbm.apps.places.countries import checked_country
from openhbm.apps.places.models import Post
from openhbm.content.permissions import Permission

CORRECTABLE = frozenset(
    {"name", "description", "sex", "birth", "age_years", "preferred_language"}
    | {"interviewer_sex_wish", "origin"}
)


@action
def register_group(
    *, by: User, details: given.GroupDetails, post: Post, at: datetime | None = None
) -> Group:
    """Pre-register people who came together, as a label and numbers (tier 1)."""
    require_write(by, Compartment.IDENTITY, post.id)
    at = at or timezone.now()
    if not details.label.strip():
        raise ActionError(
            _("A group needs a name to call it by."),
            field="label",
            remedy=_("Write the head's name or a description."),
        )
    given.check_counts(details.counts, details.size)
    group = Group(
        label=details.label.strip(),
        size=details.size,
        counts=details.counts,
        origin=details.origin,
        destination=details.destination,
        token=details.token,
        special_needs_seen=details.special_needs_seen,
        post=post,
        registered_at=at,
    )
    # Under a key of the group's own: its label is mostly somebody's name, and can be erased.
    with entry("group_registered", by=by, at=at, subject=group.id, purpose="reception") as e:
        group.number = details.number or e.next_number()
        e.create(group)
    index_group(by=by, group=group)
    return group


@action
def register_person(
    *,
    by: User,
    details: given.PersonDetails,
    post: Post,
    group: Group | None = None,
    relationship: str = "",
    at: datetime | None = None,
) -> Person:
    """Register one individual (tier 2) with names, nationalities, documents, links, consents.

    The first person of a group whose relationship is PA becomes its focal point.
    """
    require_write(by, Compartment.IDENTITY, post.id)
    at = at or timezone.now()
    person = _new_person(details, post, at)
    with entry("person_registered", by=by, at=at, subject=person.id, purpose="reception") as e:
        person.number = details.number or e.next_number()
        e.create(person)
        _add_parts(e, person, details, at)
        if group is not None:
            e.create(Membership(group=group, person=person, relationship=relationship, from_at=at))
    index_person(by=by, person=person, new=_keys_given(person, details))
    tell_registered(by=by, person=person, details=details)
    if group is not None and relationship == "PA" and group.focal_person_id is None:
        with entry("focal_person_named", by=by, at=at) as e:
            group.refresh_from_db(fields=["focal_person"])
            if group.focal_person_id is None:
                e.change(group, focal_person=person)
    return person


def _new_person(details: given.PersonDetails, post: Post, at: datetime) -> Person:
    name, description = details.name.strip(), details.description.strip()
    if not name and not description:
        raise ActionError(
            _("A person needs a name or a description."),
            field="name",
            remedy=_("Write the name as it is said, or what the person looks like."),
        )
    born = given.read_birth(details.birth, details.age_years, at)
    return Person(
        name=name,
        description=description,
        sex=details.sex,
        preferred_language=details.preferred_language,
        interviewer_sex_wish=details.interviewer_sex_wish,
        origin=details.origin,
        registered_at=at,
        registered_post=post,
        **_birth_values(born, details.birth, details.age_years, at),
    )


def _birth_values(born: Any, text: str, age_years: int | None, at: datetime) -> dict[str, Any]:
    by_age = born is not None and not text
    return {
        "birth_on_low": born.earliest if born else None,
        "birth_on_high": born.latest if born else None,
        "birth_precision": born.precision.value if born else "",
        "age_years": age_years if by_age else None,
        "age_as_of_on": at.date() if by_age else None,
    }


def _add_parts(e: EntryDraft, person: Person, details: given.PersonDetails, at: datetime) -> None:
    names = ((details.name_parts,) if details.name_parts else ()) + details.other_names
    for name in names:
        e.create(_name(person, name))
    for nationality in details.nationalities:
        country = checked_country(nationality.country, "nationality")
        e.create(Nationality(person=person, country=country, status=nationality.status))
    for document in details.documents:
        e.create(_document(person, document))
    for link in details.links:
        e.create(FamilyLink(person=person, **vars(link)))
    for consent in details.consents:
        e.create(Consent(person=person, given_at=at, **vars(consent)))
    if details.phone:
        e.create(Contact(person=person, kind=ContactKind.PHONE, value=details.phone))
    if details.address:
        e.create(Contact(person=person, kind=ContactKind.ADDRESS, value=details.address))


def _keys_given(person: Person, details: given.PersonDetails) -> frozenset[Key]:
    """The keys of somebody just registered, without asking the database for what was written."""
    names = ((details.name_parts,) if details.name_parts else ()) + details.other_names
    documents = [document.number for document in details.documents]
    return keys_of_person(person, [name.full for name in names], documents, [details.phone])


def _name(person: Person, name: given.NameDetails) -> PersonName:
    if not name.full.strip():
        raise ActionError(_("A name may not be empty."), field="full")
    return PersonName(person=person, script=given.script_of(name.full), **vars(name))


def _document(person: Person, document: given.DocumentDetails) -> Document:
    issuer = checked_country(document.issuer, "issuer") if document.issuer else ""
    values = vars(document) | {"issuer": issuer, "problems": list(document.problems)}
    return Document(person=person, **values)


@action
def correct_person(
    *, by: User, person: Person, at: datetime | None = None, **values: Any
) -> Person:
    """Correct what was registered; takes the fields in ``CORRECTABLE``."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    at = at or timezone.now()
    if unknown := set(values) - CORRECTABLE:
        raise ActionError(
            _("%(field)s cannot be corrected here.") % {"field": sorted(unknown)[0]},
            field=sorted(unknown)[0],
        )
    if "birth" in values or "age_years" in values:
        text, age = values.pop("birth", "") or "", values.pop("age_years", None)
        values |= _birth_values(given.read_birth(text, age, at), text, age, at)
    if not values.get("name", person.name) and not values.get("description", person.description):
        raise ActionError(_("A person needs a name or a description."), field="name")
    with entry("person_corrected", by=by, at=at, subject=person.id) as e:
        e.change(person, **values)
    index_person(by=by, person=person)
    return person


@action
def add_name(
    *,
    by: User,
    person: Person,
    full: str,
    kind: str = NameKind.AS_SAID,
    at: datetime | None = None,
    **parts: str,
) -> PersonName:
    """Add another name of a person."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    name = given.NameDetails(full=full, kind=kind, **parts)
    with entry("name_added", by=by, at=at, subject=person.id) as e:
        added = e.create(_name(person, name))
    index_person(by=by, person=person)
    return added


@action
def add_document(
    *, by: User, person: Person, details: given.DocumentDetails, at: datetime | None = None
) -> Document:
    """Add a document, or the reason that there is none."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    with entry("document_added", by=by, at=at, subject=person.id) as e:
        added = e.create(_document(person, details))
    index_person(by=by, person=person)
    return added


@action
def link_family(
    *,
    by: User,
    person: Person,
    relationship: str,
    whereabouts: str,
    other_person: Person | None = None,
    other_name: str = "",
    separated_on: str = "",
    separated_at_place: str = "",
    reunification_wanted: bool | None = None,
    at: datetime | None = None,
) -> FamilyLink:
    """Record a relative, registered or not: present, left behind, missing, ahead or dead."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    if other_person is None and not other_name.strip():
        raise ActionError(
            _("A family link needs the relative's name or record."), field="other_name"
        )
    if separated_on:
        given.read_birth(separated_on, None, at or timezone.now())
    link = FamilyLink(
        person=person,
        other_person=other_person,
        # Of somebody registered the name stands in their record alone, and is erased with it.
        other_name="" if other_person else other_name,
        relationship=relationship,
        whereabouts=whereabouts,
        separated_on=separated_on,
        separated_at_place=separated_at_place,
        reunification_wanted=reunification_wanted,
    )
    with entry("family_linked", by=by, at=at, subject=person.id) as e:
        added = e.create(link)
    tell_written(by=by, person_id=person.id)
    return added


@action
def give_consent(
    *, by: User, person: Person, details: given.ConsentDetails, at: datetime | None = None
) -> Consent:
    """Record consent given or refused, for one purpose and recipient."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    at = at or timezone.now()
    with entry("consent_recorded", by=by, at=at, subject=person.id) as e:
        return e.create(Consent(person=person, given_at=at, **vars(details)))


@action
def withdraw_consent(*, by: User, consent: Consent, at: datetime | None = None) -> Consent:
    """Record that the person withdrew consent; the record that it was given stays."""
    require_write(by, Compartment.IDENTITY, consent.person.registered_post_id)
    with entry("consent_withdrawn", by=by, at=at, subject=consent.person_id) as e:
        return e.change(consent, withdrawn_at=at or timezone.now())


@action
def attach_photo(*, by: User, person: Person, data: bytes, at: datetime | None = None) -> Photo:
    """Keep a photo, encrypted with the person's key. ActionError when it is not JPEG or PNG."""
    require_write(by, Compartment.IDENTITY, person.registered_post_id)
    photo = photos.stored_photo(person, data, at or timezone.now())
    with entry("photo_attached", by=by, at=at, subject=person.id) as e:
        return e.create(photo)


@action
def open_record(*, by: User, number: str, reason: str, at: datetime | None = None) -> None:
    """Break the glass on the record of this registration number; tells nothing of whether it is.

    The person's own history says who opened it.
    """
    number = sought(number).strip().upper()
    if not number:
        raise ActionError(_("Whose record?"), field="number", remedy=_("Give its number."))
    found = Person.objects.filter(number=number, is_erased=False).first()
    person_id = found.id if found else None
    opened = break_glass(by=by, number=number, person_id=person_id, reason=reason, at=at)
    # Noted for an absent record as well: the time it takes tells nothing either.
    note_read(
        by=by,
        what="people.person",
        ids=[person_id or opened.id],
        compartment=Compartment.IDENTITY,
        purpose="break glass",
        subject=person_id,
    )


@action
def erase_person(*, by: User, person_id: UUID, reason: str, at: datetime | None = None) -> Person:
    """Erase a person: destroy the keys, delete the rows, keep a number that says so.

    The journal keeps its entries, which nobody can read any more, and still verifies.
    """
    require(by, Permission.ERASE_PERSONS)
    hold_journal()
    person = Person.objects.filter(id=person_id).first()
    if person is None or person.is_erased:
        raise ActionError(
            _("There is no person %(id)s to erase.") % {"id": person_id}, field="person"
        )
    require(by, Permission.ERASE_PERSONS, person.registered_post_id)
    if not reason.strip():
        raise ActionError(_("Erasing needs a reason."), field="reason")
    photos.delete_photos_after_commit(person)
    revoke_cards_of(by=by, person=person, at=at or timezone.now())
    groups = _groups_called_after(person)
    with entry("person_erased", by=by, at=at, purpose=reason) as e:
        for group in groups:
            group.label = group.number
            destroy_keys(group.id)
            e.put(group)
            index_group(by=by, group=group)
        erase_rows_about(draft=e, subject=person.id, keep=person)
        forget_keys(by=by, record_id=person.id)
        return e.put(_tombstone(person))


def _groups_called_after(person: Person) -> list[Group]:
    """The person's groups whose label is one of their names, or the one of its focal point."""
    names = {person.name, *person.names.values_list("full", flat=True)}
    known = {name.casefold() for name in names if name.strip()}
    groups = Group.objects.filter(Q(memberships__person=person) | Q(focal_person=person)).distinct()
    return [
        group
        for group in groups
        if group.focal_person_id == person.id or any(n in group.label.casefold() for n in known)
    ]


def _tombstone(person: Person) -> Person:
    return Person(
        id=person.id,
        number=person.number,
        description=_("erased"),
        registered_at=person.registered_at,
        registered_post_id=person.registered_post_id,
        tier=person.tier,
        is_erased=True,
    )
