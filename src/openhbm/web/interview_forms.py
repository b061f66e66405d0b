"""Forms of the interview in private: its opening, a question, and why it was broken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openhbm.apps.casework.codes import InterpreterKind
from openhbm.content.items import text_in
from openhbm.content.schemas.forms import Form, FormQuestion
from openhbm.core.screening import DECLINED, AnswerKind
from openhbm.web.forms import ActionForm
from openhbm.web.screening_form import PREFIX, field_for, languages_with


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it is put: its control, and its words in the language that is spoken."""

    question: FormQuestion
    field: forms.BoundField

    @property
    def texts(self) -> Mapping[str, str]:
        return self.question.text

    @property
    def has_options(self) -> bool:
        return self.question.kind is not AnswerKind.NUMBER


class OpeningForm(ActionForm):
    """In which language, and with whose help."""

    language = forms.ChoiceField(label=_("Language of the conversation"))
    interpreter_kind = forms.ChoiceField(
        label=_("Interpreter"),
        choices=InterpreterKind.choices,
        initial=InterpreterKind.NONE,
        required=False,
        widget=forms.RadioSelect,
    )
    interpreter = forms.CharField(
        label=_("Code or name of the interpreter"), max_length=60, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = str(self.initial.get("language", ""))
        self.fields["language"].choices = languages_with(spoken)  # type: ignore[attr-defined]
        plain = spoken.split("-")[0]
        self.initial["language"] = plain if plain in dict(settings.LANGUAGES) else spoken


class QuestionForm(ActionForm):
    """One question, or all that is only looked for. Nothing has to be answered."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[FormQuestion],
        answers: Mapping[str, Any],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in questions:
            name = PREFIX + question.id
            self.fields[name] = _put(question, language)
            given = answers.get(question.id, "")
            is_tick = question.observed and question.kind is AnswerKind.YES_NO
            self.initial[name] = given == "yes" if is_tick else given

    @property
    def put(self) -> list[Put]:
        """The questions with their controls."""
        return [Put(question, self[PREFIX + question.id]) for question in self.questions]

    def answers(self) -> dict[str, object]:
        """What was answered; what was left empty is left out."""
        given = {q.id: _given(q, self.cleaned_data[PREFIX + q.id]) for q in self.questions}
        return {name: answer for name, answer in given.items() if answer not in ("", None, [])}


class UnableForm(ActionForm):
    """Why the interview could not be held."""

    unable_reason = forms.ChoiceField(label=_("Because"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, script: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        reasons = [(option.code, text_in(option.label, words)) for option in script.unable_reasons]
        self.fields["unable_reason"].choices = reasons  # type: ignore[attr-defined]


def _put(question: FormQuestion, language: str) -> forms.Field:
    """The control without "prefers not to say", which is a button of its own."""
    field = field_for(question, language)
    if isinstance(field, forms.ChoiceField):
        field.choices = [pair for pair in field.choices if pair[0] != DECLINED]
    return field


def _given(question: FormQuestion, value: Any) -> object:
    if question.observed and question.kind is AnswerKind.YES_NO:
        return "yes" if value else ""
    return value
