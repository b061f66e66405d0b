"""Fields about a person that are typed fast: age or birth date, country and language by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.birth_entry import BirthEntry, read_age_or_birth
from openhbm.apps.people.codes import DocumentKind, NameKind, Relationship, Sex
from openhbm.apps.people.details import NameDetails, read_birth
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.places import Country
from openhbm.core.calendars import Calendar, without_era
from openhbm.core.values import PartialDate
from openhbm.web import clock
from openhbm.web.calendars import calendar_in_use, iso_text, shown_known
from openhbm.web.content_words import language_words

NOTHING = "-"
"""Typed where a row would take over what stands in the head's: this person has none of it."""
_DASHES = frozenset("-–—")

SEX_KEYS = {Sex.FEMALE: "F", Sex.MALE: "M", Sex.OTHER: "X", Sex.UNKNOWN: "U"}
RELATIONSHIP_KEYS = {
    "HUS": "H", "WIF": "W", "SON": "S", "DAU": "D", "FTH": "F", "MTH": "M", "BRO": "B", "SIS": "I",
    "GFM": "R", "GFF": "G", "GCM": "O", "GCF": "T", "UNC": "U", "AUN": "A", "NEP": "N", "NIE": "E",
    "COU": "C", "INL": "L", "CLH": "P", "CLW": "Q", "SCM": "Y", "SCF": "Z", "FCM": "J", "FCF": "K",
    "UNR": "X",
}  # fmt: skip
DOCUMENT_KEYS = {
    "PASS": "P", "NID": "I", "BIRTH": "B", "FAMBOOK": "F", "DRIV": "D", "REFCTD": "R",
    "SCHOOL": "S", "MEDREC": "M", "TESTIMONY": "W", "NONE_LOST": "L", "NONE_DESTROYED": "X",
    "NONE_TAKEN": "T", "NONE_NEVER": "N",
}  # fmt: skip
NO_PAPER = frozenset(kind.value for kind in DocumentKind if kind.value.startswith("NONE_"))


def whole_name(name: str, surname: str) -> str:
    """The name as said, with the family name unless it was said already."""
    name = name.strip()
    if not name or not surname or set(_words(surname)) <= set(_words(name)):
        return name
    return f"{name} {surname}"


def name_parts(name: str, surname: str) -> NameDetails | None:
    """The parts that were told apart; None when the name was said whole."""
    full = whole_name(name, surname)
    if not full or not surname:
        return None
    given = "" if full == name.strip() else name.strip()
    return NameDetails(full, NameKind.AS_SAID, given=given[:120], family=surname)


def on_document(name: str) -> tuple[NameDetails, ...]:
    """The name as a document has it, when it has one."""
    return (NameDetails(name, NameKind.ON_DOCUMENT),) if name else ()


def _words(name: str) -> list[str]:
    return name.casefold().split()


class KeyedSelect(forms.Select):
    """A select of which single keys choose: each option shows its key, and the script reads it."""

    def __init__(self, keys: Mapping[Any, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keys = {str(code): key for code, key in keys.items()}

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, label, *args, **kwargs)
        key = self.keys.get(str(value))
        if key:
            option["label"] = f"{label} ({key})"
            option["attrs"]["data-key"] = key
        return option


class KeyedField(forms.ChoiceField):
    """One of some codes or none, chosen with the key that stands beside it."""

    def __init__(self, *, keys: Mapping[Any, str], choices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(
            choices=[("", "–"), *choices],
            widget=KeyedSelect(keys, attrs={"data-keyed": ""}),
            required=False,
            **kwargs,
        )


def relationship_field() -> KeyedField:
    """What a member is to the head; the head's own code is not among them."""
    choices = [choice for choice in Relationship.choices if choice[0] != Relationship.PRINCIPAL]
    return KeyedField(label=gettext_lazy("To the head"), keys=RELATIONSHIP_KEYS, choices=choices)


def document_field() -> KeyedField:
    """Which paper, or the reason that there is none."""
    return KeyedField(
        label=gettext_lazy("Papers"), keys=DOCUMENT_KEYS, choices=DocumentKind.choices
    )


class AgeOrBirthField(forms.CharField):
    """An age, a year, a month or a day; cleans to a `BirthEntry` that can be."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Age or born"))
        super().__init__(
            max_length=20,
            required=False,
            widget=forms.TextInput(
                attrs={"data-birth": "", "autocomplete": "off", "dir": "ltr", "spellcheck": "false"}
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            entry = _entry(text)
            read_birth(entry.birth, entry.age_years, clock.now())
        except ActionError as error:
            raise forms.ValidationError(str(error)) from None
        return entry


def _entry(text: str) -> BirthEntry:
    """Dates are read in the calendar in use, or in the one that letters behind the year tell."""
    calendar = without_era(text)[1] or calendar_in_use()
    is_age = text.strip().isdecimal() and len(text.strip()) <= 3
    if calendar is Calendar.GREGORIAN or is_age:
        return read_age_or_birth(without_era(text)[0])
    return BirthEntry(birth=iso_text(text, calendar)) if text.strip() else BirthEntry()


def birth_words(entry: BirthEntry) -> str:
    """How an entry was understood, in words."""
    if entry.age_years is not None:
        words = ngettext("%(years)s year old", "%(years)s years old", entry.age_years)
        return words % {"years": entry.age_years}
    if not entry.birth:
        return ""
    return _("born %(when)s") % {"when": shown_known(PartialDate.parse(entry.birth))}


class NamedCodeField(forms.CharField):
    """A code or the name of what it stands for; ``known`` gives codes with their names."""

    def __init__(self, *, list_id: str, **kwargs: Any) -> None:
        attrs = {"list": list_id, "autocomplete": "off", "data-coded": ""}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(max_length=80, required=False, widget=widget, **kwargs)

    def known(self) -> dict[str, tuple[str, ...]]:
        raise NotImplementedError

    def unknown(self, typed: str) -> str:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed or typed in _DASHES:
            return NOTHING if typed else ""
        known = self.known()
        sought = typed.casefold()
        by_code = [code for code in known if code.casefold() == sought]
        by_name = [c for c, names in known.items() if sought in (n.casefold() for n in names)]
        begins = [
            code
            for code, names in known.items()
            if any(name.casefold().startswith(sought) for name in names)
        ]
        for found in (by_code, by_name, begins):
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(self.unknown(typed))


class CountryField(NamedCodeField):
    """A country by its three letters or by its name in any language of the pages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list_id="countries", **kwargs)

    def known(self) -> dict[str, tuple[str, ...]]:
        countries = pack().all(Country).values()
        return {c.id: tuple(str(name) for name in c.names.values()) for c in countries}

    def unknown(self, typed: str) -> str:
        return _(
            "“%(typed)s” is not one country. Write its three letters, such as UKR, or its name."
        ) % {"typed": typed}


class LanguageField(NamedCodeField):
    """A language by its code or name; codes of two or three letters that have no name here stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list_id="languages", **kwargs)

    def known(self) -> dict[str, tuple[str, ...]]:
        return {code: (name, LANG_INFO[code]["name_local"]) for code, name in language_options()}

    def clean(self, value: Any) -> Any:
        typed = str(value or "").strip().lower()
        if typed.isascii() and typed.isalpha() and len(typed) in (2, 3):
            return typed
        return super().clean(value)

    def unknown(self, typed: str) -> str:
        return _(
            "“%(typed)s” is not one language. Write its code, such as uk or ar, or its name."
        ) % {"typed": typed}


def country_options() -> list[tuple[str, str]]:
    """Codes and names of countries in the page's language, by name."""
    language = get_language() or "en"
    named = [(text_in(c.names, language), c.id) for c in pack().all(Country).values()]
    return [(code, name) for name, code in sorted(named)]


def language_options() -> list[tuple[str, str]]:
    """Codes and names of languages in the page's language, by name; no regional variants."""
    codes = [code for code, info in LANG_INFO.items() if "name" in info and "-" not in code]
    return sorted(((code, language_words(code)) for code in codes), key=lambda pair: pair[1])
