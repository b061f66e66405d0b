"""The application that a WSGI server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from openhbm.apps.ledger.writer import WRITER

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
application = get_wsgi_application()
WRITER.start()
