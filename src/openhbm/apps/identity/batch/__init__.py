"""Linking a whole register: in memory, streamed from disk, or on a cluster, with the same pairs."""
