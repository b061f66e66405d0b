"""One module per kind of content: the shape its files must have."""
