"""Reads machine-readable zones from pictures: finds the rows, reads the glyphs, weighs both."""
