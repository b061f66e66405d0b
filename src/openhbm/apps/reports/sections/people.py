"""Sections on people: age and sex, nationalities, documents, needs, referrals, decisions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.reports.blocks import Block, Words, table
from openhbm.apps.reports.sections.movement import number, share, shown_date
from openhbm.apps.reports.words import country_name, decision_name, need_name, state_name, word


def demographics(figures: dict[str, Any]) -> list[Block]:
    """Age band × sex, with totals."""
    found = figures["demographics"]
    if found["total"] == "0":
        return []
    rows = [
        (word("band", row["band"]), *row["counts"], row["total"])
        for row in found["rows"]
        if row["total"] != "0"
    ]
    rows.append((_("All"), *found["totals"], found["total"]))
    headings = (_("Age"), *(word("sex", sex) for sex in found["sexes"]), _("All"))
    return [table(headings, rows, len(headings) - 1, f"{_period(found)} {_hidden()}")]


def nationalities(figures: dict[str, Any]) -> list[Block]:
    found = figures["nationalities"]
    rows = [(country_name(row["country"]), row["count"]) for row in found["top"]]
    others = found["others"]
    more = (
        ngettext("%(n)s other nationality.", "%(n)s other nationalities.", others)
        % {"n": number(others)}
        if others
        else ""
    )
    return _table((_("Nationality"), _("Persons")), rows, f"{_period(found)} {more}".strip())


def documents(figures: dict[str, Any]) -> list[Block]:
    found = figures["documents"]
    if found["total"] == "0":
        return []
    rows = [(word("document", key), count) for key, count in found["counts"].items()]
    blocks = _table((_("Documents"), _("Persons")), rows, _period(found))
    if found["share_held"] is not None:
        said = _("A document is on record for %(share)s of those registered.") % {
            "share": share(found["share_held"])
        }
        blocks.insert(0, Words(said))
    return blocks


def specific_needs(figures: dict[str, Any]) -> list[Block]:
    found = figures["specific_needs"]
    rows = [(need_name(key), count) for key, count in found["counts"].items()]
    note = f"{_period(found)} {_hidden()}"
    if found["withheld"]:
        note += " " + _("Some categories are told for all posts together only.")
    return _table((_("Specific need"), _("Persons")), rows, note)


def referrals(figures: dict[str, Any]) -> list[Block]:
    found = figures["referrals"]
    if not found["states"]:
        return []
    buckets = [(word("bucket", key), count) for key, count in found["buckets"].items()]
    states = [(state_name(key), count) for key, count in found["states"].items()]
    return [
        *_table((_("Open, by when somebody must act"), _("Referrals")), buckets, ""),
        *_table((_("All, by state"), _("Referrals")), states, _hidden()),
    ]


def decisions(figures: dict[str, Any]) -> list[Block]:
    found = figures["decisions"]
    rows = [
        (decision_name(code), number(found["day"].get(code, 0)), number(count))
        for code, count in found["cumulative"].items()
    ]
    if not rows:
        return []
    headings = (_("Decision"), _("On the day"), _("So far"))
    return [table(headings, rows, 2)]


def _period(found: dict[str, Any]) -> str:
    return _("Registered from %(first)s to %(last)s.") % {
        "first": shown_date(found["from_on"]),
        "last": shown_date(found["to_on"]),
    }


def _hidden() -> str:
    return _("Small counts are shown as “<5”; “*” hides what would give them away.")


def _table(headings: Any, rows: Any, note: str) -> list[Block]:
    return [table(headings, rows, 1, note)] if rows else []
