"""The replay: day by day, what the people at the posts and in the centre do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.random import Generator

from openhbm.apps.capacity.actions import draw_plans
from openhbm.apps.casework.actions import advance_referral
from openhbm.apps.crises.actions import activate_hbm
from openhbm.apps.crises.queries import activation_at, measure_in_force, terms_of
from openhbm.apps.foresight.actions import check_posts, confirm_alert, forecast_posts
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.places.queries import posts_visible_to
from openhbm.apps.reports.actions import compose_sitrep, issue_sitrep
from openhbm.cli.demo.cast import Centre, centre_joins
from openhbm.cli.demo.followup import FollowUp
from openhbm.cli.demo.population import InventedHousehold, invented_households
from openhbm.cli.demo.reception import Done, Reception
from openhbm.cli.demo.scenario import Source
from openhbm.cli.demo.schedule import Sharing
from openhbm.cli.demo.stage import (
    StagedPost,
    crisis_begins,
    measures_adopted,
    opened_post,
    staged_post,
)
from openhbm.content.loader import Pack
from openhbm.content.schemas.demo import DemoPost
from openhbm.content.schemas.procedures import ReferralProcedure
from openhbm.core.law import MeasureTerms

LEGAL_BASIS = "National contingency plan for mass arrivals (demo)"
ACTIVATION_LEVEL = 3
_ACTIVATION_DAYS = 30
_SHIFTS = ((0, 8, 0.2), (8, 16, 0.45), (16, 24, 0.35))
"""First and last hour of a shift, and the share of a day's households who come in it."""


@dataclass
class Replay:
    """A source on its stage, and what was done so far.

    ``placed`` holds the persons given to each post on each day, before anybody counts them.
    """

    source: Source
    procedure: ReferralProcedure
    seed: int
    centre: Centre
    staged: tuple[StagedPost, ...]
    crisis: Any
    sharing: dict[str, Sharing]
    placed: dict[tuple[date, str], int] = field(default_factory=dict)
    follow_up: FollowUp = field(default_factory=FollowUp)
    done: Done = field(default_factory=Done)

    @classmethod
    def prepared(cls, source: Source, pack: Pack, seed: int) -> Replay:
        """Add the people, open the posts and the crisis, the day before it all begins."""
        at = _instant(source.scenario.starts_on - timedelta(days=1), 12)
        with one_commit():
            centre = centre_joins(at)
            staged = tuple(
                each for post in source.posts if (each := _staged(source, post, centre, at))
            )
            crisis = crisis_begins(source.scenario, centre.coordinator, at)
        return cls(
            source=source,
            procedure=pack.get(ReferralProcedure, "referral"),
            seed=seed,
            centre=centre,
            staged=staged,
            crisis=crisis,
            sharing=source.sharing(),
        )

    @property
    def ended_at(self) -> datetime:
        """The last instant of the last day replayed."""
        return _instant(self.source.days[-1].on, 24)

    def run(self, tell: Callable[[date], None]) -> None:
        """Every day of the source; ``tell`` hears of each day when it is over."""
        for day in self.source.days:
            if day.on == self.source.scenario.measure_starts_on:
                at = _instant(day.on, 0)
                measures_adopted(self.source.scenario, self.crisis, self.centre, at)
            for country in self.source.scenario.countries:
                with one_commit():
                    self._receive_country(country, day.on)
            self._follow_up(day.on)
            self._look_ahead(day.on)
            tell(day.on)

    def _receive_country(self, country: str, on: date) -> None:
        """A day at the posts of a country. The measure in force there is looked up once."""
        coordinator = self.centre.coordinator
        measure = measure_in_force(coordinator, country, on)
        terms = terms_of(coordinator, measure) if measure else None
        rng = np.random.default_rng([self.seed, on.toordinal(), *country.encode()])
        persons = self.source.totals[on, country]
        households = invented_households(persons, on, self.source.population, rng)
        places = self.sharing[country].places([each.size for each in households])
        for staged in self.staged:
            if staged.content.country == country:
                code = staged.content.id
                own = [h for h, place in zip(households, places, strict=True) if place == code]
                self.placed[on, code] = sum(each.size for each in own)
                self._receive_day(staged, own, on, terms, rng)

    def _receive_day(
        self,
        staged: StagedPost,
        households: Sequence[InventedHousehold],
        on: date,
        terms: MeasureTerms | None,
        rng: Generator,
    ) -> None:
        reception = Reception(
            staged=staged,
            terms=terms,
            procedure=self.procedure,
            rates=self.source.population.follow_up,
            source_country=self.source.scenario.source_country,
            follow_up=self.follow_up,
            done=self.done,
            rng=rng,
        )
        if not households:
            reception.count((), _instant(on, 0), _instant(on, 24))
        for start, end, arrived in _by_shift(households, rng):
            tally = reception.count(arrived, _instant(on, start), _instant(on, end))
            for household in arrived:
                minutes = int(rng.integers((end - start) * 60 - 45))
                at = _instant(on, start) + timedelta(minutes=minutes)
                reception.receive(household, tally, at)

    def _follow_up(self, on: date) -> None:
        """The services answer: whatever is due by the end of the day."""
        with one_commit():
            for at, to_state, (staged, referral) in self.follow_up.due(_instant(on, 24)):
                advance_referral(
                    by=staged.crew.protection,
                    referral=referral,
                    to_state=to_state,
                    decline_reason="capacity" if to_state == "declined" else "",
                    at=at,
                )

    def _look_ahead(self, on: date) -> None:
        """The centre at the day's end: forecasts, surge check, plans, then the report."""
        analyst, coordinator = self.centre.analyst, self.centre.coordinator
        at = _instant(on, 24)
        posts = [each.post for each in self.staged]
        # Every post there is, so that countries and all of them together are forecast as well.
        forecast_posts(by=analyst, posts=list(posts_visible_to(analyst)), as_of_on=on, at=at)
        with one_commit():
            self._activate(check_posts(by=analyst, posts=posts, on=on, at=at), at)
        draw_plans(by=analyst, posts=posts, for_on=on + timedelta(days=1), at=at)
        with one_commit():
            report = compose_sitrep(by=coordinator, on=on, at=at)
            issue_sitrep(by=coordinator, report=report, at=at)

    def _activate(self, alerts: Sequence[Any], at: datetime) -> None:
        """The coordinator confirms a grave alert; the first, and each that outlasts an
        activation, leads to one."""
        grave = [alert for alert in alerts if alert.is_open and alert.level >= ACTIVATION_LEVEL]
        for alert in grave:
            if alert.confirmed_at is None:
                confirm_alert(by=self.centre.coordinator, alert=alert, at=at)
        is_begun = at.date() >= self.source.scenario.activated_on
        if not grave or not is_begun or activation_at(self.centre.coordinator, grave[0].post, at):
            return
        activate_hbm(
            by=self.centre.coordinator,
            crisis=self.crisis,
            level=max(alert.level for alert in grave),
            legal_basis=LEGAL_BASIS,
            expires_at=at + timedelta(days=_ACTIVATION_DAYS),
            at=at,
        )


def _staged(source: Source, post: DemoPost, centre: Centre, at: datetime) -> StagedPost | None:
    """A post with its crew; one that nobody crosses at is opened and left alone."""
    profile = source.profiles[post.profile]
    record = opened_post(post, profile, centre, source.scale, at)
    if not source.takes_part(post):
        return None
    return staged_post(
        post,
        record,
        profile,
        source.services,
        centre,
        source.scale,
        at,
        has_log_ins=post is source.busiest,
    )


def _by_shift(
    households: Sequence[InventedHousehold], rng: Generator
) -> Iterator[tuple[int, int, list[InventedHousehold]]]:
    places = rng.choice(len(_SHIFTS), size=len(households), p=[share for *_, share in _SHIFTS])
    for number, (start, end, _) in enumerate(_SHIFTS):
        arrived = [h for h, place in zip(households, places, strict=True) if place == number]
        if arrived:
            yield start, end, arrived


def _instant(on: date, hour: int) -> datetime:
    """The full hour of a day at the node; 24 is its last minute, so that it still is that day."""
    clock = time(23, 59) if hour == 24 else time(hour)
    return timezone.make_aware(datetime.combine(on, clock))
