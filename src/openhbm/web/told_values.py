"""What the journal says a field became, in words: codes by their tables, days and instants in the
calendar of the page, colleagues by name, other records by a number or name and a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import names_of
from openhbm.apps.crises.queries import measures_visible_to
from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.people.queries import groups_visible_to, people_visible_to
from openhbm.apps.places.queries import posts_visible_to, services_visible_to
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import Form
from openhbm.web import content_words
from openhbm.web.bands import band_label
from openhbm.web.calendars import shown_day, shown_instant
from openhbm.web.labels import facts, field_label
from openhbm.web.labels.told import TOLD

Told = tuple[str, str, Any]
"""What one line of the journal says: the record's label, the field, its new value."""

UNTOLD = frozenset(
    {"id", "content_hash", "form_hash", "digest", "birth_precision", "text_version", "is_erased"}
)
"""Of use to the machine only."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words, and the page of the record it names, if it names one."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What other records are called, and where they are shown, by their ids as the journal
    writes them. Records that the reader may not see are not in it."""

    found: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, user: Any, told: Iterable[Told]) -> Names:
        """The names of all records that these lines mention, a few queries for all of them."""
        asked: dict[str, set[UUID]] = {}
        for _record, name, value in told:
            kind = "by" if _is_colleague(name) else REFERENCES.get(name, "")
            if kind and value:
                asked.setdefault(kind, set()).add(UUID(str(value)))
        found: dict[str, Value] = {}
        for kind, ids in asked.items():
            found |= _FINDERS[kind](user, ids)
        return cls(found)


REFERENCES = {
    "post": "post",
    "registered_post": "post",
    "service": "service",
    "person": "person",
    "other_person": "person",
    "focal_person": "person",
    "group": "group",
    "measure": "measure",
    "tally": "tally",
    "corrects": "tally",
    "superseded_by": "tally",
}
STRUCTURE = frozenset(
    {"crossing", "screening", "referral", "decision", "finding", "consent", "lane"}
)
"""References that tell no more than the line they stand in."""


def _is_colleague(name: str) -> bool:
    return name == "by_id" or name.endswith("_by_id") or name in ("supervisor_id", "interpreter_id")


def shown_value(told: Told, names: Names) -> Value | None:
    """The value in words; None for what is empty, of use to the machine only or hidden."""
    record, name, value = told
    if name in UNTOLD or name in STRUCTURE or value in ("", None, [], {}):
        return None
    if name in REFERENCES or _is_colleague(name):
        return names.found.get(str(value))
    return Value(_in_words(record, name, value))


def _in_words(record: str, name: str, value: Any) -> str:
    words = TOLD.get(f"{record}.{name}")
    if words is not None:
        return _listed(value, lambda code: str(words.get(str(code), code)))
    reader = _READERS.get(f"{record}.{name}") or _READERS.get(name) or _by_ending(name)
    try:
        return reader(value)
    except (AttributeError, TypeError, ValueError):  # an older entry of another form: as written
        return _plain(value)


def _by_ending(name: str) -> Callable[[Any], str]:
    if name == "at" or name.endswith("_at"):
        return _instant
    return _day if name.endswith("_on") or name.startswith("birth_on_") else _plain


def _instant(value: str) -> str:
    return shown_instant(datetime.fromisoformat(value))


def _day(value: str) -> str:
    return shown_day(date.fromisoformat(value))


def _counts(value: Mapping[str, int]) -> str:
    return ", ".join(f"{band_label(band)}: {number}" for band, number in value.items() if number)


def _reasons(value: Any) -> str:
    return "; ".join(content_words.reason_words(reason) for reason in value)


def _needs(value: Any) -> str:
    return _listed(value, content_words.need_words)


def _answers(value: Mapping[str, Any]) -> str:
    questions = _questions()
    return "; ".join(
        f"{_question(questions.get(key), key)} {_answer(questions.get(key), given)}"
        for key, given in value.items()
    )


def _question(question: Any, key: str) -> str:
    return text_in(question.text, _language()) if question else f"{field_label(key)}:"


def _answer(question: Any, given: Any) -> str:
    options = {option.code: option.label for option in question.options} if question else {}
    return _listed(
        given, lambda code: text_in(options[code], _language()) if code in options else _plain(code)
    )


@cache
def _questions() -> Mapping[str, Any]:
    """Every question of the pack by its id."""
    forms = pack().all(Form).values()
    return {question.id: question for form in forms for question in form.questions}


def _facts(value: Mapping[str, Any]) -> str:
    """What was established; what was not is left out."""
    known = {name: given for name, given in value.items() if given not in (None, "", [], {})}
    return "; ".join(
        f"{facts.WORDS.get(name) or field_label(name)}: {_fact(name, given)}"
        for name, given in known.items()
    )


def _fact(name: str, given: Any) -> str:
    if name == "on":
        return _day(given)
    if name == "nationalities":
        return _listed(given, content_words.country_words)
    if name == "unable_reason":
        return _unable(given)
    return str(facts.VALUES.get(name, {}).get(str(given)) or _plain(given))


def _unable(code: str) -> str:
    reasons = {r.code: r.label for form in pack().all(Form).values() for r in form.unable_reasons}
    return text_in(reasons[code], _language()) if code in reasons else code


def _form(value: str) -> str:
    form = pack().all(Form).get(value)
    return text_in(form.title, _language()) if form else value


def _listed(value: Any, words: Callable[[Any], str]) -> str:
    return ", ".join(map(words, value)) if isinstance(value, list | tuple) else words(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{field_label(key)}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    return str(value)


def _language() -> str:
    return get_language() or "en"


_READERS: Mapping[str, Callable[[Any], str]] = {
    "counts": _counts,
    "reasons": _reasons,
    "needs": _needs,
    "flags": _needs,
    "category": _needs,
    "casework.finding.code": _needs,
    "answers": _answers,
    "facts": _facts,
    "unable_reason": _unable,
    "form_id": _form,
    "country": content_words.country_words,
    "issuer": content_words.country_words,
    "destination": content_words.country_words,
    "language": content_words.language_words,
    "preferred_language": content_words.language_words,
    "state": content_words.state_words,
    "from_state": content_words.state_words,
    "to_state": content_words.state_words,
    "decline_reason": content_words.decline_words,
    "crossings.entrydecision.code": content_words.decision_words,
}


def _colleagues(user: Any, ids: set[UUID]) -> dict[str, Value]:
    return {str(key): Value(name) for key, name in names_of(user, ids).items()}


def _posts(user: Any, ids: set[UUID]) -> dict[str, Value]:
    return {
        str(post.id): Value(post.name_in(_language()), reverse("post", args=[post.code]))
        for post in posts_visible_to(user).filter(id__in=ids)
    }


def _services(user: Any, ids: set[UUID]) -> dict[str, Value]:
    found = services_visible_to(user).filter(id__in=ids)
    return {str(one.id): Value(one.name, reverse("service", args=[one.id])) for one in found}


def _numbered(visible: Callable[[Any], Any], route: str) -> Callable[..., dict[str, Value]]:
    """Records by number; only their numbers are read."""

    def find(user: Any, ids: set[UUID]) -> dict[str, Value]:
        found = visible(user).filter(id__in=ids).order_by().values_list("id", "number")
        return {str(key): Value(number, reverse(route, args=[key])) for key, number in found}

    return find


def _measures(user: Any, ids: set[UUID]) -> dict[str, Value]:
    found = measures_visible_to(user).filter(id__in=ids)
    return {str(one.id): Value(one.title, reverse("measure", args=[one.id])) for one in found}


def _tallies(user: Any, ids: set[UUID]) -> dict[str, Value]:
    return {
        str(one.id): Value(shown_instant(one.starts_at), reverse("tally", args=[one.id]))
        for one in tallies_visible_to(user).filter(id__in=ids)
    }


_FINDERS: Mapping[str, Callable[[Any, set[UUID]], dict[str, Value]]] = {
    "by": _colleagues,
    "post": _posts,
    "service": _services,
    "person": _numbered(people_visible_to, "person"),
    "group": _numbered(groups_visible_to, "group"),
    "measure": _measures,
    "tally": _tallies,
}
