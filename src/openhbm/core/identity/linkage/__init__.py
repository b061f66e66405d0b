"""Which records of a register are one person: blocking, comparing, weighing, clustering.

Array in, array out, so that the same functions run on a register in memory, on one that streams
from disk and on the workers of a cluster, and find the same pairs.
"""
