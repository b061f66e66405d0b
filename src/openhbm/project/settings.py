"""How the house is wired. What an operator may change comes from ``HBM_…`` variables."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from openhbm.apps.ledger.home import node_home, node_prefix
from openhbm.apps.ledger.keys import KeyRing
from openhbm.project import languages, locations, settings_sign_in
from openhbm.project.settings_sign_in import *  # noqa: F403

PACKAGE = Path(__file__).resolve().parent.parent
HBM_HOME = node_home()
KEYS = KeyRing.at(HBM_HOME / "keys")
NODE_PREFIX = node_prefix(HBM_HOME)

DEBUG = os.environ.get("HBM_DEBUG", "") == "1"
SECRET_KEY = KEYS.session_key.hex()
ALLOWED_HOSTS = os.environ.get("HBM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "openhbm.apps.ledger",
    "openhbm.apps.accounts",
    "openhbm.apps.places",
    "openhbm.apps.crises",
    "openhbm.apps.people",
    "openhbm.apps.identity",
    "openhbm.apps.crossings",
    "openhbm.apps.casework",
    "openhbm.apps.foresight",
    "openhbm.apps.capacity",
    "openhbm.apps.sync",
    "openhbm.apps.intake",
    "openhbm.apps.reports",
    "openhbm.web",
    "openhbm.cli",
    # After the pages, whose templates stand before their own.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "openhbm.web.compression.PageCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "openhbm.web.calendars.CalendarMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "openhbm.web.recovering.RecoveringMiddleware",
    "openhbm.web.account.sessions.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "openhbm.web.security_headers.ContentSecurityPolicyMiddleware",
]
ROOT_URLCONF = "openhbm.project.urls"
WSGI_APPLICATION = "openhbm.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "openhbm.web.widget_markup.WrittenMarkup"

DATABASES = {"default": locations.database(HBM_HOME, os.environ.get("HBM_DATABASE_URL", ""))}
CACHES = settings_sign_in.caches(os.environ.get("HBM_DATABASE_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
languages.register()
SHIPPED_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("ar", _("Arabic")),
    ("uk", _("Ukrainian")),
    ("es", _("Spanish")),
]
# A deployment's own catalogues, <folder>/<language>/LC_MESSAGES/django.mo: laid over the shipped
# ones, and every language in it is offered.
HBM_LOCALES = languages.folders(os.environ.get("HBM_LOCALES", ""))
LANGUAGES = SHIPPED_LANGUAGES + languages.added(HBM_LOCALES, SHIPPED_LANGUAGES)
LANGUAGES_BIDI = languages.WRITTEN_FROM_THE_RIGHT
LOCALE_PATHS = [*HBM_LOCALES, PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HBM_TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = "openhbm.web.formats"
# Set by replays and exercises: the time at which the pages' clock starts to run.
CLOCK_STARTS = os.environ.get("HBM_CLOCK_STARTS", "")

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
# Served straight from the package: a post has nothing to collect and nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Vite puts the hash of its content into the name of every file it builds: fetched once, kept.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/build/.+-[\w-]{8}\.\w+$"

DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "openhbm.project.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Alerts that leave this node say Exercise until it is put into production.
HBM_IN_PRODUCTION = os.environ.get("HBM_PRODUCTION", "") == "1"
# E-mail goes to the console until a server is named.
EMAIL_HOST = os.environ.get("HBM_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("HBM_SMTP_PORT", "587"))
EMAIL_USE_TLS = os.environ.get("HBM_SMTP_TLS", "1") == "1"
EMAIL_HOST_USER = os.environ.get("HBM_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HBM_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("HBM_EMAIL_FROM", "openhbm@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
