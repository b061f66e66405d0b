"""Watch lists: imported with their changes, screened with reasons, read by two people.

Everything here is of the security compartment. A hit stops nobody: two readers say what it is, and
what follows is decided elsewhere by a person.
"""
