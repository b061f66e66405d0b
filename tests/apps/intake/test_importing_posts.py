"""Lists of posts, as tables and as maps."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from openhbm.apps.accounts.models import User
from openhbm.apps.intake.country_names import country_named
from openhbm.apps.intake.importing import import_posts
from openhbm.apps.intake.matching import code_for
from openhbm.apps.intake.post_tables import read_posts
from openhbm.apps.intake.reporting import ImportReport
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.places.models import Post

AT = datetime(2026, 1, 1, tzinfo=UTC)
POINTS = Path(__file__).parents[4] / "shared/data/ukraine_border_crossing_points"


def imported(by: User, text: str, **options: object) -> ImportReport:
    return import_posts(by=by, file_name="posts", data=text.encode(), at=AT, **options)  # type: ignore[arg-type]


def point(name: object, longitude: object = 23.8, latitude: object = 51.2, **more: object) -> dict:
    return {
        "type": "Feature",
        "properties": {"Name_ENG": name, "Country": "Poland", **more},
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.django_db
def test_real_crossing_points_are_imported_once(administrator: User) -> None:
    path = POINTS / "UKR_Border_Crossings_20230530.geojson"
    if not path.exists():
        pytest.skip("the data set ukraine_border_crossing_points is not beside the repository")
    features = json.loads(path.read_text())["features"]
    expected = Counter(country_named(f["properties"]["Country"]) for f in features)

    first = import_posts(
        by=administrator,
        file_name=path.name,
        data=path.read_bytes(),
        mapping="other_side:=UKR",
        at=AT,
    )
    entries = Entry.objects.count()
    second = import_posts(
        by=administrator,
        file_name=path.name,
        data=path.read_bytes(),
        mapping="other_side:=UKR",
        at=AT,
    )

    assert (first.accepted, first.rejected) == (128, 0)
    assert Counter(Post.objects.values_list("country", flat=True)) == expected
    assert (second.unchanged, second.changed_nothing) == (128, True)
    assert Entry.objects.count() == entries
    post = Post.objects.get(name="Yahodyn - Dorohusk")
    assert post.names["uk"] == "Ягодин - Дорогуськ"
    assert (post.code, post.status, post.post_type) == (
        "POL-YAHODYN-DOROHUSK",
        "OPEN",
        "OFFICIAL_LAND",
    )
    assert (post.other_side_country, post.status_since_on) == ("UKR", date(2023, 5, 30))
    assert (round(post.latitude, 3), round(post.longitude, 3)) == (51.188, 23.811)


@pytest.mark.django_db
def test_table_of_posts_gives_good_rows_and_errors_by_cell(administrator: User) -> None:
    text = (
        "Code;Name;Name (Ukrainian);ISO2;Lat;Lon;Type;Status\n"
        "PL-1;Testowa;Тестова;PL;50,1;23,2;Road;Operational\n"
        ";;;PL;;;;\nPL-3;Brod;;Polska;50;23;Rail;open\nPL-4;Most;;PL;95;23;Road;open\n"
        "PL-5;Rzeka;;PL;50;;River;open\nPL-6;Tor;;PL;50;23;Rocket;open\n"
        "PL-7;Most;;PL;50;23;Road;perhaps\nPL-1;Testowa 2;;PL;50;23;Road;open\n"
        "PL-8;Las;;Atlantis;50;23;Road;open\n"
    )

    report = imported(administrator, text)

    assert (report.accepted, Post.objects.count()) == (1, 1)
    assert [error.cell for error in report.errors] == [
        *("B3", "D4", "E5", "F6", "G7", "H8", "D10", "A9"),
    ]
    assert Post.objects.get().names == {"uk": "Тестова"}
    assert Post.objects.get().latitude == 50.1


@pytest.mark.django_db
def test_feature_that_cannot_be_read_is_named_by_its_number(administrator: User) -> None:
    text = collection(
        point("Brod"),
        "no feature",
        point("Most", latitude=95),
        point(None),
        point("Las", Country=7),
    )

    report = imported(administrator, text)

    assert report.accepted == 1
    assert [error.cell for error in report.errors] == [
        "features[1]",
        "features[2].geometry",
        "features[3].Name_ENG",
        "features[4].Country",
    ]


@pytest.mark.django_db
def test_known_post_is_updated_and_keeps_what_the_file_leaves_out(
    administrator: User, post: Post
) -> None:
    report = imported(administrator, "code,name,country,status\nPL-TEST,Testowa,POL,closed\n")

    post.refresh_from_db()
    assert (report.revised, report.accepted) == (1, 0)
    assert (post.status, post.latitude, post.names) == ("CLOSED", 50.0, {"uk": "Тестова"})


@pytest.mark.django_db
def test_kind_of_a_known_post_stays_when_the_file_has_no_kinds(administrator: User) -> None:
    imported(administrator, "name,country,type\nBrod,Poland,railway\n")

    report = imported(administrator, "name,country,status\nBrod,Poland,closed\n")

    assert report.revised == 1
    assert Post.objects.get(name="Brod").post_type == "OFFICIAL_RAIL"


@pytest.mark.django_db
def test_trial_of_posts_writes_nothing(administrator: User) -> None:
    report = imported(administrator, "name,country\nBrod,Poland\n", dry_run=True)

    assert (report.accepted, report.batch_id) == (1, None)
    assert Post.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "mapping", "field"),
    [
        ("{", "", "file"),
        ('{"type": "Feature"}', "", "file"),
        ("[" * 100_000, "", "file"),
        ("a,b\n1,2\n", "", "mapping"),
        ("name,country\nBrod,PL\n", "colour=x", "mapping"),
        ("", "", "file"),
    ],
    ids=["broken", "no collection", "deep", "no names", "mapping", "empty"],
)
def test_file_of_posts_that_cannot_be_used_is_refused(
    administrator: User, text: str, mapping: str, field: str
) -> None:
    with pytest.raises(ActionError) as caught:
        imported(administrator, text, mapping=mapping)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POL", "POL"),
        ("pl", "POL"),
        ("Poland", "POL"),
        ("Польща", "POL"),
        ("Republic of Moldova", "MDA"),
        ("Russian Federation", "RUS"),
        ("Côte d'Ivoire", "CIV"),
        ("the Netherlands", "NLD"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country_is_known_by_code_and_by_name(text: str, code: str | None) -> None:
    assert country_named(text) == code


def test_codes_of_new_posts_are_readable_and_apart() -> None:
    assert code_for("Uhryniv - Dołhobyczów", "POL") == "POL-UHRYNIV-DOLHOBYCZOW"
    assert code_for("Краковець", "UKR") != code_for("Шегині", "UKR")
    assert len(code_for("x" * 160, "POL")) <= 40


values = st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.lists(st.integers())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    features=st.lists(
        st.builds(point, values, values, values, Status=values, Type=values, Lat=values) | values,
        max_size=4,
    )
)
def test_junk_features_are_refused_and_nothing_worse(features: list[object]) -> None:
    table = read_posts("junk.geojson", collection(point("Brod"), *features).encode(), "", AT)

    assert table.posts[0].name == "Brod"
    assert len(table.posts) + len(table.refused) == len(features) + 1
    assert all(refused.problem and refused.remedy for refused in table.refused)
