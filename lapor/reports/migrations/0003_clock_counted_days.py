from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_record_is_immutable")]
    operations = [
        migrations.AddField(
            "clock", "counted_days", models.PositiveSmallIntegerField(default=0), preserve_default=False
        ),
    ]
