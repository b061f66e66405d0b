"""The forms of the tablet: those of the desk, shortened; the same fields and the same script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from openhbm.apps.casework.screening import border_form
from openhbm.apps.crossings.codes import Direction, TransportMode
from openhbm.apps.people import codes
from openhbm.content.items import text_in
from openhbm.content.schemas.forms import Form, FormQuestion
from openhbm.core.screening.conditions import All, AnyOf, Condition
from openhbm.web.bands import BANDS, LARGEST, BandFields
from openhbm.web.counting import PAD_DIRECTIONS, PAD_MODES
from openhbm.web.household_form import observed_questions
from openhbm.web.person_fields import country_options, language_options
from openhbm.web.screening_form import PREFIX, field_for

SHORT_TIERS = frozenset({0, 1})
"""Questions put at the line already; the others can wait for the desk."""
GROUP_FIELDS = ("label", "size", "direction", "mode", "lane", "origin", "destination", "token")
ROW = "__row__"
"""Stands for the number of a row in the pattern that the page copies."""


def _line(label: Any, most: int, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"} | attrs)
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _directions() -> forms.ChoiceField:
    return _choice(_("Direction"), [(Direction(d).value, d.label) for d in PAD_DIRECTIONS])


def _modes() -> forms.ChoiceField:
    return _choice(_("By"), [(TransportMode(m).value, m.label) for m in PAD_MODES])


class TabletTally(BandFields):
    """A count at the line."""

    direction = _directions()
    mode = _modes()
    persons = forms.IntegerField(
        label=_("Persons"),
        min_value=1,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs={"data-pad-persons": "", "inputmode": "numeric"}),
    )
    vulnerable_seen = forms.IntegerField(
        label=_("Of them visibly in need of help"),
        min_value=0,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class TabletGroup(BandFields):
    """A group as a label and numbers."""

    direction = _directions()
    mode = _modes()
    lane = _choice(_("Lane"), [("", _("not stated"))])
    label = _line(_("Name to call the group by"), 200, required="")
    size = forms.IntegerField(
        label=_("Persons in the group"),
        min_value=1,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    origin = _line(_("Coming from"), 160)
    destination = _line(_("Going to"), 160)
    token = _line(_("Token handed out"), 40, dir="ltr")
    special_needs_seen = forms.BooleanField(
        label=_("Somebody visibly needs help first"), required=False
    )


class TabletHousehold(forms.Form):
    """What holds for the whole household."""

    group = _line(_("Number of the group, if it was registered"), 40, dir="ltr")
    origin = _line(_("Coming from"), 160)
    consent = forms.ChoiceField(
        label=_("Each was told what this is for, and agrees to be registered"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes, said so")),
            ("no", _("No")),
            ("", _("Not asked yet")),
        ],
        help_text=_("Registration serves protection. Nobody is turned away for saying no."),
    )


class TabletMember(forms.Form):
    """One row: a name or a description, and what is known at once."""

    name = _line(_("Name, as it is said"), 160)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=codes.Sex.choices, required=False, widget=forms.RadioSelect
    )
    age = _line(_("Age or born"), 20, dir="ltr", spellcheck="false")
    relationship = _choice(
        _("To the head"),
        [("", "–"), *(c for c in codes.Relationship.choices if c[0] != "PA")],
    )
    nationality = _choice(_("Nationality"), ())
    language = _choice(_("Language"), ())
    phone = _line(_("Phone"), 40, dir="ltr", inputmode="tel")
    description = _line(_("Description, when there is no name"), 300)
    seen = forms.MultipleChoiceField(
        label=_("Seen at the line"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self) -> None:
        super().__init__(prefix=f"m{ROW}")
        known: dict[str, Any] = self.fields
        known["nationality"].choices = [("", "–"), *country_options()]
        known["language"].choices = [("", "–"), *language_options()]
        known["seen"].choices = observed_questions()


class TabletPhone(forms.Form):
    """The telephone number of somebody who is registered, as it is now."""

    person = _line(_("Registration number"), 40, dir="ltr", required="", spellcheck="false")
    phone = _line(_("Phone"), 40, dir="ltr", inputmode="tel", required="")


class TabletScreening(forms.Form):
    """The cover of a talk at the line; its questions stand in `asked_at_the_line`."""

    person = _line(_("Registration number"), 40, dir="ltr", required="", spellcheck="false")
    language = _choice(_("Language of the conversation"), settings.LANGUAGES)
    is_private = forms.BooleanField(label=_("Out of others' hearing"), required=False)
    unable_reason = _choice(_("Could not be held, because"), ())

    def __init__(self, script: Form, language: str) -> None:
        super().__init__(initial={"language": language})
        reasons = [(o.code, text_in(o.label, language)) for o in script.unable_reasons]
        known: dict[str, Any] = self.fields
        known["unable_reason"].choices = [("", _("It was held")), *reasons]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the short form: its control, when it is put, and whether in private only."""

    question: FormQuestion
    field: Any
    when: str

    @property
    def is_private(self) -> bool:
        return self.question.private == "always"


def forms_for_tablet(language: str) -> Mapping[str, Any]:
    """Every form of the page in the language in use, and a digest that tells versions apart."""
    script = border_form()
    asked = asked_at_the_line(script, language)
    group = TabletGroup(auto_id="group_%s")
    told: dict[str, Any] = {
        "tally": TabletTally(auto_id="tally_%s"),
        "group": group,
        "group_fields": [group[name] for name in GROUP_FIELDS],
        "household": TabletHousehold(auto_id="household_%s"),
        "member": TabletMember(),
        "phone": TabletPhone(auto_id="phone_%s"),
        "screening": TabletScreening(script, language),
        "observed": [one for one in asked if one.question.observed],
        "questions": [one for one in asked if not one.question.observed],
        "intro": text_in(script.intro, language),
        "closing": text_in(script.closing, language),
        "bands": "|".join(key for key, _label in BANDS),
    }
    return told | {"digest": repr([str(one) for one in told.values()]) + repr(_words_of(asked))}


def asked_at_the_line(script: Form, language: str) -> list[Asked]:
    """What is looked for, and the first questions with those that follow from them."""
    chosen = [q for q in script.questions if not q.specialist and SHORT_TIERS & set(q.tiers)]
    cover = forms.Form(auto_id="screening_%s")
    for question in chosen:
        cover.fields[PREFIX + question.id] = field_for(question, language)
    return [
        Asked(q, cover[PREFIX + q.id], json.dumps(_plain(q.asked_when)) if q.asked_when else "")
        for q in chosen
    ]


def _plain(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, All | AnyOf):
        group = "all" if isinstance(condition, All) else "any"
        return {group: [_plain(part) for part in condition.parts]}
    return {
        "subject": condition.subject,
        "operator": condition.operator,
        "against": list(condition.against),
    }


def _words_of(asked: list[Asked]) -> list[tuple[str, str]]:
    return [(str(one.field), one.when) for one in asked]
