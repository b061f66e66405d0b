"""Where each area is mounted."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("openhbm.web.urls")),
    path("", include("openhbm.api.urls")),
]
