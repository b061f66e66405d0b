"""Writes that come from outside: files of counts and posts, and requests that may be repeated."""

from openhbm.apps.intake.actions.arrival_imports import import_arrivals
from openhbm.apps.intake.actions.post_imports import import_posts
from openhbm.apps.intake.actions.replies import answer_once

__all__ = ["answer_once", "import_arrivals", "import_posts"]
