"""The screening script as form fields, one per question, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openhbm.content.items import text_in
from openhbm.content.schemas.forms import Form, FormQuestion
from openhbm.core.screening import DECLINED, AnswerKind, questions_for
from openhbm.web.content_words import language_words
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.labels import choices
from openhbm.web.labels import label as label_of

INDIVIDUAL_TIER = 2
PREFIX = "q_"


class ScreeningForm(ActionForm):
    """Nothing has to be answered; a question that was not put stays empty."""

    language = forms.ChoiceField(
        label=_("Language of the conversation"), choices=settings.LANGUAGES
    )
    is_private = forms.BooleanField(label=_("Out of others' hearing"), required=False)
    unable_reason = ChoiceWithEmpty(
        label=_("Could not be held, because"), choices=(), empty=_("It was held")
    )

    def __init__(
        self,
        *args: Any,
        script: Form,
        answers: Mapping[str, object],
        may_specialise: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        self.fields["language"].choices = languages_with(self.initial.get("language", ""))  # type: ignore[attr-defined]
        reasons = [(option.code, text_in(option.label, words)) for option in script.unable_reasons]
        self.fields["unable_reason"].choices = [("", _("It was held")), *reasons]  # type: ignore[attr-defined]
        due = {q.id for q in questions_for(script.core_questions, INDIVIDUAL_TIER, answers)}
        self.questions = tuple(
            q for q in script.questions if q.id in due and (may_specialise or not q.specialist)
        )
        for question in self.questions:
            self.fields[PREFIX + question.id] = field_for(question, words)
        self.field_names = {question.id: PREFIX + question.id for question in self.questions}

    @property
    def observed(self) -> list[tuple[FormQuestion, forms.BoundField]]:
        """What the officer looks for, with its field."""
        return [(q, self[PREFIX + q.id]) for q in self.questions if q.observed]

    @property
    def asked(self) -> list[tuple[FormQuestion, forms.BoundField]]:
        """What is put to the person, with its field."""
        return [(q, self[PREFIX + q.id]) for q in self.questions if not q.observed]

    def answers(self) -> dict[str, object]:
        """Answers as the screening engine takes them; what was left empty is left out."""
        given = {q.id: _answer(q, self.cleaned_data[PREFIX + q.id]) for q in self.questions}
        return {name: answer for name, answer in given.items() if answer not in ("", None, [])}


def languages_with(spoken: str) -> list[tuple[str, Any]]:
    """The languages of the pages and the one the person speaks, by whatever name it is known."""
    known = list(settings.LANGUAGES)
    if not spoken or spoken in dict(known):
        return known
    return [(spoken, language_words(spoken)), *known]


def field_for(question: FormQuestion, language: str) -> forms.Field:
    """The control of one question."""
    label = text_in(question.text, language)
    hint = text_in(question.hint, language) if question.hint else ""
    common: dict[str, Any] = {
        "label": f"{question.number} {label}".strip(),
        "help_text": hint,
        "required": False,
    }
    options = [(option.code, text_in(option.label, language)) for option in question.options]
    if options and DECLINED not in dict(options):
        options.append((DECLINED, label_of(DECLINED, "yes_no")))
    if question.observed and question.kind is AnswerKind.YES_NO:
        return forms.BooleanField(**{**common, "help_text": ""})
    if question.kind is AnswerKind.NUMBER:
        return forms.FloatField(min_value=question.low, max_value=question.high, **common)
    if question.kind is AnswerKind.MANY:
        return forms.MultipleChoiceField(
            choices=options, widget=forms.CheckboxSelectMultiple, **common
        )
    return forms.ChoiceField(
        choices=options or choices("yes_no"), widget=forms.RadioSelect, **common
    )


def raw_answers(script: Form, posted: Mapping[str, Any]) -> dict[str, object]:
    """Answers as typed so far, for choosing the next questions; unreadable ones are left out."""
    found: dict[str, object] = {}
    for question in script.questions:
        value = posted.get(PREFIX + question.id, "")
        if value and question.kind is not AnswerKind.MANY:
            found[question.id] = "yes" if question.observed and value == "on" else value
    return found


def _answer(question: FormQuestion, value: Any) -> object:
    if question.observed and question.kind is AnswerKind.YES_NO:
        return "yes" if value else ""
    return value
