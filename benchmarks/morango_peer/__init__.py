"""Peer of `benchmarks.replication`: Morango, the replication engine of Kolibri.

It needs Django 3.2 and so an environment of its own: Python 3.9 with `morango==0.8.15`. Nothing
here is imported by the other benchmarks; `run.py` is started with that environment's Python.
"""
