"""The REST interface for machines: parse, call one action or query, render."""
