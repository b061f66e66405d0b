"""Starting: from now on the match keys of a person are written with the person."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "openhbm.apps.identity"

    def ready(self) -> None:
        # Only now: the models of the apps before this one are loaded before any app is ready.
        import_module(f"{self.name}.keeping").start()
