"""How passwords are kept: Argon2id, with as much memory as a post's laptop can give."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PostArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes, the least that OWASP's password cheat sheet allows.

    Django's 100 MiB, for each of sixteen threads at a change of shift, is more than a laptop has.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
