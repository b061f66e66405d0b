"""A request that is sent again is answered again and done once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.crossings.models import Tally
from openhbm.apps.intake.actions import answer_once
from openhbm.apps.intake.models import Reply
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.models import Post

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def counting(by: User, post: Post, persons: int = 3) -> Any:
    def produce() -> tuple[int, dict[str, str]]:
        return 201, {"id": str(count_arrivals(by=by, post=post, persons=persons, at=AT).id)}

    return produce


def answered(by: User, post: Post, key: str = "k", digest: str = "d", **more: Any) -> Reply:
    return answer_once(
        by=by,
        key=key,
        route="tallies",
        request_hash=digest,
        produce=more.pop("produce", None) or counting(by, post),
        **{"at": AT, **more},
    )


@pytest.mark.django_db
def test_same_request_twice_writes_once_and_tells_the_same(clerk: User, post: Post) -> None:
    first, second = answered(clerk, post), answered(clerk, post)

    assert (first.id, first.status, first.body) == (second.id, 201, second.body)
    assert Tally.objects.count() == 1


@pytest.mark.django_db
def test_same_key_with_another_request_is_refused(clerk: User, post: Post) -> None:
    answered(clerk, post)

    with pytest.raises(ActionError) as caught:
        answered(clerk, post, digest="other")

    assert caught.value.field == "Idempotency-Key"
    assert Tally.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_users_have_nothing_to_do_with_each_other(
    clerk: User, administrator: User, post: Post
) -> None:
    answered(clerk, post)
    answered(administrator, post)

    assert Tally.objects.count() == 2


@pytest.mark.django_db
def test_request_that_failed_may_be_sent_again_under_its_key(clerk: User, post: Post) -> None:
    with pytest.raises(ActionError):
        answered(clerk, post, produce=counting(clerk, post, persons=-1))

    assert answered(clerk, post).status == 201
    assert Tally.objects.count() == 1


@pytest.mark.django_db
def test_key_may_be_used_anew_after_two_days(clerk: User, post: Post) -> None:
    answered(clerk, post, at=AT - timedelta(days=3))
    answered(clerk, post, digest="other")

    assert Reply.objects.count() == 1
    assert Tally.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\x00b"])
def test_key_that_cannot_be_kept_is_refused(clerk: User, post: Post, key: str) -> None:
    with pytest.raises(ActionError, match="Idempotency-Key"):
        answered(clerk, post, key=key)


@pytest.mark.django_db(transaction=True)
def test_same_request_at_the_same_time_writes_once(clerk: User, post: Post) -> None:
    together = threading.Barrier(4)
    replies: list[Reply] = []

    def send() -> None:
        together.wait()
        try:
            replies.append(answered(clerk, post))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({reply.id for reply in replies}) == 1
    assert len(replies) == 4
    assert Tally.objects.count() == 1
