"""Tablets that work with no node at all, and what they bring when they meet theirs again."""
