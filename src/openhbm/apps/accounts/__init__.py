"""Users, the roles they hold and where, and their devices' tokens."""
