"""The reference: the rules as they read, one person after another, in plain Python.

Slow and obvious on purpose. It judges the other engines; nothing but tests runs it on a crisis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhbm.core.flows.displacement.crowds import Tally
from openhbm.core.flows.displacement.network import Floats, Network, Rules


@dataclass(slots=True)
class Person:
    """Somebody on the way. ``route`` are the roads still to take, the current one first."""

    place: int
    route: tuple[int, ...] = ()
    end: int = -1
    riding: bool = False
    km: float = 0.0
    moved: float = 0.0
    recent: float = 0.0
    fresh: bool = True
    settled: bool = False


class Walk:
    """One run of the reference."""

    def __init__(self, net: Network, rules: Rules, rng: np.random.Generator, tally: Tally) -> None:
        self.net, self.rules, self.rng, self.tally = net, rules, rng, tally
        self.people: list[Person] = []
        self.population = net.population.copy()
        self.day = 0

    def run(self, inflow: Floats, initial: Floats, known: Floats) -> None:
        """Fill the tally for all days of ``inflow`` [T]; see ``run_agents``."""
        for place, persons in enumerate(initial):
            self.people += [Person(place) for _ in range(int(persons))]
        owed = 0
        for self.day, newcomers in enumerate(inflow):
            owed = self.spawn(int(newcomers) + owed)
            for person in [p for p in self.people if not p.riding and not p.settled]:
                self.decide(person, forced=False)
            for person in [p for p in self.people if p.riding]:
                self.travel(person)
            self.rest()
            for place, persons in enumerate(known[self.day]):
                if not np.isnan(persons):
                    self.correct(place, int(np.rint(persons)))
            self.tally.stocks[self.day] = [self.at(place) for place in range(len(initial))]

    def at(self, place: int) -> int:
        """How many are at a place now."""
        return sum(1 for p in self.people if p.place == place and not p.riding)

    def spawn(self, wanted: int) -> int:
        """Let people flee from places in conflict; how many could not yet."""
        for done in range(wanted):
            push = self.net.push[self.day] * self.population
            if push.sum() <= 0:
                return wanted - done
            origin = int(self.rng.choice(len(push), p=push / push.sum()))
            self.people.append(Person(origin))
            self.tally.placed[self.day] += 1
            if self.rules.from_population:
                self.population[origin] -= 1
        return 0

    def decide(self, person: Person, *, forced: bool) -> None:
        """Stay, or take the next road."""
        net = self.net
        if not person.route:
            chance = 1.0 if forced else net.leave[self.day, person.place]
            if self.rng.random() >= chance:
                return
            self.choose(person)
        if not person.route:
            return
        full = net.camp[self.day, person.end] and self.room(person.end) < 0.5
        if full or not net.open[self.day, person.route[0]]:
            person.route = ()
            return
        person.riding, person.km = True, 0.0

    def choose(self, person: Person) -> None:
        """Draw a route by its weight."""
        net = self.net
        first, last = net.first_route[person.place : person.place + 2]
        routes = [r for r in range(first, last) if net.weight[self.day, r] >= 0]
        if not routes:
            return
        power = self.rules.weight_power
        weights = np.array(
            [net.weight[self.day, r] * self.room(net.route_end[r]) ** power for r in routes]
        )
        if weights.sum() <= 0:
            weights[:] = 1.0
        route = int(self.rng.choice(routes, p=weights / weights.sum()))
        stages = slice(net.first_stage[route], net.first_stage[route + 1])
        person.route = tuple(int(road) for road in net.stage_road[stages])
        person.end = int(net.route_end[route])

    def room(self, place: int) -> float:
        """1 while there is room, falling to 0 as the last tenth of it fills."""
        room, persons = self.net.room[place], self.at(place)
        if room < 0:
            return 1.0
        if persons >= room:
            return 0.0
        nearly = self.rules.full_from * room
        return 1.0 if persons <= nearly else 1 - (persons - nearly) / (room - nearly)

    def travel(self, person: Person) -> None:
        """Go on along the road, and from its end if part of the day is left."""
        net, rules = self.net, self.rules
        speed = rules.walk_km if rules.on_foot and person.fresh else rules.speed_km
        road = person.route[0]
        person.km += speed
        person.moved += speed
        if person.km <= net.road_km[road]:
            return
        person.moved -= person.km - net.road_km[road]
        person.riding = person.fresh = False
        if not net.open[self.day, road]:
            person.place, person.route = int(net.road_from[road]), ()
            return
        person.place, person.route = int(net.road_to[road]), person.route[1:]
        self.tally.crossings[self.day, road] += 1
        if person.moved < speed:
            short = (person.recent + person.moved / rules.speed_km) / 2 < 0.5
            restless = bool(net.restless[self.day, person.place])
            self.decide(person, forced=rules.no_short_stints and short and restless)
            if person.riding:
                self.travel(person)

    def rest(self) -> None:
        """End the day."""
        for person in self.people:
            person.recent = (person.recent + person.moved / self.rules.speed_km) / 2
            person.moved = 0.0
            in_camp = not person.riding and self.net.camp[self.day, person.place]
            if self.rules.settling > 0 and in_camp and self.rng.random() < self.rules.settling:
                person.settled = True

    def correct(self, place: int, persons: int) -> None:
        """Bring the stock of a place to what was counted there."""
        there = [p for p in self.people if p.place == place and not p.riding]
        self.people += [Person(place) for _ in range(persons - len(there))]
        gone = {id(person) for person in there[persons:]}
        self.people = [person for person in self.people if id(person) not in gone]
