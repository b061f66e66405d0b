
import django.db.models.deletion
import openhbm.apps.ledger.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0005_conflicts_and_rows_that_wait'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('node', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.node')),
                ('url', models.CharField(blank=True, max_length=300)),
                ('is_upstream', models.BooleanField(default=False)),
                ('card', models.JSONField(blank=True, default=dict)),
                ('number_sent', models.BigIntegerField(default=0)),
                ('number_seen', models.BigIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('met_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('skew_ms', models.BigIntegerField(default=0)),
                ('told', models.JSONField(blank=True, default=dict)),
                ('quarantined_at', models.DateTimeField(null=True)),
                ('quarantine_reason', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='NodeInvitation',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('prefix', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('centre', 'national centre'), ('post', 'border post'), ('mobile', 'mobile team')], max_length=8)),
                ('post_ids', models.JSONField(blank=True, default=list)),
                ('may_hold_protected', models.BooleanField(default=False)),
                ('digest', models.CharField(max_length=64)),
                ('made_by_id', models.UUIDField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CarriedBundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('sender', models.CharField(max_length=8)),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='carried_bundle_digest')],
            },
        ),
        migrations.CreateModel(
            name='EnrolledNode',
            fields=[
                ('id', models.UUIDField(default=openhbm.apps.ledger.records.new_id, editable=False, primary_key=True, serialize=False)),
                ('prefix', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('centre', 'national centre'), ('post', 'border post'), ('mobile', 'mobile team')], max_length=8)),
                ('hub', models.CharField(blank=True, max_length=8)),
                ('public_key', models.CharField(max_length=64)),
                ('ordinary_key', models.CharField(max_length=64)),
                ('protected_key', models.CharField(blank=True, max_length=64)),
                ('post_ids', models.JSONField(blank=True, default=list)),
                ('enrolled_by_id', models.UUIDField(null=True)),
                ('enrolled_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoke_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['prefix'], name='enrolled_node_prefix')],
            },
        ),
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=9)),
                ('sequence', models.BigIntegerField(default=0)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.node')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('node', 'chain'), name='one_cursor_per_chain')],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.UUIDField()),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.node')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('node', 'subject'), name='one_holding_per_subject')],
            },
        ),
        migrations.CreateModel(
            name='KeptLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('letter', models.BinaryField()),
                ('reason', models.CharField(max_length=300)),
                ('received_at', models.DateTimeField()),
                ('is_quarantined', models.BooleanField(default=False)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.node')),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='kept_letter_digest')],
            },
        ),
        migrations.CreateModel(
            name='OwedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.UUIDField()),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.node')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('node', 'entry_id'), name='one_debt_per_entry')],
            },
        ),
    ]
