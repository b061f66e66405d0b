"""Crises and their phase, activations of humanitarian border management, legal measures."""
