"""How long people wait: the M/M/c queue, its percentiles, and the time to clear a backlog.

λ arrivals per hour, t minutes of service per person, c servers; a = λt/60 is the offered load,
ρ = a/c the use of each server. Source: Erlang C; Little's law.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in its steady state. When ``is_stable`` is False the waits and length are infinite.

    Waits in minutes; ``length`` in persons waiting, without those being served.
    """

    servers: int
    offered: float
    utilisation: float
    waits_probability: float
    mean_wait: float
    p90_wait: float
    length: float

    @property
    def is_stable(self) -> bool:
        return self.utilisation < 1


def erlang_c(servers: int, offered: float) -> float:
    """The probability that somebody has to wait; 1 when the load exceeds the servers.

    Worked out by the recursion for Erlang B, which neither overflows nor loses digits.
    """
    _check(servers=servers, offered=offered)
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = offered * blocked / (server + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def queue_for(servers: int, per_hour: float, service_minutes: float) -> Queue:
    """The queue in front of ``servers`` for ``per_hour`` persons of ``service_minutes`` each."""
    _check(servers=servers, per_hour=per_hour, service_minutes=service_minutes)
    offered = per_hour * service_minutes / 60
    probability = erlang_c(servers, offered)
    if offered >= servers:
        return Queue(servers, offered, offered / servers, 1.0, math.inf, math.inf, math.inf)
    mean_wait = probability * service_minutes / (servers - offered)
    return Queue(
        servers=servers,
        offered=offered,
        utilisation=offered / servers,
        waits_probability=probability,
        mean_wait=mean_wait,
        p90_wait=_percentile_wait(0.9, probability, servers - offered, service_minutes),
        length=per_hour / 60 * mean_wait,
    )


def servers_needed(
    per_hour: float,
    service_minutes: float,
    utilisation_most: float = 0.85,
    p90_wait_most: float = math.inf,
) -> int:
    """The fewest servers that keep use and the 90th percentile of the wait within bounds."""
    _check(per_hour=per_hour, service_minutes=service_minutes, p90_wait_most=p90_wait_most)
    if not 0 < utilisation_most < 1:
        raise ValueError(f"utilisation_most is {utilisation_most}; give a number between 0 and 1")
    offered = per_hour * service_minutes / 60
    servers = max(math.ceil(round(offered / utilisation_most, 9)), 1)
    while queue_for(servers, per_hour, service_minutes).p90_wait > p90_wait_most:
        servers += 1
    return servers


def clear_hours(backlog: float, servers: int, per_hour: float, service_minutes: float) -> float:
    """Hours until ``backlog`` persons are through while others keep coming; inf when never."""
    _check(backlog=backlog, servers=servers, per_hour=per_hour, service_minutes=service_minutes)
    if service_minutes == 0:
        return 0.0
    spare = servers * 60 / service_minutes - per_hour
    if backlog == 0:
        return 0.0
    return backlog / spare if spare > 0 else math.inf


def _percentile_wait(share: float, probability: float, free: float, minutes: float) -> float:
    """The wait that ``share`` of people stay below: P(W > w) = Pw · exp(−(c − a) w / t)."""
    if probability <= 1 - share:
        return 0.0
    return math.log(probability / (1 - share)) * minutes / free


def _check(servers: int = 1, **figures: float) -> None:
    if servers < 1:
        raise ValueError(f"servers is {servers}; give a whole number of 1 or more")
    for name, value in figures.items():
        if math.isnan(value) or value < 0:
            raise ValueError(f"{name} is {value}; give a number of 0 or more")
