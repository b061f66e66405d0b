"""What stands in the addresses of pages: a record of each kind, by the name addresses give it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.devices.actions import enrol_device, issue_enrolment
from openhbm.apps.accounts.queries import glass_broken_visible_to, user_named
from openhbm.apps.casework.interviews.actions import begin_interview
from openhbm.apps.crises.actions import draft_measure
from openhbm.apps.crises.queries import crises_visible_to, measures_visible_to
from openhbm.apps.crossings.actions import count_arrivals, preregister_group
from openhbm.apps.crossings.queries import crossings_visible_to
from openhbm.apps.foresight.actions import check_post
from openhbm.apps.foresight.queries import alerts_visible_to
from openhbm.apps.foresight.signals.actions import record_signal
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.whatif.actions import (
    ScenarioDetails,
    ask_scenario,
    load_instance,
)
from openhbm.apps.foresight.whatif.changes import ChangeDetails
from openhbm.apps.foresight.whatif.running import work_on as work_out
from openhbm.apps.identity.pairs.actions import ProposedPair, propose_pairs
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.identity.watch.actions import import_watch_list, screen_people
from openhbm.apps.identity.watch.queries import hits_visible_to
from openhbm.apps.intake.actions import receive_paper_picture, start_import
from openhbm.apps.intake.running import work_on
from openhbm.apps.people.actions import link_family, open_record
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.people.queries import person_for
from openhbm.apps.places.queries import post_for, services_visible_to
from openhbm.apps.reports.actions import compose_sitrep
from openhbm.apps.sync.actions import answer_enrolment, invite_node
from openhbm.apps.sync.cards import own_keys
from openhbm.apps.sync.proofs import digest_of, name_of, proof
from openhbm.cli.demo.cast import PASSWORD
from tests.core.flows.displacement.crises import SMALL
from tests.journeys.newcomers import POST, details_of, referred, registered
from tests.journeys.second_factor import add_second_factor

FILE = b"date,post,persons\n2022-03-01,Medyka,120\n2022-03-02,Medyka,x\n"
LISTED = json.dumps(
    {"id": "NK-1", "schema": "Person", "properties": {"name": ["Olha Paper"], "country": ["ua"]}}
).encode()
PAPER = Path(__file__).parents[1] / "core" / "documents" / "pictures" / "visa_upside_down.jpg"
WHY = "The clinic waits for this tonight"


def records_for_addresses(at: datetime) -> dict[str, str]:
    """The value of each converter in the addresses, such as ``person_id``; and codes to sign in."""
    names = (
        "admin", "clerk", "protection", "coordinator", "legal", "commander", "lead", "reviewer",
    )  # fmt: skip
    admin, clerk, protection, coordinator, legal, commander, lead, reviewer = (
        user_named(None, name) for name in names
    )
    post = post_for(clerk, POST)
    service = services_visible_to(coordinator).filter(post=post).first()
    people = _people(clerk, protection, post, service, at)
    open_record(by=lead, number=people.pop("number"), reason=WHY, at=at)
    found = {
        "report": compose_sitrep(
            by=commander, on=(at - timedelta(days=2)).date(), post=post, at=at
        ),
        "alert": _alert(coordinator, clerk, post, at),
        "signal": record_signal(
            by=coordinator,
            details=SignalDetails("queue_on_approach", "Patrol", at.date(), post_id=post.id),
            at=at,
        ),
        "draft": _draft(legal, at),
        "measure": measures_visible_to(coordinator).first(),
        "service": service,
        "glass": glass_broken_visible_to(user_named(None, "dpo")).first(),
        "job": _job(clerk, at),
        **_scenario(coordinator, at),
        "device": _device(admin, post, at),
        "user": _user_with_second_factor(admin, post, at),
        "pair": _pair(reviewer, people["person_id"], people.pop("child_id"), at),
        "hit": _hit(admin, commander, people["person_id"], at),
        "picture": _picture(clerk, people["person_id"], at),
    }
    key, codes = add_second_factor(found["user"])
    ids = {f"{name}_id": str(record.id) for name, record in found.items()}
    fixed = {"code": POST, "kind": "person", "paper": "token", "provider_id": "none"}
    fixed |= {"prefix": _other_node(admin, at), "conflict_id": "0"}
    fixed |= {"language": "en", "place": "1"}
    return ids | people | fixed | {"pk": str(key), "codes": " ".join(codes)}


def _people(clerk: Any, protection: Any, post: Any, service: Any, at: datetime) -> dict[str, str]:
    """A mother with a child: counted, registered, screened, referred; an interview under way."""
    counted = count_arrivals(by=clerk, post=post, persons=2, counts={"F 18-59": 2}, at=at)
    group = preregister_group(
        by=clerk,
        post=post,
        tally=counted,
        details=GroupDetails(label="Paper family", size=2),
        at=at,
    )
    mother = registered(clerk, post, group, "PA", details_of("Olha Paper", "F", 40, "uk"), at)
    child = registered(clerk, post, group, "DAU", details_of("Ivanna Paper", "F", 9, "uk"), at)
    referral = referred(protection, mother, service, at)
    sought = link_family(
        by=clerk, person=mother, relationship="SON", whereabouts="missing",
        other_name="Ivan Paper", at=at,
    )  # fmt: skip
    interview = begin_interview(by=protection, person=child, language="uk", at=at)
    return {
        "number": mother.number,
        "tally_id": str(counted.id),
        "group_id": str(group.id),
        "person_id": str(mother.id),
        "child_id": str(child.id),
        "record_id": str(mother.id),
        "crossing_id": str(crossings_visible_to(clerk).get(person=mother).id),
        "referral_id": str(referral.id),
        "interview_id": str(interview.id),
        "finding_id": str(referral.id),
        "link_id": str(sought.id),
    }


def _alert(coordinator: Any, clerk: Any, post: Any, at: datetime) -> Any:
    """One of the demo's alerts, or a new one when so small a demo had none."""
    known = alerts_visible_to(coordinator).first()
    if known is None:
        count_arrivals(by=clerk, post=post, persons=90_000, at=at)
        known = check_post(by=coordinator, post=post, on=at.date())
    return known


def _pair(reviewer: Any, left: str, right: str, at: datetime) -> Any:
    pair = ProposedPair(UUID(left), UUID(right), 2.0)
    propose_pairs(by=reviewer, found=[pair], found_by="a look at both", at=at)
    return pairs_visible_to(reviewer).first()


def _hit(admin: Any, commander: Any, person_id: str, at: datetime) -> Any:
    import_watch_list(by=admin, code="test", name="Invented list", format="ftm", data=LISTED, at=at)
    screen_people(by=commander, person_ids=[UUID(person_id)], at=at)
    return hits_visible_to(commander).first()


def _picture(clerk: Any, person_id: str, at: datetime) -> Any:
    person = person_for(clerk, person_id)
    return receive_paper_picture(by=clerk, person=person, data=PAPER.read_bytes(), at=at)


def _other_node(admin: Any, at: datetime) -> str:
    """A node let in, which can be shut out; nothing ever comes from it."""
    _invitation, code = invite_node(by=admin, prefix="QRS", name="Mobile team", at=at)
    asked, digest = own_keys(), digest_of(code)
    answer_enrolment(
        by=None, code_name=name_of(digest), asked=asked, given_proof=proof(digest, asked), at=at
    )
    return "QRS"


def _draft(legal: Any, at: datetime) -> Any:
    return draft_measure(
        by=legal,
        crisis=crises_visible_to(legal).first(),
        content_id="humanitarian_admission_temporary_protection",
        country="POL",
        starts_on=at.date() + timedelta(days=400),
        ends_on=at.date() + timedelta(days=430),
        at=at,
    )


def _job(clerk: Any, at: datetime) -> Any:
    job = start_import(
        by=clerk, kind="arrivals", file_name="counts.csv", data=FILE, language="en", at=at
    )
    work_on(clerk, job)
    return job


def _scenario(coordinator: Any, at: datetime) -> dict[str, Any]:
    """A small crisis, and what a closed road would make of it."""
    crisis = load_instance(by=coordinator, name="Small crisis", files=SMALL, at=at)
    shut = ChangeDetails("close_road", "Bela", "Cora", from_on=date(2020, 1, 7))
    details = ScenarioDetails("Road shut", date(2020, 1, 5), 4, (shut,), per_day=40.0)
    made = ask_scenario(by=coordinator, instance=crisis, details=details, at=at)
    work_out(coordinator, made, "en")
    return {"instance": crisis, "scenario": made}


def _device(admin: Any, post: Any, at: datetime) -> Any:
    code = issue_enrolment(by=admin, place_id=post.id, at=at)
    return enrol_device(by=None, code=code, label="Tablet 3, lane 2", at=at).device


def _user_with_second_factor(admin: Any, post: Any, at: datetime) -> Any:
    user = add_user(
        by=admin, username="factors", password=PASSWORD, display_name="Factor Example", at=at
    )
    give_role(by=admin, user=user, role="interpreter", place_id=post.id, at=at)
    return user
