"""Persons, names, documents, groups, family links, consent."""
