"""A household is received: counted, pre-registered, registered, screened, referred, decided on.

Every step is the action that the officer's, the clerk's or the protection officer's screen calls.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator

from openhbm.apps.casework.actions import refer_person, screen_person
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.crossings.actions import (
    count_arrivals,
    decide_entry,
    preregister_group,
    register_arrival,
)
from openhbm.apps.crossings.codes import FlowType, TransportMode
from openhbm.apps.people.queries import consent_in_force
from openhbm.cli.demo.answers import answers_of, is_unable, reason_unable
from openhbm.cli.demo.decisions import chosen_code, entry_facts
from openhbm.cli.demo.details import counts_of, group_details, person_details
from openhbm.cli.demo.followup import Deadlines, FollowUp, drawn_steps
from openhbm.cli.demo.population import InventedHousehold, InventedPerson
from openhbm.cli.demo.stage import StagedPost
from openhbm.content.schemas.procedures import ReferralProcedure
from openhbm.core.law import MeasureTerms, entry_options

_SHARED_LANGUAGES = frozenset({"uk", "ru", "en", "fr"})
_FIRST_HELP = ("P0", "P1", "P2")
_TOLD = ("name", "age_sex", "language")
"""What every second person agrees to have told to a service; the others are a case code there."""
_CATEGORIES = {
    "womens_services": "WOMEN",
    "gbv": "WOMEN",
    "livelihoods_education": "LIVELIHOODS",
}
"""Service categories of the referral procedure that the service directory names otherwise."""


@dataclass
class Done:
    """What the replay did, counted as it acts.

    ``example`` is the number of the largest family that was referred where somebody can sign in.
    """

    tallied: int = 0
    registered: int = 0
    screened: int = 0
    referred: int = 0
    decided: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    example: str = ""
    example_size: int = 0


@dataclass(frozen=True)
class Reception:
    """One post on one day, with what its crew needs to know; ``terms`` of the measure in force."""

    staged: StagedPost
    terms: MeasureTerms | None
    procedure: ReferralProcedure
    rates: dict[str, float]
    source_country: str
    follow_up: FollowUp
    done: Done
    rng: Generator

    def count(self, households: Sequence[InventedHousehold], start: datetime, end: datetime) -> Any:
        """The officer counts everybody who crosses in a shift; nobody is a count too."""
        persons = sum(household.size for household in households)
        self.done.tallied += persons
        return count_arrivals(
            by=self.staged.crew.officer,
            post=self.staged.post,
            persons=persons,
            counts=counts_of(households),
            mode=TransportMode.CAR if self.rng.random() < 0.6 else TransportMode.FOOT,
            vulnerable_seen=sum(1 for h in households for p in h.persons if p.needs),
            starts_at=start,
            ends_at=end,
            at=end,
        )

    def receive(self, household: InventedHousehold, tally: Any, at: datetime) -> None:
        """The household goes through the post, from its token to the decisions."""
        crew, post = self.staged.crew, self.staged.post
        self.done.groups[household.kind] += 1
        token = f"{post.code[:2]}-{sum(self.done.groups.values()):05d}"
        group = preregister_group(
            by=crew.clerk,
            post=post,
            details=group_details(household, token, self.staged.content.country),
            tally=tally,
            flow_type=FlowType.CONFLICT,
            at=at,
        )
        crossings = [self._register(person, household, group, at) for person in household.persons]
        referred = 0
        for place, person in enumerate(household.persons):
            seen_at = at + timedelta(minutes=20 + 4 * place)
            self._screen(person, household, crossings[place].person, seen_at)
            referred += self._refer(crossings[place].person, seen_at)
            self._decide(person, crossings[place], seen_at + timedelta(minutes=5))
        if self.staged.has_log_ins and referred and household.size > self.done.example_size:
            self.done.example, self.done.example_size = group.number, household.size

    def _register(
        self, person: InventedPerson, household: InventedHousehold, group: Any, at: datetime
    ) -> Any:
        self.done.registered += 1
        return register_arrival(
            by=self.staged.crew.clerk,
            post=self.staged.post,
            details=person_details(person, household, at.date(), self.procedure.id),
            group=group,
            relationship=person.relationship,
            at=at + timedelta(minutes=10),
        )

    def _screen(
        self, person: InventedPerson, household: InventedHousehold, record: Any, at: datetime
    ) -> None:
        answers = answers_of(person, household)
        unable = reason_unable(person, _SHARED_LANGUAGES) if is_unable(person) else ""
        screen_person(
            by=self.staged.crew.protection,
            person=record,
            post=self.staged.post,
            answers=answers,
            facts=_triage(person),
            language=person.language,
            is_private=answers.get("hurt_on_journey") == "yes",
            unable_reason=unable,
            at=at,
        )
        self.done.screened += 1

    def _refer(self, record: Any, at: datetime) -> int:
        """Send what was found and cannot wait to the services that help with it."""
        by = self.staged.crew.protection
        wanted = defaultdict(list)
        for finding in findings_for(by, record):
            service = self._service_for(finding.code)
            if service is not None and f"P{finding.priority}" in _FIRST_HELP:
                wanted[service.id].append((finding, service))
        consent = consent_in_force(by, record, "referral") if wanted else None
        for number, pairs in enumerate(wanted.values(), self.done.referred):
            referral = refer_person(
                by=by,
                person=record,
                findings=[finding for finding, _ in pairs],
                service=pairs[0][1],
                consent=consent,
                discloses=_TOLD if number % 2 else (),
                at=at,
            )
            self._follow(referral)
        self.done.referred += len(wanted)
        return len(wanted)

    def _service_for(self, code: str) -> Any:
        for name in self.procedure.services_for(code):
            category = _CATEGORIES.get(name, name.upper())
            if category in self.staged.services:
                return self.staged.services[category]
        return None

    def _follow(self, referral: Any) -> None:
        deadlines = Deadlines(
            referral.sent_at, referral.receive_by_at, referral.accept_by_at, referral.due_at
        )
        steps = drawn_steps(deadlines, self.rates, self.rng)
        self.follow_up.plan((self.staged, referral), steps)

    def _decide(self, person: InventedPerson, crossing: Any, at: datetime) -> None:
        by = self.staged.crew.officer
        facts = entry_facts(person, at.date(), self.source_country)
        code = chosen_code(entry_options(facts, self.terms), facts)
        decide_entry(by=by, crossing=crossing, code=code, facts=facts, at=at)
        self.done.decided += 1


def _triage(person: InventedPerson) -> dict[str, str]:
    """What the medical point says of those who are sick, injured or about to give birth."""
    if "about_to_give_birth" in person.needs:
        return {"triage": "red"}
    if "injured_or_sick" in person.needs:
        return {"triage": "yellow" if person.age < 5 or person.age >= 60 else "green"}
    return {}
