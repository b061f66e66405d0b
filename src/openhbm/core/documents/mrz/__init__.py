"""Machine-readable zones: what they say, what their check digits vouch for, how they are made."""
