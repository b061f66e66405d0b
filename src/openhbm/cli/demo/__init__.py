"""The demo: a real crisis replayed with invented people, through the actions an officer uses."""
