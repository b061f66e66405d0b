"""Pairs of records that may be one person, and what people judged of them."""

from __future__ import annotations

import django.db.models.deletion
import openhbm.apps.ledger.records
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_keys_of_everybody'),
        ('people', '0005_seals'),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidatePair',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('found_at', models.DateTimeField()),
                ('found_by', models.CharField(max_length=60)),
                ('log_odds', models.FloatField()),
                ('told', models.JSONField(blank=True, default=list)),
                ('state', models.CharField(choices=[('not_judged', 'Not judged'), ('match', 'The same person'), ('no_match', 'Two persons'), ('unsure', 'Cannot be said')], default='not_judged', max_length=12)),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='PairJudgement',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('judgement', models.CharField(choices=[('not_judged', 'Not judged'), ('match', 'The same person'), ('no_match', 'Two persons'), ('unsure', 'Cannot be said')], max_length=12)),
                ('judged_at', models.DateTimeField()),
                ('judged_by_id', models.UUIDField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='identity.candidatepair')),
            ],
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(fields=['state', '-log_odds', 'id'], name='pair_state_odds'),
        ),
        migrations.AddIndex(
            model_name='candidatepair',
            index=models.Index(fields=['left', 'right'], name='pair_left_right'),
        ),
        migrations.AddIndex(
            model_name='pairjudgement',
            index=models.Index(fields=['pair', 'judged_at'], name='pair_judgement_at'),
        ),
    ]
