"""The screening form as it stands in the content, and whether what was recorded fits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import Finding, check_answers
from openhbm.core.values import Reason

BORDER_FORM = "border_screening"
TELLS_SOMETHING = frozenset({"yes", True})


def border_form() -> Form:
    """The form used at the line."""
    return pack().get(Form, BORDER_FORM)


def check_screening(
    by: User, form: Form, answers: Mapping[str, Any], is_private: bool, unable_reason: str
) -> None:
    """Refuse answers that do not fit the form, or that this user or this place must not record."""
    _check_reason(form, answers, unable_reason)
    for error in check_answers(form.core_questions, answers):
        raise ActionError(error.message, field=f"answers.{error.question_id}", remedy=error.remedy)
    for question in form.questions:
        if question.id not in answers:
            continue
        if question.specialist and not may_read(by, Compartment.PROTECTION):
            raise ActionError(
                _("Only protection staff record what was disclosed."),
                field=f"answers.{question.id}",
                remedy=_("Leave it out and ask protection staff to speak with the person."),
            )
        heard = question.specialist or answers[question.id] in TELLS_SOMETHING
        if question.private == "always" and heard and not is_private:
            raise ActionError(
                _("This is talked about in private only."),
                field=f"answers.{question.id}",
                remedy=_("Go where nobody listens, then record that it was private."),
            )


def _check_reason(form: Form, answers: Mapping[str, Any], unable_reason: str) -> None:
    known = [option.code for option in form.unable_reasons]
    if unable_reason and unable_reason not in known:
        raise ActionError(
            _("%(reason)s is not among the reasons.") % {"reason": unable_reason},
            field="unable_reason",
            remedy=_("Use one of %(reasons)s.") % {"reasons": ", ".join(known)},
        )
    if not answers and not unable_reason:
        raise ActionError(
            _("A screening needs answers, or the reason that there are none."),
            field="answers",
            remedy=_("Record what you saw and heard, or why you could not ask."),
        )


def stored_reasons(finding: Finding) -> list[dict[str, Any]]:
    """Reasons as they are stored with a finding."""
    return [_stored(reason) for reason in finding.reasons]


def _stored(reason: Reason) -> dict[str, Any]:
    stored: dict[str, Any] = {"code": reason.code, "text": reason.text, "source": reason.source}
    return stored | {"weight": reason.weight} if reason.weight else stored
