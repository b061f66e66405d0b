"""What if: crises that are loaded, what is asked about them, and both answers beside each other."""
