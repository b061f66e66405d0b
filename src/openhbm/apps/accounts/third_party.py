"""Compartments of the tables that libraries bring: nobody reads them but the owner's own pages.

Django's and django-allauth's models cannot say it themselves. Their rows are no part of the
journal's rebuilding: what happened to them is journalled as events (`signing_in.actions`).
"""

from __future__ import annotations

from openhbm.apps.ledger.compartments import Compartment

COMPARTMENTS: dict[str, dict[Compartment, str]] = {
    "contenttypes.ContentType": {Compartment.PUBLIC: "app_label model"},
    "auth.Permission": {Compartment.PUBLIC: "name content_type codename"},
    "auth.Group": {Compartment.OPERATIONAL: "name permissions"},
    "sessions.Session": {Compartment.SECURITY: "session_key session_data expire_date"},
    # Empty here: nobody has an e-mail address.
    "account.EmailAddress": {
        Compartment.OPERATIONAL: "user",
        Compartment.SECURITY: "email verified primary",
    },
    "account.EmailConfirmation": {Compartment.SECURITY: "email_address created sent key"},
    "mfa.Authenticator": {
        Compartment.OPERATIONAL: "user type created_at last_used_at",
        Compartment.SECURITY: "data",
    },
    # Empty here: the one provider is named by the environment.
    "socialaccount.SocialApp": {
        Compartment.OPERATIONAL: "provider provider_id name client_id key settings",
        Compartment.SECURITY: "secret",
    },
    "socialaccount.SocialAccount": {
        Compartment.OPERATIONAL: "user provider last_login date_joined",
        Compartment.SECURITY: "uid extra_data",
    },
    # Empty here: tokens are not kept.
    "socialaccount.SocialToken": {
        Compartment.SECURITY: "app account token token_secret expires_at",
    },
}
