"""Sources that are read again and again, and what it means when one of them falls silent."""
