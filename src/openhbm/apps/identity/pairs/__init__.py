"""Pairs of records that may be one person: proposed by software, judged by people."""
