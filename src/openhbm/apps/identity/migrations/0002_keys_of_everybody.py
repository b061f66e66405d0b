"""The match keys of everybody registered before there were any."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import migrations

from openhbm.apps.identity.records import PARTS, record_of
from openhbm.apps.identity.signed import signed
from openhbm.core.identity.keys import keys_of
from openhbm.core.identity.names import coarse_key, parts_of

ROWS_AT_ONCE = 1000
ALL_PARTS = ""


def write_keys(apps: Any, schema_editor: Any) -> None:
    """The keys of the rows there are."""
    subjects, keys = (apps.get_model("identity", name) for name in ("MatchSubject", "MatchKey"))
    people = apps.get_model("people", "Person").objects.filter(is_erased=False).order_by("id")
    counts: Counter[str] = Counter()
    for person in people.prefetch_related(*PARTS).iterator(ROWS_AT_ONCE):
        record = record_of(person)
        subject = subjects.objects.create(
            record_id=person.id, post_id=person.registered_post_id, number=person.number
        )
        keys.objects.bulk_create(
            keys(key=signed(key), subject_id=subject.id) for key in keys_of(record)
        )
        counts.update(coarse_key(p)[:40] for name in record.names for p in parts_of(name))
    counts[ALL_PARTS] = counts.total()
    name_count = apps.get_model("identity", "NameCount")
    name_count.objects.bulk_create(name_count(key=k, parts=n) for k, n in counts.items())


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_match_keys"), ("people", "0005_seals")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
