"""Forms of signing in, recovery and devices."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from openhbm.apps.accounts.signing_in.actions import note_failed_sign_in
from openhbm.web.forms import ActionForm

PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "dir": "ltr"}


class SignInForm(LoginForm):
    """User name and password."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("User name"), _("Password")
        name.widget.attrs.update(PLAIN, autocomplete="username webauthn")
        password.help_text = ""
        for field in (name, password):
            field.widget.attrs.pop("placeholder", None)
        asked_first = "password" if self.initial.get("login") else "login"
        self.fields[asked_first].widget.attrs["autofocus"] = True

    def add_prefix(self, field_name: str) -> str:
        """The field is called ``username`` on the page: what password managers look for."""
        return "username" if field_name == "login" else super().add_prefix(field_name)

    @property
    def has_field_errors(self) -> bool:
        return any(name in self.fields for name in self.errors)


class NewPasswordForm(ActionForm):
    """A password typed twice; whether it is good enough, the action says."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least eight characters; three or four words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=500,
    )
    again = forms.CharField(
        label=_("New password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=500,
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ. Type both again."))
        return again


class RecoveryForm(NewPasswordForm):
    """Back in with a supervisor's code."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "username"}),
    )
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("Ten letters and digits, from your supervisor. It holds for 15 minutes."),
        max_length=40,
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "one-time-code"}),
    )
    field_order = ("username", "code", "password", "again")


class DeviceForm(ActionForm):
    """This device joins a post."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Fifteen letters and digits, below the square on your supervisor's screen."),
        max_length=60,
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "off"}),
    )
    label = forms.CharField(
        label=_("Name of this device"),
        help_text=_("What stands on it, such as: tablet 3, lane 2."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Typed:
    """A code of digits, typed at once."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs.update(PLAIN, inputmode="numeric", autofocus=True)


class FactorForm(Typed, AuthenticateForm):
    """The code of the app, or a recovery code, at sign-in."""


class FactorAgainForm(Typed, ReauthenticateForm):
    """The same, before the ways of signing in are changed."""


class AppForm(Typed, ActivateTOTPForm):
    """The first code of an app that was just set up."""


UNREADABLE = (LookupError, AttributeError, TypeError, ValueError, struct.error, InvalidSignature)
"""What the library raises for an answer that no key gives, or that was signed by another."""


@contextmanager
def key_read() -> Iterator[None]:
    """Told in words: an answer that cannot be read is as good as a wrong one."""
    try:
        yield
    except UNREADABLE:
        raise forms.ValidationError(_("The key was not read. Try again.")) from None


class KeyForm(keys.AddWebAuthnForm):
    """A key that is added."""

    def clean(self) -> dict[str, Any]:
        with key_read():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class KeyUsed:
    """A key's answer to the server's question; a wrong one is kept as a refused sign-in."""

    user: Any
    step = "second factor"

    def clean_credential(self) -> Any:
        try:
            with key_read():
                return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            username = self.user.get_username() if self.user else ""
            address = get_adapter().get_client_ip(context.request)
            note_failed_sign_in(by=None, username=username, address=address, step=self.step)
            raise


class KeyAtSignInForm(KeyUsed, keys.AuthenticateWebAuthnForm):
    """The key as second factor."""


class KeyAloneForm(KeyUsed, keys.LoginWebAuthnForm):
    """A passkey in place of name and password; whose it should have been, nobody knows."""

    step = "passkey"


class KeyAgainForm(KeyUsed, keys.ReauthenticateWebAuthnForm):
    """The key before the ways of signing in are changed."""
