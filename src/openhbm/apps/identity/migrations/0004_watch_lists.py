"""Watch lists, their entries and keys, screenings, hits and readings."""

from __future__ import annotations

import django.db.models.deletion
import openhbm.apps.ledger.records
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_candidate_pairs'),
        ('people', '0005_seals'),
    ]

    operations = [
        migrations.CreateModel(
            name='WatchEntry',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=160)),
                ('names', models.JSONField(default=list)),
                ('weak', models.JSONField(blank=True, default=list)),
                ('births', models.JSONField(blank=True, default=list)),
                ('sex', models.CharField(default='U', max_length=1)),
                ('nationalities', models.JSONField(blank=True, default=list)),
                ('documents', models.JSONField(blank=True, default=list)),
                ('programmes', models.JSONField(blank=True, default=list)),
                ('is_gone', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='WatchList',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('format', models.CharField(choices=[('ftm', 'FollowTheMoney'), ('un', 'United Nations, XML'), ('ofac', 'OFAC, CSV')], max_length=8)),
                ('version', models.PositiveIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchRun',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('run_at', models.DateTimeField()),
                ('run_by_id', models.UUIDField()),
                ('persons', models.PositiveIntegerField()),
                ('hits', models.PositiveIntegerField()),
                ('scripts', models.JSONField(default=dict)),
                ('nationalities', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchHit',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('found_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('weight', models.FloatField()),
                ('script', models.CharField(blank=True, max_length=16)),
                ('nationality', models.CharField(blank=True, max_length=3)),
                ('state', models.CharField(choices=[('open', 'Waits for a reader'), ('read_once', 'Waits for a second reader'), ('disputed', 'Two readers differ'), ('closed', 'Closed')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, choices=[('match', 'The person listed'), ('no_match', 'Another person'), ('unsure', 'Cannot be said')], max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='identity.watchentry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='WatchKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField()),
                ('entry_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'entry_id'], name='watch_key_entry'), models.Index(fields=['entry_id'], name='watch_key_of_entry')],
            },
        ),
        migrations.AddField(
            model_name='watchentry',
            name='watch_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='identity.watchlist'),
        ),
        migrations.CreateModel(
            name='WatchReading',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('reading', models.CharField(choices=[('match', 'The person listed'), ('no_match', 'Another person'), ('unsure', 'Cannot be said')], max_length=10)),
                ('read_at', models.DateTimeField()),
                ('read_by_id', models.UUIDField()),
                ('note', models.CharField(max_length=300)),
                ('hit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='identity.watchhit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='watchhit',
            index=models.Index(fields=['state', 'due_at'], name='watch_hit_state_due'),
        ),
        migrations.AddIndex(
            model_name='watchhit',
            index=models.Index(fields=['person', 'entry'], name='watch_hit_person_entry'),
        ),
        migrations.AddIndex(
            model_name='watchentry',
            index=models.Index(fields=['watch_list', 'key'], name='watch_entry_key'),
        ),
    ]
