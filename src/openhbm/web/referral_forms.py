"""Forms of referrals: making one, and moving one on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.casework.codes import Disclosable
from openhbm.apps.casework.referring import referral_procedure
from openhbm.content.items import text_in
from openhbm.web.calendars import shown_day
from openhbm.web.content_words import need_words, state_words
from openhbm.web.forms import ActionForm, ChoiceWithEmpty

CONSENT_ANSWERS = (
    ("yes", gettext_lazy("Yes, said so now")),
    ("", gettext_lazy("No, or not able to say")),
)
STANDING = "standing"


class ReferralForm(ActionForm):
    """To which service, because of which findings, with which consent."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    findings = forms.MultipleChoiceField(
        label=gettext_lazy("Because of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("The person agrees that the service is told"),
        required=False,
        widget=forms.RadioSelect,
        choices=CONSENT_ANSWERS,
    )
    discloses = forms.MultipleChoiceField(
        label=gettext_lazy("The service may be told, beside the need"),
        help_text=gettext_lazy(
            "What is not ticked stays here: the service works with a case code."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Disclosable.choices,
    )
    consent_exception = ChoiceWithEmpty(
        label=gettext_lazy("Without consent, because of"),
        choices=(),
        empty=gettext_lazy("no exception"),
    )

    supervisor = ChoiceWithEmpty(
        label=gettext_lazy("The supervisor who stands for it"),
        choices=(),
        empty=gettext_lazy("nobody"),
    )

    def __init__(
        self,
        *args: Any,
        services: Any,
        findings: Any,
        colleagues: Any,
        standing: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        self.services = {str(service.id): service for service in services}
        self.colleagues = {str(user.id): user for user in colleagues}
        self.offered = {str(finding.id): finding for finding in findings}
        if standing is not None:
            day = shown_day(timezone.localdate(standing.given_at), short=True)
            said = (STANDING, _("Yes, as recorded on %(day)s") % {"day": day})
            yes, no = CONSENT_ANSWERS
            self.fields["consent"].choices = [said, yes, no]  # type: ignore[attr-defined]
            self.initial.setdefault("consent", STANDING)
        exceptions = [
            (e.code, text_in(e.label, words)) for e in referral_procedure().consent_exceptions
        ]
        for name, choices in (
            ("service", [(key, f"{s.name} · {s.provider}") for key, s in self.services.items()]),
            ("findings", [(key, need_words(f.code)) for key, f in self.offered.items()]),
            ("consent_exception", [("", _("no exception")), *exceptions]),
            (
                "supervisor",
                [("", _("nobody")), *((key, str(u)) for key, u in self.colleagues.items())],
            ),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class StepForm(ActionForm):
    """The next state of a referral."""

    to_state = forms.ChoiceField(label=gettext_lazy("Next state"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("No details of what happened to the person."),
    )

    decline_reason = ChoiceWithEmpty(
        label=gettext_lazy("If declined, because of"),
        choices=(),
        empty=gettext_lazy("not declined"),
    )
    outcome = forms.CharField(label=gettext_lazy("Outcome"), max_length=300, required=False)

    def __init__(self, *args: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_language() or "en"
        reasons = [(r.code, text_in(r.label, words)) for r in referral_procedure().decline_reasons]
        self.fields["decline_reason"].choices = [("", _("not declined")), *reasons]  # type: ignore[attr-defined]
        self.fields["to_state"].choices = [(code, state_words(code)) for code in states]  # type: ignore[attr-defined]
