"""Letting nodes in and out, writing and taking letters, deciding conflicts."""

from openhbm.apps.sync.actions.deciding import decide_conflict
from openhbm.apps.sync.actions.enrolling import (
    accept_enrolment,
    answer_enrolment,
    invite_node,
    revoke_node,
)
from openhbm.apps.sync.actions.following import follow_up
from openhbm.apps.sync.actions.letters import compose_letter, note_attempt
from openhbm.apps.sync.actions.photos import take_photo_letter, write_photo_letter
from openhbm.apps.sync.actions.recovering import begin_recovery, end_recovery
from openhbm.apps.sync.actions.relaying import carry_letter, drop_carried, note_handed_on
from openhbm.apps.sync.actions.taking import release_node, take_letter

__all__ = [
    "accept_enrolment",
    "answer_enrolment",
    "begin_recovery",
    "carry_letter",
    "compose_letter",
    "decide_conflict",
    "drop_carried",
    "end_recovery",
    "follow_up",
    "invite_node",
    "note_attempt",
    "note_handed_on",
    "release_node",
    "revoke_node",
    "take_letter",
    "take_photo_letter",
    "write_photo_letter",
]
