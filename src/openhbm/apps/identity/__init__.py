"""Whether two records are one person: match keys, and who somebody may be."""
