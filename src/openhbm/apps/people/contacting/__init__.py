"""Ways to reach a person: correcting them."""
