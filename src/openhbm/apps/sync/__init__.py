"""Nodes that meet: who they are, what goes to whom, what came, and what a person must decide."""
