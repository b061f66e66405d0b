"""Interviews in private that are under way: kept sealed until they are recorded, then forgotten."""
