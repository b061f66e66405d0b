"""What if: places and roads of a crisis, changes to it, and what they make of arrivals."""
