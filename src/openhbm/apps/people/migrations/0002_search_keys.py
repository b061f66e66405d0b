"""Keys that people and groups are found by, and those of everybody registered before."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from openhbm.apps.people.search.keys import keys_of_group, keys_of_rows

ROWS_AT_ONCE = 1000


def write_keys(apps: Any, schema_editor: Any) -> None:
    """The keys of the rows there are."""
    key_model = apps.get_model("people", "SearchKey")
    people = apps.get_model("people", "Person").objects.filter(is_erased=False).order_by("id")
    for person in people.prefetch_related("names", "documents", "contacts").iterator(ROWS_AT_ONCE):
        write(key_model, person, keys_of_rows(person), is_group=False)
    for group in apps.get_model("people", "Group").objects.order_by("id").iterator(ROWS_AT_ONCE):
        write(key_model, group, keys_of_group(group), is_group=True)


def write(key_model: Any, record: Any, keys: Any, is_group: bool) -> None:
    key_model.objects.bulk_create(
        key_model(record_id=record.id, is_group=is_group, kind=kind, text=text)
        for kind, text in keys
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.UUIDField(db_index=True)),
                ("is_group", models.BooleanField(default=False)),
                ("kind", models.CharField(max_length=8)),
                ("text", models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
