"""The application that a WSGI server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from openhbm.apps.ledger.writer import WRITER
from openhbm.cli.loading import modules_loaded_to_stay

MEETING = "HBM_MEETING"
"""Set to ``off`` by ``hbm serve --no-sync``: this server does not meet the hub."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhbm.project.settings")
with modules_loaded_to_stay():
    application = get_wsgi_application()
    # Only now can models be loaded.
    keeper = import_string("openhbm.apps.sync.running.KEEPER")
WRITER.start()
keeper.start(is_meeting=os.environ.get(MEETING, "on") != "off")
