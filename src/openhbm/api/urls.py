"""Where the interface is mounted below the address of the node."""

from __future__ import annotations

from django.urls import path

from openhbm.api.api import api

urlpatterns = [path("api/v1/", api.urls)]
