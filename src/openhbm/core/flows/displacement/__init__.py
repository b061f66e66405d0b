"""Where displaced people go: one specification of places and roads, several engines on it."""
