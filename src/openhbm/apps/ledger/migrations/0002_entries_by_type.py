"""Entries of one type, such as erasures, are found without reading the whole journal."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["type", "at"], name="entry_type_at"),
        ),
    ]
