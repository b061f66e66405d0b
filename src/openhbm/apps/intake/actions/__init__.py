"""Writes that come from outside: files of counts and posts, and requests that may be repeated."""

from openhbm.apps.intake.actions.arrival_imports import store_arrivals
from openhbm.apps.intake.actions.households import receive_household
from openhbm.apps.intake.actions.jobs import (
    confirm_import,
    discard_import,
    note_outcome,
    resume_import,
    start_import,
)
from openhbm.apps.intake.actions.paper_pictures import receive_paper_picture
from openhbm.apps.intake.actions.post_imports import store_posts
from openhbm.apps.intake.actions.replies import answer_once

__all__ = [
    "answer_once",
    "confirm_import",
    "discard_import",
    "note_outcome",
    "receive_household",
    "receive_paper_picture",
    "resume_import",
    "start_import",
    "store_arrivals",
    "store_posts",
]
