"""A scenario of the content pack with everything it names, and its scaled totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Self

from openhbm.cli.demo.schedule import PostShare, Sharing, Totals, scaled_totals
from openhbm.content.loader import Pack
from openhbm.content.schemas.demo import (
    Arrivals,
    DayOfArrivals,
    DemoPost,
    DemoService,
    Population,
    PostProfile,
    Scenario,
)


@dataclass(frozen=True)
class Source:
    """What is replayed: the first ``days`` days of a scenario at ``scale``."""

    scenario: Scenario
    population: Population
    posts: tuple[DemoPost, ...]
    profiles: dict[str, PostProfile]
    services: tuple[DemoService, ...]
    days: tuple[DayOfArrivals, ...]
    scale: Fraction
    totals: Totals

    @classmethod
    def read(cls, pack: Pack, name: str, scale: Fraction, days: int | None) -> Self:
        """Take a scenario out of the pack; UnknownItem names the ones there are."""
        scenario = pack.get(Scenario, name)
        posts = tuple(p for p in pack.all(DemoPost).values() if p.country in scenario.countries)
        replayed = pack.get(Arrivals, scenario.arrivals).days[:days]
        arrivals = {
            (day.on, country): day.counts[country]
            for day in replayed
            for country in scenario.countries
        }
        return cls(
            scenario=scenario,
            population=pack.get(Population, scenario.population),
            posts=posts,
            profiles=pack.all(PostProfile),
            services=tuple(pack.all(DemoService).values()),
            days=replayed,
            scale=scale,
            totals=scaled_totals(arrivals, scale),
        )

    @property
    def total(self) -> int:
        """Persons of the source on the days replayed, at full size."""
        return sum(day.counts[country] for day in self.days for country in self.scenario.countries)

    @property
    def last_on(self) -> date:
        return self.days[-1].on

    def takes_part(self, post: DemoPost) -> bool:
        """Whether anybody crosses at a post: it is open and has a share of its country."""
        return post.status == "OPEN" and post.share > 0

    def sharing(self) -> dict[str, Sharing]:
        """Country → how its households are given to its posts, from the first day on."""
        return {
            country: Sharing(
                [
                    PostShare(post.id, country, Fraction(post.share))
                    for post in self.posts
                    if post.country == country and self.takes_part(post)
                ]
            )
            for country in self.scenario.countries
        }

    @cached_property
    def busiest(self) -> DemoPost:
        """The post with the largest part of all arrivals: the one whose crew can sign in."""
        persons = dict.fromkeys(self.scenario.countries, 0)
        for day in self.days:
            for country in persons:
                persons[country] += day.counts[country]
        return max(self.posts, key=lambda post: (persons[post.country] * post.share, post.id))
