"""Settings of signing in: who checks a password, second factors, throttling, sessions."""

from __future__ import annotations

import os

HTTPS = os.environ.get("HBM_HTTPS", "")
"""``1``: a server in front of the node speaks it; ``own``: the node, as ``hbm serve --https``."""
IS_HTTPS = HTTPS in ("1", "own")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign-in"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["openhbm.apps.accounts.passwords.PostArgon2"]

ACCOUNT_ADAPTER = "openhbm.web.account.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_FORMS = {"login": "openhbm.web.account.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = False
# A whole shift signs in from one address; one person mistypes a few times.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "uncover": "5/5m/user",
    "recover": "10/m/ip,5/15m/key",
    "enrol": "10/m/ip",
    # Whoever checks papers: a queue at a hospital, but not a machine that tries codes.
    "verify": "40/m/ip",
    "verify_code": "8/15m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("HBM_PROXIES", "0"))

MFA_ADAPTER = "openhbm.web.account.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "openhbm.web.account.forms.FactorForm",
    "reauthenticate": "openhbm.web.account.forms.FactorAgainForm",
    "activate_totp": "openhbm.web.account.forms.AppForm",
    "add_webauthn": "openhbm.web.account.forms.KeyForm",
    "authenticate_webauthn": "openhbm.web.account.forms.KeyAtSignInForm",
    "login_webauthn": "openhbm.web.account.forms.KeyAloneForm",
    "reauthenticate_webauthn": "openhbm.web.account.forms.KeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenHBM"
# Read back from the database they would be a second password; shown once, then only replaced.
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers offer keys without HTTPS at localhost only, which has no certificate to be checked.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
# Whoever reads what was learnt in confidence needs a second factor; off, so that a post which is
# cut off can start.
REQUIRE_MFA = os.environ.get("HBM_REQUIRE_MFA", "") == "1"

SOCIALACCOUNT_ADAPTER = "openhbm.web.account.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# The link leads away; a form that is posted may not, by the pages' own policy.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_PROVIDER = "national"
OIDC_CLAIM = os.environ.get("HBM_OIDC_USERNAME_CLAIM", "preferred_username")


def oidc_apps(variables: dict[str, str]) -> list[dict[str, object]]:
    """The one identity provider that ``HBM_OIDC_…`` names, or none.

    ValueError when some of the three that it needs are there and others are not.
    """
    needed = ("HBM_OIDC_SERVER", "HBM_OIDC_CLIENT_ID", "HBM_OIDC_CLIENT_SECRET")
    given = [variables.get(name, "") for name in needed]
    if not any(given):
        return []
    if not all(given):
        missing = [name for name, value in zip(needed, given, strict=True) if not value]
        raise ValueError(f"Signing in elsewhere also needs {', '.join(missing)}.")
    server, client_id, secret = given
    return [
        {
            "provider_id": OIDC_PROVIDER,
            "name": variables.get("HBM_OIDC_NAME", "") or "OpenID Connect",
            "client_id": client_id,
            "secret": secret,
            "settings": {"server_url": server, "oauth_pkce_enabled": True},
        }
    ]


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(dict(os.environ))}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
# A browser that remembers it for a year could not be let past an authority that was made anew.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS == "1" else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS == "1" else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


def caches(database_url: str) -> dict[str, dict[str, object]]:
    """Where attempts are counted: in the one process, or where all processes can see it."""
    if not database_url:
        return {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                # An address each second for five minutes, several times over.
                "OPTIONS": {"MAX_ENTRIES": 20_000},
            }
        }
    backend = "django.core.cache.backends.db.DatabaseCache"
    return {"default": {"BACKEND": backend, "LOCATION": "hbm_cache"}}
