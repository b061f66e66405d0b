"""Files sent to the interface."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.conftest import ApiClient

from openhbm.apps.crossings.models import Tally
from openhbm.apps.intake.models import ImportBatch
from openhbm.apps.places.models import Post

COUNTS = b"Date,Post,Persons\n2022-03-01,PL-TEST,12\n2022-03-02,PL-TEST,x\n"
pytestmark = pytest.mark.django_db


def sent(api: ApiClient, data: bytes = COUNTS, key: str | None = None, **fields: Any):
    file = SimpleUploadedFile("counts.csv", data, "text/csv")
    return api.send("/imports/arrivals", {"file": file, **fields}, key)


def test_import_keeps_good_rows_and_names_bad_cells(api: ApiClient, post: Post) -> None:
    answer = sent(api)

    told = answer.json()
    assert answer.status_code == 200
    assert (told["accepted"], told["persons"], told["rejected"]) == (1, 12, 1)
    assert [error["cell"] for error in told["errors"]] == ["C3"]
    assert told["understood"]["date_column"] == "Date"
    assert api.get(f"/imports/{told['batch_id']}").json()["errors"] == told["errors"]
    assert [b["id"] for b in api.get("/imports").json()["items"]] == [told["batch_id"]]


def test_import_sent_again_changes_nothing(api: ApiClient, post: Post) -> None:
    sent(api)
    again = sent(api).json()

    assert (again["accepted"], again["unchanged"], again["batch_id"]) == (0, 1, None)
    assert (Tally.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_import_repeated_under_its_key_tells_the_first_outcome(api: ApiClient, post: Post) -> None:
    first, second = sent(api, key="k").json(), sent(api, key="k").json()
    other = sent(api, COUNTS + b"2022-03-03,PL-TEST,1\n", key="k")

    assert second == first
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")


def test_trial_import_stores_nothing(api: ApiClient, post: Post) -> None:
    told = sent(api, dry_run="true").json()

    assert (told["accepted"], told["is_dry_run"]) == (1, True)
    assert Tally.objects.count() == 0


def test_posts_are_created_where_asked(api: ApiClient) -> None:
    told = sent(api, b"Date,Post,Persons\n2022-03-01,Nowa,12\n", create_posts="POL").json()

    assert told["posts_created"] == ["POL-NOWA"]
    assert Post.objects.get().name == "Nowa"


@pytest.mark.parametrize(
    ("data", "fields", "field"),
    [
        (b"", {}, "file"),
        (b"PK\x03\x04broken", {}, "file"),
        (COUNTS, {"mapping": "colour=red"}, "mapping"),
        (COUNTS, {"create_posts": "XYZ"}, "create_posts"),
        (COUNTS, {"dry_run": "perhaps"}, "dry_run"),
        (COUNTS, {"mapping": "a\x00"}, "mapping"),
    ],
)
def test_import_that_cannot_be_used_names_the_field(
    api: ApiClient, post: Post, data: bytes, fields: dict[str, str], field: str
) -> None:
    answer = sent(api, data, **fields)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_import_without_a_file_is_refused(api: ApiClient) -> None:
    answer = api.send("/imports/arrivals", {"mapping": ""})

    assert (answer.status_code, answer.json()["field"]) == (422, "file")


def test_posts_are_imported_from_geojson(api: ApiClient) -> None:
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name":'
        ' "Nowa", "country": "Poland"}, "geometry": {"type": "Point", "coordinates": [23, 50]}}]}'
    )

    told = api.send("/imports/posts", {"file": SimpleUploadedFile("p.geojson", text.encode())})

    assert told.json()["accepted"] == 1
    assert api.get("/posts/POL-NOWA").json()["longitude"] == 23.0
