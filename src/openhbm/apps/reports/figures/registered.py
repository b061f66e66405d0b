"""Figures of the people registered in the last seven days, small counts hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from openhbm.apps.people.codes import BAND_CODES
from openhbm.apps.people.figures import (
    UNKNOWN_BAND,
    Registered,
    age_sex_counts,
    document_counts,
    nationality_counts,
)
from openhbm.apps.reports.figures.movement import ONE_DAY, start_of
from openhbm.apps.reports.observed import Observed
from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard
from openhbm.core.privacy.suppression import (
    Disclosure,
    ShownCount,
    suppress_each,
    suppress_parts,
    suppress_table,
)

# Counts of groups of people are told by the week and not by the day, which few fall into.
_DAYS = 7
_TOP = 5
_SEXES = ("F", "M", "X", "U")


def week_of(observed: Observed) -> tuple[date, date]:
    """First and last day that groups of people are counted over."""
    return observed.on - (_DAYS - 1) * ONE_DAY, observed.on


def disclosure_on(on: date) -> Disclosure:
    """The rule for readers of situation reports: partners, not the public.

    For days before there was a rule, the first one holds.
    """
    standard = pack().get(Standard, "small_cell_restricted")
    return Disclosure(limit=int(standard.number_on(max(on, standard.values[0].from_on))))


def demographics(observed: Observed) -> dict[str, Any]:
    """Age band × sex of the people registered, with totals."""
    counts = age_sex_counts(observed.user, _registered(observed), observed.on)
    bands = (*BAND_CODES, UNKNOWN_BAND)
    sexes = [sex for sex in _SEXES if any(counts.get((band, sex)) for band in bands)]
    table = np.array(
        [[counts.get((band, sex), 0) for sex in sexes] for band in bands], dtype=np.int64
    ).reshape(len(bands), len(sexes))
    shown = suppress_table(table, disclosure_on(observed.on))
    return _week(observed) | {
        "sexes": sexes,
        "rows": [
            {"band": band, "counts": _texts(cells), "total": total.text}
            for band, cells, total in zip(bands, shown.cells, shown.row_totals, strict=True)
        ],
        "totals": _texts(shown.column_totals),
        "total": shown.total.text,
    }


def nationalities(observed: Observed) -> dict[str, Any]:
    """The five most frequent nationalities; how many others there are."""
    counts = nationality_counts(observed.user, _registered(observed))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = suppress_each(dict(ranked[:_TOP]), disclosure_on(observed.on))
    return _week(observed) | {
        "top": [{"country": code, "count": count.text} for code, count in shown.items()],
        "others": max(len(ranked) - _TOP, 0),
    }


def documents(observed: Observed) -> dict[str, Any]:
    """Who holds a document and who does not; the share among all who were registered."""
    counts = document_counts(observed.user, _registered(observed))
    shown, total = suppress_parts(counts, disclosure_on(observed.on))
    held, everybody = shown["held"].value, total.value
    return _week(observed) | {
        "counts": {key: count.text for key, count in shown.items()},
        "total": total.text,
        "share_held": round(held / everybody, 3) if everybody and held is not None else None,
    }


def _registered(observed: Observed) -> Registered:
    first_on, last_on = week_of(observed)
    posts = [observed.post.id] if observed.post else None
    return Registered(start_of(first_on), start_of(last_on + ONE_DAY), posts)


def _week(observed: Observed) -> dict[str, Any]:
    first_on, last_on = week_of(observed)
    return {"from_on": first_on.isoformat(), "to_on": last_on.isoformat()}


def _texts(counts: tuple[ShownCount, ...]) -> list[str]:
    return [count.text for count in counts]
