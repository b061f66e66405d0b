"""A file through the pages: read, looked at, stored once; a bad one says what is wrong where."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.intake.actions import start_import
from openhbm.apps.intake.queries import import_jobs_of, imports_visible_to
from openhbm.apps.intake.running import hand_over, work_on
from openhbm.apps.places.queries import posts_visible_to
from tests.web.files import rows_at

COUNTS = b"date,post,persons\n2026-03-01,Testowa,120\n2026-03-02,Testowa,80\n2026-03-03,Testowa,x\n"
POSTS = b"code,name,country\nPL-NEW,Nowa,POL\n"


@pytest.fixture(autouse=True)
def at_once(settings):
    """The work is done before the answer, so that a test sees its end."""
    settings.HBM_WORK_IN_BACKGROUND = False


def send(client, data: bytes, kind: str = "arrivals", name: str = "counts.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("imports"), {"kind": kind, "file": file}, follow=True)


def persons_counted(user) -> int:
    return tallies_visible_to(user).order_by().aggregate(total=Sum("persons"))["total"] or 0


def job_of(user):
    return import_jobs_of(user).first()


def press(client, user, step: str):
    return client.post(reverse("import", args=[job_of(user).id]), {"step": step}, follow=True)


def test_file_is_read_and_shown_before_anything_is_stored(post, clerk, signed_in):
    page = send(signed_in(clerk), COUNTS).content.decode()

    assert "What was understood" in page
    assert "C4" in page
    assert persons_counted(clerk) == 0
    job = reverse("import", args=[job_of(clerk).id])
    assert [row["cell"] for row in rows_at(signed_in(clerk), job)] == ["C4"]


def test_confirmed_file_is_stored_and_its_bytes_are_let_go(post, clerk, signed_in):
    client = signed_in(clerk)
    send(client, COUNTS)

    page = press(client, clerk, "confirm").content.decode()

    assert "Stored" in page
    assert persons_counted(clerk) == 200
    assert job_of(clerk).data is None


def test_file_confirmed_twice_is_stored_once(post, clerk, signed_in):
    client = signed_in(clerk)
    send(client, COUNTS)
    press(client, clerk, "confirm")

    again = press(client, clerk, "confirm").content.decode()

    assert "decided already" in again
    assert imports_visible_to(clerk).count() == 1
    assert persons_counted(clerk) == 200


def test_same_file_sent_again_has_nothing_to_store(post, clerk, signed_in):
    client = signed_in(clerk)
    send(client, COUNTS)
    press(client, clerk, "confirm")

    page = send(client, COUNTS).content.decode()

    assert "Nothing in this file is new." in page


def test_discarded_file_leaves_nothing(post, clerk, signed_in):
    client = signed_in(clerk)
    send(client, COUNTS)

    press(client, clerk, "discard")

    assert persons_counted(clerk) == 0
    assert job_of(clerk).data is None


def test_posts_come_in_the_same_way(post, administrator, signed_in):
    client = signed_in(administrator)
    send(client, POSTS, kind="posts", name="posts.csv")

    press(client, administrator, "confirm")

    assert posts_visible_to(administrator).filter(code="PL-NEW").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 no workbook", "workbook is damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel workbook"),
        (b"\x00\x01\x02", ""),
        (b"just,words\nand,more\n", ""),
    ],
)
def test_file_that_cannot_be_used_says_why(post, clerk, signed_in, data, says):
    answer = send(signed_in(clerk), data)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "message-error" in page or "Refused" in page
    assert says in page


def test_empty_file_and_unknown_country_are_told_at_the_form(post, clerk, signed_in):
    client = signed_in(clerk)
    file = SimpleUploadedFile("counts.csv", COUNTS)

    empty = send(client, b"")
    country = client.post(
        reverse("imports"), {"kind": "arrivals", "file": file, "create_posts": "XQX"}
    )

    assert "field-error" in empty.content.decode()
    assert "field-error" in country.content.decode()


def test_whoever_may_not_write_counts_sends_no_file(post, user_with, signed_in):
    reader = user_with("auditor", username="reader")

    answer = send(signed_in(reader), COUNTS)

    assert answer.status_code == 403
    assert not import_jobs_of(reader).exists()


def test_job_of_somebody_else_looks_like_none(post, clerk, administrator, signed_in):
    send(signed_in(clerk), COUNTS)

    answer = signed_in(administrator).get(reverse("import", args=[job_of(clerk).id]))

    assert answer.status_code == 404


def running(clerk, at=None):
    return start_import(
        by=clerk, kind="arrivals", file_name="counts.csv", data=COUNTS, language="en", at=at
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_running_job_shows_its_progress_with_and_without_a_script(post, clerk, signed_in, language):
    job = running(clerk)
    cache.set(f"import-{job.id}", (40, 160))
    client = signed_in(clerk)
    client.cookies["django_language"] = language

    page = client.get(reverse("import", args=[job.id])).content.decode()

    assert 'value="25"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in page


def test_job_that_stopped_half_way_begins_again(post, clerk, signed_in):
    job = running(clerk, at=timezone.now() - timedelta(minutes=10))
    cache.delete(f"import-{job.id}")
    client = signed_in(clerk)
    offered = client.get(reverse("import", args=[job.id])).content.decode()

    page = press(client, clerk, "resume").content.decode()

    assert "Begin again" in offered
    assert "What was understood" in page


def test_job_at_work_is_not_begun_a_second_time(post, clerk, signed_in):
    job = running(clerk)
    cache.set(f"import-{job.id}", (1, 2))

    press(signed_in(clerk), clerk, "resume")

    assert job_of(clerk).is_running


def test_unforeseen_failure_ends_the_job_and_not_the_server(post, clerk, monkeypatch, caplog):
    job = running(clerk)
    job.kind, job.data = "posts", io.BytesIO  # what no reader can take

    work_on(clerk, job)

    assert job_of(clerk).state == "failed"
    assert "the log says why" in job_of(clerk).message


@pytest.mark.django_db(transaction=True)
def test_work_goes_on_behind_the_page(settings, post, clerk):
    settings.HBM_WORK_IN_BACKGROUND = True
    job = running(clerk)

    hand_over(clerk, job).result(timeout=20)

    assert job_of(clerk).state == "read"
