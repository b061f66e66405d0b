
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sync', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='link',
            name='keys_had',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='link',
            name='keys_taken',
            field=models.BigIntegerField(default=0),
        ),
    ]
