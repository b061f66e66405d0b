"""What another node tells of accounts and of what stays home counts for nothing here."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import RoleHeld, Token, User
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.applying import apply_entries
from openhbm.apps.ledger.chain import link_hash
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.ledger.models import Conflict, Entry, FieldVersion, Node
from openhbm.apps.ledger.queries import written_here
from openhbm.apps.ledger.reading import changes_in, plain_body
from openhbm.apps.ledger.records import new_id
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person

KNOWN = make_password("known to the thief")


class Thief:
    """Writes whatever it likes into the chain of a post's laptop."""

    def __init__(self) -> None:
        self.node = Node.objects.create(prefix="ROM")
        self.told: list[Entry] = []

    def tells(self, *rows: list, subject: UUID | None = None) -> None:
        number, previous = len(self.told) + 1, bytes(self.node.head)
        id_, at = new_id(), timezone.now()
        clock = f"{int(at.timestamp() * 1000) + number:012x}-0000-ROM"
        record = f"{rows[0][1]}:{rows[0][2]}"
        header = json.dumps({"id": str(id_), "sealed": False, "sequence": number}).encode()
        body = json.dumps({"rows": rows}).encode()
        made = Entry.objects.create(
            id=id_, node=self.node, sequence=number, type="user_added", record=record,
            compartment="operational", at=at, subject=subject, clock=clock, header=header,
            body=body, previous=previous, hash=link_hash(previous, header, body),
        )  # fmt: skip
        self.node.head = made.hash
        self.told.append(made)

    def is_heard(self) -> None:
        with one_commit():
            apply_entries([(one, changes_in(one)) for one in self.told])


@pytest.fixture
def admin(db) -> User:
    made = add_user(by=None, username="admin", password="correct horse")
    give_role(by=None, user=made, role="registration_clerk")
    return made


def what_stands() -> tuple:
    users = list(User.objects.order_by("pk").values())
    roles = list(RoleHeld.objects.order_by("pk").values())
    versions = FieldVersion.objects.exclude(record__startswith="ledger.")
    edits = sorted(versions.values_list("record", "unit", "stamp", "is_head"))
    return users, roles, edits, Token.objects.count(), Conflict.objects.count()


def test_account_of_this_node_cannot_be_taken_over_or_raised_from_elsewhere(admin):
    thief, own = Thief(), str(admin.pk)
    held = RoleHeld.objects.get(user=admin)
    now = timezone.now().isoformat()
    role = {"user": own, "role": "administrator", "place_id": None, "from_at": now}
    edit = {"password": [], "username": [], "is_active": []}
    thief.tells(["change", "accounts.user", own, {"password": KNOWN}, {"password": []}])
    thief.tells(["change", "accounts.user", own, {"password": KNOWN}])
    thief.tells(["put", "accounts.user", own, {"username": "admin", "password": KNOWN}, edit])
    thief.tells(["change", "accounts.user", own, {"username": "x"}, {"username": []}])
    thief.tells(["create", "accounts.roleheld", str(uuid4()), role | {"until_at": None}])
    thief.tells(
        ["change", "accounts.roleheld", str(held.pk), {"role": "administrator"}, {"role": []}]
    )
    thief.tells(["delete", "accounts.user", own, {}])
    before = what_stands()
    thief.is_heard()

    assert what_stands() == before
    with one_commit():
        rebuild_tables(by=admin)
    assert what_stands() == before
    assert User.objects.get().check_password("correct horse")


def test_account_of_another_node_arrives_without_any_secret_it_is_told_with(admin):
    thief, made = Thief(), str(uuid4())
    told = {"username": "eve", "display_name": "Eve", "language": "en", "is_active": True}
    thief.tells(["create", "accounts.user", made, told | {"password": KNOWN}])
    thief.tells(
        [
            "change",
            "accounts.user",
            made,
            {"username": "admin", "password": KNOWN},
            {"username": [], "password": []},
        ]
    )
    thief.is_heard()
    before = what_stands()
    eve = User.objects.get(pk=made)
    assert (eve.username, eve.password) == ("admin@ROM", "")
    assert not eve.check_password("known to the thief")
    with one_commit():
        rebuild_tables(by=admin)
    assert what_stands() == before


def test_edit_of_what_stays_home_leaves_nothing_here_live_or_rebuilt(admin):
    thief = Thief()
    secret = {"user": str(admin.pk), "digest": "0" * 64}
    key = str(uuid4())
    thief.tells(["create", "accounts.token", key, secret])
    thief.tells(["change", "accounts.token", key, {"digest": "1" * 64}, {"digest": []}])
    thief.is_heard()
    before = what_stands()
    with one_commit():
        rebuild_tables(by=admin)

    assert what_stands() == before
    assert not FieldVersion.objects.filter(record=f"accounts.token:{key}").exists()
    assert not Token.objects.exists()


def test_account_shut_elsewhere_is_shut_here(admin):
    thief = Thief()
    thief.tells(["change", "accounts.user", str(admin.pk), {"is_active": False}, {"is_active": []}])
    thief.is_heard()
    assert not User.objects.get().is_active


def test_entry_about_a_person_sealed_with_a_key_of_the_thiefs_own_stops_no_rebuild(
    administrator, clerk, post
):
    woman = register_person(by=clerk, details=PersonDetails(name="Olena Bondar"), post=post)
    thief = Thief()
    # To be opened with her key, as her entries are; it is sealed with nothing of the kind.
    thief.tells(["change", "people.person", str(woman.id), {"name": "Nobody"}], subject=woman.id)
    assert plain_body(thief.told[0]) is None
    thief.is_heard()
    with one_commit():
        rebuild_tables(by=administrator)
    assert Person.objects.get().name == "Olena Bondar"


def test_what_a_node_wrote_after_it_began_anew_is_its_own_still(admin):
    thief = Thief()
    thief.tells(["create", "accounts.user", str(uuid4()), {"username": "boss"}])
    Node.objects.filter(is_self=True).update(epoch=1)
    later = add_user(by=None, username="later", password="correct horse")
    records = [f"accounts.user:{one.id}" for one in (admin, later)]

    assert set(Entry.objects.filter(record=records[1]).values_list("node_id", flat=True)) == {
        "TST1"
    }
    assert written_here(None, [*records, thief.told[0].record]) == set(records)
