"""One post: its profile, how many come, what it lacks, and its alert."""

from __future__ import annotations
