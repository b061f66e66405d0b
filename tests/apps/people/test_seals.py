"""Cards of one node, checked at the same; keys in files, ends of keys, erasure."""

from __future__ import annotations

import base64
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import attach_photo, erase_person, register_person
from openhbm.apps.people.codes import SealKeyState
from openhbm.apps.people.details import NameDetails, NationalityDetails, PersonDetails
from openhbm.apps.people.seal_models import IssuedCard, RevokedCard, SealKey
from openhbm.apps.people.seals.actions.cards import issue_card, limit_card, revoke_card
from openhbm.apps.people.seals.actions.keys import (
    NationalKey,
    certify_request,
    hold_ceremony,
    open_national_key,
    request_key,
    revoke_key,
    trust_foreign_signer,
    trust_national,
)
from openhbm.apps.people.seals.actions.lists import publish_list, publish_trust, take_in_trust
from openhbm.apps.people.seals.queries import (
    card_for,
    cards_of,
    digests_vouched,
    fingerprint_for,
    presented,
    seal_key_for,
)
from openhbm.core.documents.seals.cards import card_from_text
from openhbm.core.documents.seals.certificates import (
    Named,
    certificate_from,
    fingerprint_of,
    national_certificate,
)

pytestmark = pytest.mark.usefixtures("own_home")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CUSTODIANS = {
    "Amira": "correct horse battery",
    "Bohdan": "staple and paper",
    "Chidi": "seven seas wide",
}
TWO = {name: CUSTODIANS[name] for name in ("Amira", "Chidi")}
NAMES = {"country": "UT", "organisation": "Border authority of Utopia"}


@pytest.fixture
def ceremony(administrator):
    return hold_ceremony(by=administrator, passphrases=CUSTODIANS, needed=2, at=AT, **NAMES)


@pytest.fixture(scope="module")
def nation():
    """A national signer without the minutes of a ceremony."""
    key = Ed25519PrivateKey.generate()
    named = Named("UT", "Border authority of Utopia")
    until = AT + timedelta(days=3650)
    return key, national_certificate(key, named, serial=1, from_at=AT, until_at=until)


@pytest.fixture
def national(administrator, nation):
    key, certificate = nation
    row = trust_national(
        by=administrator, certificate=_pem(certificate), fingerprint=fingerprint_of(certificate)
    )
    return NationalKey(key, row)


@pytest.fixture
def key(administrator, national):
    asked = request_key(by=administrator, at=AT, **NAMES)
    return certify_request(
        by=administrator, request=asked.request.encode(), national=national, at=AT
    )


@pytest.fixture
def person(clerk, post):
    details = PersonDetails(
        name="ليلى المتخيل",
        other_names=(NameDetails(full="Layla Almutakhayyal", kind="ON_DOCUMENT"),),
        nationalities=(NationalityDetails(country="SYR", status="declared"),),
        sex="F",
        birth="1988",
    )
    return register_person(by=clerk, details=details, post=post, at=AT)


def fault(text: str, at: datetime = AT, code: str = "") -> str:
    return presented(None, text, code=code, at=at).found.verdict.fault


def test_card_is_valid_for_anybody_and_tells_the_holder_to_the_code(key, clerk, person):
    issued = issue_card(by=clerk, person=person, kind="arrival", at=AT)

    stranger = presented(None, issued.text, at=AT)
    holder = presented(None, issued.text, code=issued.code, at=AT).holder
    assert stranger.found.verdict.is_valid
    assert stranger.holder is None
    assert stranger.found.said["proves_nationality"] is False
    assert (holder.name, holder.latin, holder.birth) == (
        person.name,
        "Layla Almutakhayyal",
        "1988",
    )
    assert holder.nationality == ""
    assert holder.number == person.number


def test_holder_allows_more_or_less_than_usual(key, clerk, person):
    more = issue_card(by=clerk, person=person, allowed=frozenset({"name", "nationality"}), at=AT)

    told = presented(None, more.text, code=more.code, at=AT).holder.said()
    limit_card(by=clerk, card=more.card, allowed=frozenset({"nationality"}), at=AT)
    limited = presented(None, more.text, code=more.code, at=AT).holder.said()

    assert told == {"name": person.name, "nationality": "SYR"}
    assert limited == {"nationality": "SYR"}
    with pytest.raises(ActionError, match="cannot be made to say more"):
        limit_card(by=clerk, card=more.card, allowed=frozenset({"name"}), at=AT)


def test_code_is_kept_nowhere(key, clerk, person):
    issued = issue_card(by=clerk, person=person, at=AT)

    kept = " ".join(str(value) for value in vars(issued.card).values())
    assert issued.code not in kept
    assert issued.code.replace("-", "") not in kept


def test_card_without_allowance_is_for_wristbands(key, clerk, person):
    band = issue_card(by=clerk, person=person, allowed=frozenset(), at=AT)

    assert len(band.text) < 210
    assert presented(None, band.text, code=band.code, at=AT).holder is None


def test_revoked_card_is_refused_here_at_once(key, clerk, person):
    issued = issue_card(by=clerk, person=person, at=AT)

    revoke_card(by=clerk, card=card_for(clerk, issued.card.serial), end="lost", at=AT)

    assert fault(issued.text) == "revoked"
    assert presented(None, issued.text, code=issued.code, at=AT).holder is None
    assert cards_of(clerk, person).get().end == "lost"


def test_erased_person_leaves_a_revoked_serial_and_nothing_else(key, clerk, dpo, person):
    issued = issue_card(by=clerk, person=person, at=AT)

    erase_person(by=dpo, person_id=person.id, reason="on request")

    assert fault(issued.text) == "revoked"
    assert not IssuedCard.objects.exists()
    assert RevokedCard.objects.get().serial == issued.card.serial


def test_tables_of_seals_are_rebuilt_from_the_journal(key, administrator, clerk, person):
    issued = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=issued.card, end="stolen", at=AT)
    before = [
        list(model.objects.order_by("pk").values()) for model in (SealKey, IssuedCard, RevokedCard)
    ]

    rebuild_tables(by=administrator)

    assert before == [
        list(m.objects.order_by("pk").values()) for m in (SealKey, IssuedCard, RevokedCard)
    ]
    assert fault(issued.text) == "revoked"


def test_issuing_is_in_the_persons_history(key, clerk, person):
    issue_card(by=clerk, person=person, at=AT)

    assert "card_issued" in [h.type for h in history_of(clerk, subject=person.id)]


def test_private_keys_are_sealed_files_for_the_owner_only(administrator, key, ceremony):
    files = list((settings.HBM_HOME / "keys" / "seals").iterdir())

    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]
    assert b"PRIVATE" not in files[0].read_bytes()
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert b"PRIVATE KEY" not in bodies
    assert "PRIVATE" not in ceremony.file


def test_rotation_retires_the_old_key_and_its_cards_stay_valid(
    key, administrator, national, clerk, person
):
    old = issue_card(by=clerk, person=person, at=AT)
    later = AT + timedelta(days=10)

    asked = request_key(by=administrator, algorithm="es256", at=later, **NAMES)
    between = issue_card(by=clerk, person=person, at=later)
    certify_request(by=administrator, request=asked.request.encode(), national=national, at=later)
    new = issue_card(by=clerk, person=person, at=later)

    states = list(SealKey.objects.filter(kind="node").values_list("state", flat=True))
    assert sorted(states) == [SealKeyState.ACTIVE, SealKeyState.RETIRED]
    assert [fault(each.text, later) for each in (old, between, new)] == ["", "", ""]
    assert old.card.signed_with == between.card.signed_with != new.card.signed_with


def test_retired_private_key_is_destroyed(
    key, administrator, national, django_capture_on_commit_callbacks
):
    asked = request_key(by=administrator, at=AT, **NAMES)
    with django_capture_on_commit_callbacks(execute=True):
        certify_request(by=administrator, request=asked.request.encode(), national=national)

    files = [path.stem for path in (settings.HBM_HOME / "keys" / "seals").iterdir()]
    assert files == [str(asked.id)]


def test_compromised_key_ends_its_cards_but_those_vouched_for(
    key, administrator, national, clerk, person
):
    issued = issue_card(by=clerk, person=person, at=AT)
    other = issue_card(by=clerk, person=person, at=AT + timedelta(days=2))
    digests = digests_vouched(administrator, key, AT + timedelta(days=1))

    revoke_key(
        by=administrator, key_id=key.key_id, end="compromised", since_at=AT + timedelta(days=1),
        vouched=frozenset(map(bytes.fromhex, digests)),
    )  # fmt: skip

    later = AT + timedelta(days=3)
    assert (fault(issued.text, later), fault(other.text, later)) == ("", "key_revoked")
    with pytest.raises(ActionError, match="no key to sign"):
        issue_card(by=clerk, person=person, at=later)


def test_list_numbers_rise_and_a_replayed_one_changes_nothing(
    key, administrator, national, clerk, person
):
    first = publish_trust(by=administrator, at=AT)
    issued = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=issued.card, end="lost", at=AT)
    second = publish_list(by=administrator, at=AT)

    replayed = take_in_trust(by=administrator, data=first, at=AT)

    assert second.sequence == 2
    assert (replayed.taken, replayed.refused) == ([], [])
    assert fault(issued.text) == "revoked"


def test_national_key_is_opened_by_enough_custodians(administrator, ceremony):
    opened = open_national_key(by=administrator, file=ceremony.file, passphrases=TWO)

    assert opened.key.public_key() == opened.certificate.public_key()
    assert opened.row == ceremony.key


def test_one_custodian_cannot_open_the_national_key(administrator, ceremony):
    wrong = TWO | {"Chidi": "another passphrase"}
    for passphrases in ({"Amira": CUSTODIANS["Amira"]}, wrong, {"Nobody": "x", "Amira": "y"}):
        with pytest.raises(ActionError):
            open_national_key(by=administrator, file=ceremony.file, passphrases=passphrases)


@pytest.mark.parametrize(
    ("passphrases", "needed"),
    [({"A": "x" * 12}, 1), (CUSTODIANS, 1), (CUSTODIANS, 4), ({"A": "short", "B": "x" * 12}, 2),
     ({"A": "x" * 12, "B": "x" * 12}, 2)],
)  # fmt: skip
def test_ceremony_needs_two_custodians_with_long_passphrases(administrator, passphrases, needed):
    with pytest.raises(ActionError):
        hold_ceremony(by=administrator, passphrases=passphrases, needed=needed, **NAMES)


def test_national_signer_is_trusted_by_its_fingerprint_only(administrator, ceremony, settings):
    certificate = ceremony.key.certificate.encode()
    SealKey.objects.all()._raw_delete("default")
    der = certificate_from(base64.b64decode(certificate))
    with pytest.raises(ActionError, match="fingerprint is not"):
        trust_national(by=administrator, certificate=_pem(der), fingerprint="AB" * 32)

    trusted = trust_national(
        by=administrator, certificate=_pem(der), fingerprint=fingerprint_of(der).lower()
    )

    assert fingerprint_for(administrator, trusted) == ceremony.fingerprint
    assert seal_key_for(administrator, trusted.key_id) == trusted


def _pem(certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def test_signer_of_other_seals_is_filed_under_its_reference(administrator, key):
    pem = _pem(certificate_from(base64.b64decode(key.certificate)))

    trusted = trust_foreign_signer(by=administrator, certificate=pem, reference="dets32")

    assert (trusted.kind, trusted.reference) == ("foreign", "DETS32")


def test_strangers_and_others_may_not(key, clerk, administrator, user_with, person):
    analyst = user_with("analyst")
    issued = issue_card(by=clerk, person=person, at=AT)
    with pytest.raises(NotPermitted):
        request_key(by=clerk, **NAMES)
    with pytest.raises(NotPermitted):
        issue_card(by=analyst, person=person)
    with pytest.raises(NotVisible):
        card_for(analyst, issued.card.serial)


@pytest.mark.parametrize(
    "asked",
    [{"kind": "passport"}, {"days": 0}, {"days": 9999}, {"allowed": frozenset({"religion"})}],
)
def test_wrong_wishes_are_told(key, clerk, person, asked):
    with pytest.raises(ActionError):
        issue_card(by=clerk, person=person, **asked)


def test_card_without_a_key_says_how_to_get_one(clerk, person):
    with pytest.raises(ActionError, match="hbm keys rotate"):
        issue_card(by=clerk, person=person)


def test_photo_is_bound_to_the_card_by_its_hash(key, clerk, person):
    attach_photo(by=clerk, person=person, data=b"\xff\xd8\xff" + bytes(40))
    issued = issue_card(by=clerk, person=person, at=AT)

    assert len(presented(None, issued.text, code=issued.code, at=AT).holder.photo) == 16


@pytest.mark.parametrize("data", [b"", b"no file", b"\xa0", b"\xa1\x66format"])
def test_damaged_trust_file_is_told(administrator, data):
    with pytest.raises(ActionError, match="cannot be used"):
        take_in_trust(by=administrator, data=data)


def test_answer_asks_the_same_of_the_database_whatever_is_found(
    key, clerk, person, django_assert_num_queries, django_assert_max_num_queries
):
    good = issue_card(by=clerk, person=person, at=AT)
    gone = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=gone.card, end="lost", at=AT)
    data = card_from_text(good.text)
    altered = data[:-1] + bytes([data[-1] ^ 1])

    for shown in (good.text, gone.text):
        with django_assert_num_queries(5):
            presented(None, shown, code="WRONG-CODE0", at=AT)
    with django_assert_max_num_queries(5):
        presented(None, altered, code="WRONG-CODE0", at=AT)
    assert timezone.is_aware(AT)
