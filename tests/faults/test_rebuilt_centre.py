"""The centre is gone and comes back from yesterday's backup: its posts hand it back the rest."""

from __future__ import annotations

import random

import pytest

from openhbm.apps.crossings.actions import record_crossing
from openhbm.apps.crossings.models import Crossing
from openhbm.apps.ledger.errors import ActionError, Recovering
from openhbm.apps.ledger.lanes import chains_of
from openhbm.apps.ledger.models import Entry, Node, Withheld
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import begin_recovery, end_recovery
from openhbm.apps.sync.cards import card_of
from openhbm.apps.sync.models import Link, SignedEnd
from openhbm.apps.sync.queries import standing_of_nodes
from openhbm.apps.sync.vouching import KeptWord
from tests.apps.sync.conftest import country
from tests.faults.country import register_one
from tests.faults.test_two_histories import backup_of

__all__ = ["country"]
pytestmark = pytest.mark.fault

POSTS = {"PLM": "PL-MED", "ROM": "RO-SIR"}


def registered_at(country, node: str, rng: random.Random, count: int) -> set:
    with country.at(node):
        post, by = Post.objects.get(code=POSTS[node]), country.chief()
        return {register_one(by, post, rng).id for _ in range(count)}


def crossed(country, officer, person_id, code: str) -> None:
    """The centre notes that somebody was seen at a post."""
    record_crossing(
        by=officer,
        post=Post.objects.get(code=code),
        person=Person.objects.get(id=person_id),
        direction="IN",
    )


def written_at_centre(country, people: dict[str, set], codes: tuple[str, ...]) -> None:
    """Entries of the centre's own: for everybody, for one post only, and for the other only."""
    with country.at("CEN"):
        officer = country.chief_of("border_officer")
        for code in codes:
            open_post(
                by=country.chief(), code=code, name=code, country="POL", post_type="OFFICIAL_LAND"
            )
            for node in POSTS:
                crossed(country, officer, min(people[node]), POSTS[node])


def open_new_post(country) -> None:
    open_post(
        by=country.chief(), code="PL-NEW", name="New", country="POL", post_type="OFFICIAL_LAND"
    )


def meet_all(country, *nodes: str) -> None:
    for node in nodes * 2:
        country.meet(node)


def own_entries_at(country, node: str, of: str = "CEN") -> set:
    with country.at(node):
        assert verdict(None).verified
        found = Entry.objects.filter(node_id__in=chains_of(of))
        return set(found.values_list("id", flat=True))


def problems(country) -> str:
    with country.at("CEN"):
        return " ".join(standing_of_nodes(None).problems)


@pytest.fixture
def lost(country):
    """What was acknowledged before the centre's disk died; the centre is yesterday's again."""
    rng = random.Random(11)
    meet_all(country, *POSTS)
    people = {node: registered_at(country, node, rng, 1) for node in POSTS}
    meet_all(country, *POSTS)
    backup = backup_of(country, "CEN")
    since = {node: registered_at(country, node, rng, 2) for node in POSTS}
    meet_all(country, *POSTS)
    written_at_centre(country, since, ("PL-KOR", "PL-ZOS"))
    meet_all(country, *POSTS)
    with country.at("CEN"):
        crossings = set(Crossing.objects.values_list("id", flat=True))
    country.put_back("CEN", backup)
    return {
        "people": {one for found in (people, since) for ids in found.values() for one in ids},
        "crossings": crossings,
        "own": own_entries_at(country, "PLM") | own_entries_at(country, "ROM"),
    }


def check_all_is_back(country, lost) -> None:
    assert lost["own"] <= own_entries_at(country, "CEN")
    for node in POSTS:
        assert own_entries_at(country, node, of=node) == own_entries_at(country, "CEN", of=node)
        with country.at("CEN"):
            assert Link.objects.get(node_id=node).quarantined_at is None
    with country.at("CEN"):
        assert set(Person.objects.values_list("id", flat=True)) == lost["people"]
        assert set(Crossing.objects.values_list("id", flat=True)) == lost["crossings"]
        assert {"PL-KOR", "PL-ZOS"} <= set(Post.objects.values_list("code", flat=True))


def what_it_never_signed_is_refused(country) -> None:
    country.meet("PLM")
    with country.at("PLM"):
        signed = list(SignedEnd.objects.all())
        SignedEnd.objects.update(signature=bytes(64))
    with pytest.raises(ActionError, match="never signed"):
        country.meet("PLM")
    with country.at("PLM"):
        SignedEnd.objects.bulk_update(signed, ["signature"])
    with country.at("CEN"):
        assert not Post.objects.filter(code="PL-KOR").exists()
        assert verdict(None).verified


def check_what_stands_before_gaps_is_signed(country, node: str) -> None:
    with country.at(node):
        for gap in Withheld.objects.filter(node_id__in=chains_of("CEN"), first__gt=1):
            before = {"node_id": gap.node_id, "sequence": gap.first - 1}
            found = Entry.objects.filter(**before).first()
            marks = SignedEnd.objects.filter(chain=gap.node_id, sequence=gap.first - 1)
            assert found is None or KeptWord(gap.node_id, 0, card_of("CEN").public_key).at(
                found.sequence, bytes(found.hash)
            )
            assert marks.count() == (found is not None)


def test_centre_restored_has_back_all_its_posts_held_and_goes_on(country, lost, tell_faults):
    assert own_entries_at(country, "PLM") != own_entries_at(country, "ROM")
    for node in POSTS:
        check_what_stands_before_gaps_is_signed(country, node)
    with country.at("CEN"):
        assert begin_recovery(by=None) == ["PLM", "ROM"]
        with pytest.raises(Recovering):
            country.chief_of("shift_lead")
    what_it_never_signed_is_refused(country)
    lost["people"] |= registered_at(country, "PLM", random.Random(3), 1)
    meet_all(country, "PLM")
    assert "waits for Post ROM" in problems(country)
    assert own_entries_at(country, "PLM") <= own_entries_at(country, "CEN")
    meet_all(country, "ROM")

    check_all_is_back(country, lost)
    assert "waits for" not in problems(country)
    with country.at("CEN"):
        given = Node.objects.get(is_self=True).numbers_given
        assert given == 1_000_000
        open_new_post(country)
    meet_all(country, *POSTS)
    for node in POSTS:
        with country.at(node):
            assert Post.objects.filter(code="PL-NEW").exists()
            assert Link.objects.get(node_id="CEN").quarantined_at is None
            assert verdict(None).verified
    tell_faults({"centre restored": 1}, people=len(lost["people"]))


def test_recovery_ended_early_begins_new_chains_and_who_comes_later_is_no_fork(country, lost):
    with country.at("CEN"):
        begin_recovery(by=None)
    meet_all(country, "PLM")
    with country.at("CEN"):
        with pytest.raises(ActionError, match="Say why"):
            end_recovery(by=country.chief(), reason=" ")
        assert end_recovery(by=country.chief(), reason="the road to ROM is cut") == ["ROM"]
        open_new_post(country)
        assert Entry.objects.filter(node_id="CEN1", type="post_opened").count() == 1
    meet_all(country, "PLM", "ROM", "PLM")

    check_all_is_back(country, lost)
    for node in POSTS:
        with country.at(node):
            assert Post.objects.filter(code="PL-NEW").exists()
            assert verdict(None).verified


def test_post_restored_has_back_what_it_had_sent(country):
    """The same the other way round: a post is brought back, and its hub hands back."""
    rng = random.Random(5)
    meet_all(country, *POSTS)
    people = registered_at(country, "ROM", rng, 1)
    meet_all(country, "PLM", "ROM")
    backup = backup_of(country, "PLM")
    people |= registered_at(country, "PLM", rng, 2)
    with country.at("CEN"):
        crossed(country, country.chief_of("border_officer"), min(people), "PL-MED")
    meet_all(country, "PLM")
    country.put_back("PLM", backup)
    with country.at("PLM"):
        assert begin_recovery(by=None) == ["CEN"]
    meet_all(country, "PLM")
    with country.at("PLM"):
        assert set(Person.objects.values_list("id", flat=True)) == people
        assert not Withheld.objects.filter(node_id__in=chains_of("PLM")).exists()
        assert verdict(None).verified
    registered_at(country, "PLM", rng, 1)
    meet_all(country, "PLM")
    assert own_entries_at(country, "PLM", of="PLM") == own_entries_at(country, "CEN", of="PLM")


def test_backup_made_amid_what_a_post_was_not_told_is_gone_on_from_all_the_same(country):
    """A post keeps no hash of where the backup ends: it hands back from before that place."""
    rng = random.Random(7)
    meet_all(country, *POSTS)
    people = registered_at(country, "ROM", rng, 1)
    meet_all(country, *POSTS)
    with country.at("CEN"):
        officer = country.chief_of("border_officer")
    meet_all(country, *POSTS)
    with country.at("CEN"):
        crossed(country, officer, min(people), "RO-SIR")
    backup = backup_of(country, "CEN")
    with country.at("CEN"):
        crossed(country, officer, min(people), "RO-SIR")
        open_new_post(country)
    meet_all(country, *POSTS)
    country.put_back("CEN", backup)
    with country.at("CEN"):
        assert begin_recovery(by=None) == ["PLM", "ROM"]
    meet_all(country, "PLM")
    with country.at("CEN"):
        assert Post.objects.filter(code="PL-NEW").exists()
    meet_all(country, "ROM", "PLM")

    assert "waits for" not in problems(country)
    with country.at("CEN"):
        assert Crossing.objects.count() == 2
        assert verdict(None).verified
