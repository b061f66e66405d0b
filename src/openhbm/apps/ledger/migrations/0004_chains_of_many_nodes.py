"""Copies of other nodes' chains, the edits of fields, and one order for entries of all chains."""

import json

import django.db.models.deletion
from django.db import migrations, models


def write_clocks(apps, schema_editor):
    """The clock of every entry, from the header that has it already."""
    entry = apps.get_model("ledger", "Entry")
    part = []
    for found in entry.objects.only("id", "header").iterator(1000):
        found.clock = json.loads(bytes(found.header))["clock"]
        part.append(found)
        if len(part) == 1000:
            entry.objects.bulk_update(part, ["clock"])
            part = []
    entry.objects.bulk_update(part, ["clock"])


class Migration(migrations.Migration):

    dependencies = [("ledger", "0003_journal_by_sequence")]

    operations = [
        migrations.AlterField(
            model_name="node",
            name="prefix",
            field=models.CharField(max_length=9, primary_key=True, serialize=False),
        ),
        migrations.AddField(
            model_name="entry",
            name="clock",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(write_clocks, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="entry", name="entry_sequence"),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["clock"], name="entry_clock")
        ),
        migrations.CreateModel(
            name="Withheld",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("node", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ledger.node")),
            ],
            options={"indexes": [models.Index(fields=["node", "first"], name="withheld_place")]},
        ),
        migrations.CreateModel(
            name="FieldVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("record", models.CharField(max_length=90)),
                ("unit", models.CharField(max_length=60)),
                ("stamp", models.CharField(max_length=40)),
                ("entry_id", models.UUIDField()),
                ("base", models.JSONField(default=list)),
                ("is_head", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record", "unit"], name="field_version_record"),
                    models.Index(fields=["entry_id"], name="field_version_entry"),
                ]
            },
        ),
    ]
