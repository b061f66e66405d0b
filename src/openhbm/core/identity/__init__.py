"""Are these two records one person? Names across scripts, keys, signals, search."""
