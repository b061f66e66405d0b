"""Is this paper valid? For anybody, without sign-in: partners, hospitals, consulates, the holder.

It tells whether a paper is valid and nothing else; with the holder's code also what the holder
allows. Nothing is stored, no cookie is set, and an answer takes the same time whatever it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import consume
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.seals.pictures import MOST_BYTES, seals_in_picture
from openhbm.apps.people.seals.queries import Presented, presented
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.cards import CardWord
from openhbm.web import clock
from openhbm.web.forms import ActionForm
from openhbm.web.pages import show

SAME_SECONDS = 0.4
"""How long every answer is held: longer than any check of a code takes."""
_MOST_BODY = MOST_BYTES + 64 * 1024


class VerifyForm(ActionForm):
    """A paper's symbol as a photo or as text, and the holder's code when it was given."""

    picture = forms.FileField(
        label=gettext_lazy("Photo of the square"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    seal = forms.CharField(
        label=gettext_lazy("Or what a scanner reads from it"),
        required=False,
        max_length=70_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("The holder's code, if the holder gave it to you"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two ways to show the symbol is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("picture") or cleaned.get("seal", "").strip()) and not self.errors:
            raise forms.ValidationError(_("Take a photo of the square, or give its text."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page tells of one paper."""

    presented: Presented
    facts: list[tuple[str, str]]
    code_given: bool

    @property
    def is_valid(self) -> bool:
        """Whether the paper stands."""
        return self.presented.found.verdict.is_valid

    @property
    def code_is_wrong(self) -> bool:
        """Whether a code was given that opens nothing of a valid paper."""
        return self.code_given and self.is_valid and self.presented.holder is None


@csrf_exempt  # It changes nothing and knows nobody: a token would only bring a cookie.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form and, once something was shown to it, the answer."""
    with translation.override(_language_of(request)):
        if request.method != "POST":
            return _page(request, VerifyForm())
        began = time.monotonic()
        answer = _answered(request)
        time.sleep(max(0.0, SAME_SECONDS - (time.monotonic() - began)))
        return answer


def _answered(request: HttpRequest) -> HttpResponse:
    if not consume(request, app="allauth.account", action="verify"):
        return _refused(request, _("Too many attempts. Wait a minute and try again."), 429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BODY:
        return _refused(request, _("This file is too large for a photo of the square."), 413)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        answers = [_checked(request, seal, form.cleaned_data["code"]) for seal in _seals(form)]
    except ActionError as error:
        form.refuse(error)
        return _page(request, form)
    return _page(request, VerifyForm(), answers)


def _seals(form: VerifyForm) -> list[str | bytes]:
    """The first seals shown: of a photograph at most two, as an attestation and a card have."""
    picture = form.cleaned_data["picture"]
    if not picture:
        return [form.cleaned_data["seal"]]
    found = seals_in_picture(picture.read(MOST_BYTES + 1))
    cards = [seal for seal in found if isinstance(seal, str) and seal.startswith("HBM1:")]
    return (cards or found)[:2]


def _checked(request: HttpRequest, seal: str | bytes, code: str) -> Answer:
    if code:
        _count_attempt(request, seal)
    shown = presented(None, seal, code=code, at=clock.now())
    return Answer(shown, _facts(shown), bool(code))


def _count_attempt(request: HttpRequest, seal: str | bytes) -> None:
    """Codes are tried for one card a few times only, from wherever."""
    claims = presented(None, seal).found.claims
    key = claims.serial.hex() if claims else "none"
    if not consume(request, app="allauth.account", action="verify_code", key=key):
        raise ActionError(
            _("Too many codes were tried for this paper."),
            field="code",
            remedy=_("Wait a quarter of an hour and try again."),
        )


def _facts(shown: Presented) -> list[tuple[str, str]]:
    """What the holder lets be read, in words; empty without the code."""
    if shown.holder is None or shown.found.claims is None:
        return []
    said, claims = shown.holder, shown.found.claims
    facts = [
        (_("Paper"), _word(f"attests_{shown.found.type}")),
        (_("Name"), said.name),
        (_word("latin_name"), said.latin),
        (_word("birth"), said.birth),
        (_word("sex"), _word(f"sex_{said.sex.lower()}") if said.sex else ""),
        (_word("declared_nationality"), said.nationality),
        (_word("family_size"), str(said.family_size or "")),
        (_word("permit"), said.permit),
        (_word("number"), said.number),
        (_word("valid_until"), claims.expires_at.date().isoformat()),
    ]
    return [(word, value) for word, value in facts if value]


def _word(id: str) -> str:
    return text_in(pack().get(CardWord, id).text, translation.get_language() or "en")


def _language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else the browser's; no cookie is needed for it."""
    asked = request.GET.get("language", "")
    known = dict(settings.LANGUAGES)
    return asked if asked in known else translation.get_language() or "en"


def _refused(request: HttpRequest, message: str, status: int) -> HttpResponse:
    form = VerifyForm({})
    form.errors.clear()
    form.add_error(None, message)
    return _page(request, form, status=status)


def _page(
    request: HttpRequest, form: VerifyForm, answers: list[Answer] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "answers": answers or [], "languages": settings.LANGUAGES}
    return show(request, "verify.html", context, status=status)
