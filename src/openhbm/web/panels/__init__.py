"""What stands on the home page: each panel counts one kind of work and leads to its list."""
