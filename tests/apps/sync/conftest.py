"""A centre and two posts, enrolled, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes import Nodes

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.places.actions import open_post
from openhbm.apps.sync.actions import (
    accept_enrolment,
    answer_enrolment,
    compose_letter,
    follow_up,
    invite_node,
    take_letter,
)
from openhbm.apps.sync.cards import own_keys
from openhbm.apps.sync.proofs import digest_of, name_of, proof

ROLES = ("administrator", "registration_clerk", "data_protection_officer")


class Country(Nodes):
    """A centre CEN and the posts PLM and ROM, which it knows."""

    def found_all(self) -> None:
        for prefix, post in (("CEN", ""), ("PLM", "PL-MED"), ("ROM", "RO-SIR")):
            self.add(prefix)
            with self.at(prefix):
                self.add_chief()
            if post:
                with self.at("CEN"):
                    open_post(
                        by=self.chief(),
                        code=post,
                        name=post,
                        country="POL",
                        post_type="OFFICIAL_LAND",
                    )
                self.enrol(prefix, post)

    def add_chief(self) -> User:
        """Somebody who may do everything these tests do, at the node where we are."""
        user = add_user(by=None, username="chief", password="correct horse")
        for role in ROLES:
            give_role(by=None, user=user, role=role)
        return user

    def chief(self) -> User:
        return User.objects.get(username="chief")

    def chief_of(self, role: str) -> User:
        """Somebody who holds one role, at the node where we are."""
        user = add_user(by=None, username=role, password="correct horse")
        give_role(by=None, user=user, role=role)
        return user

    def enrol(self, prefix: str, post: str, *, protected: bool = False) -> None:
        with self.at("CEN"):
            _invitation, code = invite_node(
                by=self.chief(),
                prefix=prefix,
                name=f"Post {prefix}",
                posts=(post,),
                may_hold_protected=protected,
            )
        with self.at(prefix):
            asked = own_keys()
        digest = digest_of(code)
        with self.at("CEN"):
            answer = answer_enrolment(
                by=None, code_name=name_of(digest), asked=asked, given_proof=proof(digest, asked)
            )
        with self.at(prefix):
            accept_enrolment(by=None, url="http://centre", code=code, answer=answer)

    def send(self, sender: str, to: str, most_bytes: int = 100_000):
        """One letter, taken in at once; what came of it."""
        with self.at(sender):
            letter, _batch = compose_letter(by=None, to=to, most_bytes=most_bytes)
        with self.at(to):
            return take_letter(by=None, letter=letter)

    def meet(self, prefix: str) -> None:
        """Letters both ways until neither has anything left."""
        got: tuple[bytes, ...] = ()
        for _ in range(20):
            with self.at(prefix):
                up, sent = compose_letter(by=None, to="CEN", most_bytes=100_000, got=got)
            with self.at("CEN"):
                there = take_letter(by=None, letter=up)
                down, back = compose_letter(by=None, to=prefix, most_bytes=100_000, got=there.got)
            with self.at(prefix):
                taken = take_letter(by=None, letter=down)
                got = taken.got
            if not (sent.entries or back.entries or got or taken.people):
                return self.follow_up(prefix)
        raise AssertionError("they never finish")

    def follow_up(self, prefix: str) -> None:
        """What the servers do beside: nothing of what came is left to be done."""
        for node in (prefix, "CEN"):
            with self.at(node):
                while follow_up(by=None):
                    pass


@pytest.fixture
def country(databases_of_nodes: None, transactional_db: None, tmp_path: Path) -> Iterator[Country]:
    found = Country(tmp_path)
    try:
        found.found_all()
        yield found
    finally:
        found.drop()
