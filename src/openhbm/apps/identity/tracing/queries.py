"""Who is being looked for, and who among the people registered may be it: for protection staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.queries import posts_of, within_reach
from openhbm.apps.identity.commonness import frequencies_of
from openhbm.apps.identity.match_models import MatchSubject
from openhbm.apps.identity.postings import DatabasePostings
from openhbm.apps.identity.tracing.families import FAMILY_PARTS, member_of
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.codes import Whereabouts
from openhbm.apps.people.models import FamilyLink, Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.core.identity.evidence import Match
from openhbm.core.identity.keys import keys_asked
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.search import candidates
from openhbm.core.identity.tracing import Relative, sought_record, traced

AWAY = (Whereabouts.MISSING, Whereabouts.LEFT_BEHIND, Whereabouts.AHEAD)
COMPARED = 150
MOST = 10


@dataclass(frozen=True, slots=True)
class Trace:
    """Somebody registered who may be the relative looked for, and all that it rests on."""

    person: Person
    match: Match


def searches_visible_to(user: User) -> QuerySet[FamilyLink]:
    """Relatives that people the user may see are looking for, newest first.

    Only for whoever reads protection data of the post as well as the persons: whoever flees
    somebody must not be found by asking. Relatives whom nobody wishes to join are left out.
    """
    links = FamilyLink.objects.filter(whereabouts__in=AWAY, other_person=None)
    links = links.exclude(reunification_wanted=False).exclude(other_name="")
    links = links.filter(person__is_erased=False).select_related("person__registered_post")
    for compartment in (Compartment.IDENTITY, Compartment.PROTECTION):
        links = within_reach(user, compartment, links, "person__registered_post_id", "person_id")
    return links.order_by("-id")


def search_for(user: User, link_id: UUID) -> FamilyLink:
    """One relative looked for; NotVisible when absent or hidden."""
    found = searches_visible_to(user).filter(id=link_id).first()
    if found is None:
        raise NotVisible(f"Nobody looks for {link_id}.")
    return found


def traces_of(user: User, link: FamilyLink) -> list[Trace]:
    """Who among the people the user may see may be the relative, the strongest evidence first.

    The look is journalled with the person who asks. Whom the user may not see is not found.
    """
    note_read(
        by=user,
        what="people.familylink",
        ids=[link.id],
        compartment=Compartment.PROTECTION,
        purpose="tracing",
        subject=link.person_id,
    )
    people = _readable(user)
    asking = people.get(id=link.person_id)
    seeker, sought = member_of(asking, link), Relative(link.relationship, link.other_name)
    asked = sought_record(seeker, sought, MatchRecord())
    found = people.filter(id__in=_candidates(user, asked)).exclude(id=link.person_id)
    members = [(person, member_of(person)) for person in found]
    frequencies = frequencies_of([asked, *(member.person for _p, member in members)])
    traces = [
        Trace(person, traced(seeker, sought, MatchRecord(), member, frequencies))
        for person, member in members
    ]
    likely = [t for t in traces if t.match.judgement is not Judgement.NO_MATCH]
    return sorted(likely, key=lambda t: (-t.match.weight, t.person.number))[:MOST]


def _readable(user: User) -> QuerySet[Person]:
    """People whose protection data the user may read as well, with their families."""
    found = within_reach(
        user, Compartment.PROTECTION, people_visible_to(user), "registered_post_id", "id"
    )
    return found.select_related("registered_post").prefetch_related(*FAMILY_PARTS)


def _candidates(user: User, asked: MatchRecord) -> list[UUID]:
    posts = posts_of(user, Compartment.IDENTITY)
    postings = DatabasePostings(posts, permissions_of(user).opened)
    ids = [candidate.id for candidate in candidates(keys_asked(asked), postings, COMPARED)]
    subjects = MatchSubject.objects.filter(id__in=ids)
    return list(subjects.values_list("record_id", flat=True))
