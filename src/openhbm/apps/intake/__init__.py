"""What comes in from outside: tables of counts and posts, and requests that may be repeated."""
