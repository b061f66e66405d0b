"""Looking for a relative among the people registered, with relations as evidence."""
