
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_chains_of_many_nodes'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnappliedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.UUIDField()),
                ('type', models.CharField(max_length=60)),
                ('problem', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.CharField(max_length=90)),
                ('unit', models.CharField(max_length=60)),
                ('subject', models.UUIDField(null=True)),
                ('is_sealed', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['record', 'unit'], name='conflict_record'), models.Index(fields=['closed_at', 'opened_at'], name='conflict_open')],
            },
        ),
        migrations.CreateModel(
            name='WaitingRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.CharField(max_length=90)),
                ('waits_for', models.CharField(max_length=90)),
                ('entry_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['waits_for'], name='waiting_row_waits_for')],
            },
        ),
    ]
