"""What came of a replay, read back from the database: figures, not memories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from openhbm.apps.capacity.queries import plan_total
from openhbm.apps.casework.queries import referrals_visible_to
from openhbm.apps.crossings.queries import arrivals_by_day, decisions_visible_to
from openhbm.apps.foresight.queries import alerts_visible_to, forecasts_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.queries import people_visible_to
from openhbm.apps.reports.queries import sitreps_visible_to
from openhbm.apps.reports.rendering import sitrep_document, sitrep_pdf
from openhbm.cli.demo.replay import Replay
from openhbm.cli.demo.scoring import MadeForecast, score_of

_DIGITS = 4


def outcome_of(replay: Replay, folder: Path, seconds: float) -> dict[str, Any]:
    """The one object that ``hbm demo --json`` prints."""
    came = counted(replay)
    registered = sum(people_visible_to(e.crew.clerk).count() for e in replay.staged)
    return {
        "scenario": replay.source.scenario.id,
        "seed": replay.seed,
        "days": len(replay.source.days),
        "source_total": replay.source.total,
        "scale": float(replay.source.scale),
        "tallied": int(sum(came.values())),
        "registered": registered,
        "screened": replay.done.screened,
        "referred": sum(referrals_visible_to(e.crew.protection).count() for e in replay.staged),
        "decided": sum(decisions_visible_to(e.crew.officer).count() for e in replay.staged),
        "mismatch_days": mismatch_days(came, replay),
        "forecast": _forecast(replay, came),
        "alerts": _alerts(replay),
        "plan": plan_total(replay.centre.coordinator),
        "sitrep": _sitrep(replay, folder),
        "journal": _journal(),
        "seconds": round(seconds, 1),
        "persons_per_second": round(registered / seconds, 1),
    }


def counted(replay: Replay) -> dict[tuple[date, str], float]:
    """(day, post code) → persons counted, as the database tells."""
    codes = {each.post.id: each.content.id for each in replay.staged}
    series = arrivals_by_day(
        replay.centre.coordinator,
        from_on=replay.source.days[0].on,
        to_on=replay.source.last_on,
    )
    return {
        (each.start + timedelta(days=place), codes.get(post_id, str(post_id))): float(persons)
        for post_id, each in series.items()
        for place, persons in enumerate(each.counts)
        if not np.isnan(persons)
    }


def mismatch_days(came: Mapping[tuple[date, str], float], replay: Replay) -> int:
    """Days on which the counts differ from the scaled source in any country, or from the
    households sent there at any post; not counted is not zero."""
    countries = {post.id: post.country for post in replay.source.posts}
    by_country: Counter[tuple[date, str]] = Counter()
    for (day, post), persons in came.items():
        by_country[day, countries.get(post, post)] += int(persons)
    differing = [
        *_differing(dict(by_country), replay.source.totals),
        *_differing(came, replay.placed),
    ]
    return len({day for day, _ in differing})


def _differing(
    found: Mapping[tuple[date, str], float], expected: Mapping[tuple[date, str], float]
) -> list[tuple[date, str]]:
    return [key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)]


def _forecast(replay: Replay, came: dict[tuple[date, str], float]) -> dict[str, Any] | None:
    score = score_of(_made_forecasts(replay), came)
    if score is None:
        return None
    return {
        "mae": round(score.mae, _DIGITS),
        "persistence_mae": round(score.persistence_mae, _DIGITS),
        "horizon_days": score.horizon_days,
        "coverage80": round(score.coverage80, _DIGITS),
        "n": score.n,
    }


def _made_forecasts(replay: Replay) -> Iterator[MadeForecast]:
    codes = {each.post.id: each.content.id for each in replay.staged}
    for made in forecasts_visible_to(replay.centre.analyst):
        yield MadeForecast(
            post=codes[made.post_id],
            as_of_on=made.as_of_on,
            start_on=made.start_on,
            levels=made.levels,
            quantiles=made.quantiles,
        )


def _alerts(replay: Replay) -> list[dict[str, Any]]:
    codes = {each.post.id: each.content.id for each in replay.staged}
    found = [
        {"on": alert.since_on.isoformat(), "post": codes[alert.post_id], "level": alert.level}
        for alert in alerts_visible_to(replay.centre.coordinator)
    ]
    return sorted(found, key=lambda alert: (alert["on"], alert["post"], alert["level"]))


def _sitrep(replay: Replay, folder: Path) -> dict[str, str | None]:
    """The last day's report, written as a page and, where this machine can typeset, as PDF."""
    report = sitreps_visible_to(replay.centre.coordinator).first()
    folder.mkdir(parents=True, exist_ok=True)
    page, document = folder / "sitrep.html", folder / "sitrep.pdf"
    page.write_text(sitrep_document(report, "en"), encoding="utf-8")
    try:
        document.write_bytes(sitrep_pdf(report, "en"))
    except ActionError as error:
        return {"html": str(page), "pdf": None, "problem": error.message}
    return {"html": str(page), "pdf": str(document)}


def _journal() -> dict[str, Any]:
    found = verdict(None)
    return {"entries": found.entries, "verified": found.verified}
