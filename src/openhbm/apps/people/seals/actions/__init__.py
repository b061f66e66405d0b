"""Writes about seals: keys and their certificates, cards, lists of what was revoked."""
