"""Who reads and who works on cases: protection staff on all of a post, health staff on those of
health."""

from __future__ import annotations

from openhbm.content.permissions import Permission

READING_CASES = ((Permission.READ_PROTECTION,), (Permission.READ_HEALTH,))
WORKING_ON_CASES = (
    (Permission.READ_PROTECTION, Permission.WRITE_PROTECTION),
    (Permission.READ_HEALTH, Permission.WRITE_HEALTH),
)
