"""Addresses that a page may point to only where they exist."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *arguments: object, query: str = "") -> str:
    """The address of a page, empty where this deployment has none of that name."""
    try:
        found = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    return f"{found}?{query}" if query else found
