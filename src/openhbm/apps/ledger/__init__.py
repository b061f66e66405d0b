"""Append-only journal of every change and every sensitive read: audit, history, replication."""
