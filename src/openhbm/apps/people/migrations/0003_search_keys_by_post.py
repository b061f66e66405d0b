"""The post in each search key, and indexes that answer a search by themselves."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def write_posts(apps: Any, schema_editor: Any) -> None:
    """The post of the record each key belongs to."""
    keys = apps.get_model("people", "SearchKey").objects
    people, groups = (apps.get_model("people", name).objects for name in ("Person", "Group"))
    of_person = people.filter(id=OuterRef("record_id")).values("registered_post_id")[:1]
    of_group = groups.filter(id=OuterRef("record_id")).values("post_id")[:1]
    keys.filter(is_group=False).update(post_id=Subquery(of_person))
    keys.filter(is_group=True).update(post_id=Subquery(of_group))


class Migration(migrations.Migration):
    dependencies = [("people", "0002_search_keys")]

    operations = [
        migrations.AddField("searchkey", "post_id", models.UUIDField(null=True)),
        migrations.AlterField("searchkey", "record_id", models.UUIDField()),
        migrations.AlterField("searchkey", "text", models.CharField(max_length=64)),
        migrations.RunPython(write_posts, migrations.RunPython.noop),
        migrations.AddIndex(
            "searchkey",
            models.Index(
                fields=["text", "post_id", "record_id", "kind", "is_group"],
                name="search_key_text",
                opclasses=["varchar_pattern_ops", *["uuid_ops"] * 2, "varchar_ops", "bool_ops"],
            ),
        ),
        migrations.AddIndex(
            "searchkey",
            models.Index(
                fields=["record_id", "text", "kind"],
                name="search_key_record",
                opclasses=["uuid_ops", "varchar_pattern_ops", "varchar_ops"],
            ),
        ),
    ]
