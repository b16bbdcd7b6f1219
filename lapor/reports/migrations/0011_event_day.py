from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_units_are_succeeded")]

    operations = [
        migrations.AddIndex(model_name="event", index=BrinIndex(autosummarize=True, fields=["at"], name="event_day"))
    ]
