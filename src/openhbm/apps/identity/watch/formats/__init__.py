"""Lists as their publishers write them, read into one form."""
