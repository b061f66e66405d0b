"""Addresses of signing in. Names that begin with ``account_`` or ``mfa_`` are django-allauth's."""

from __future__ import annotations

from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from openhbm.web.account import devices, journalling, mine, views

__all__ = ["journalling", "urlpatterns"]

sign_out = login_required(LogoutView.as_view())
new_codes = codes.generate_recovery_codes
change_password = login_required(views.ChangePassword.as_view())

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/again/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("sign-in/second/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/second/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/key/again/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(
        "sign-in/with/<str:provider_id>/",
        views.provider_sign_in,
        name="openid_connect_login",
    ),
    path(
        "sign-in/with/<str:provider_id>/answer/",
        views.provider_answer,
        name="openid_connect_callback",
    ),
    path("sign-out/", sign_out, name="sign-out"),
    path("sign-out/", sign_out, name="account_logout"),
    path("sign-out/switch/", views.switch_user, name="switch-user"),
    path("password/", change_password, name="change-password"),
    path("password/", change_password, name="account_change_password"),
    path("recover/", views.recover, name="recover"),
    path("my-sign-in/", mine.account, name="account"),
    path("my-sign-in/", mine.account, name="mfa_index"),
    path("my-sign-in/language/", mine.choose_my_language, name="choose-language"),
    path("my-sign-in/elsewhere/", mine.sign_out_everywhere, name="sign-out-everywhere"),
    path("my-sign-in/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("my-sign-in/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("my-sign-in/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "my-sign-in/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("my-sign-in/keys/", mine.keys, name="mfa_list_webauthn"),
    path("my-sign-in/keys/new/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("my-sign-in/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("my-sign-in/keys/<int:pk>/name/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.enrolment, name="enrol-device"),
    path("devices/join/", devices.join, name="join-device"),
    path("devices/join/<str:code>/", devices.join, name="join-device-with"),
    path("devices/<uuid:device_id>/revoke/", devices.revoke, name="revoke-device"),
    path("recoveries/", devices.recoveries, name="recoveries"),
]
