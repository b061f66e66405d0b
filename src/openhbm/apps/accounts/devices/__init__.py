"""Tablets, phones and computers that a post let in, and who signs in on them."""
