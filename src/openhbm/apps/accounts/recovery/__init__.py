"""A colleague who lost password or second factor gets back in, with no network."""
