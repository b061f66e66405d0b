"""An invented register to measure matching on: as hard as the field, and nobody's data."""
