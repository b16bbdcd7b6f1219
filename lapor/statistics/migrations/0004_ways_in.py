"""Facts of the ways in. The facts begin anew: the worker makes them from the record within a quarter of an hour."""

from django.db import migrations, models

GRAINS = [
    ("nation", "seluruh Indonesia"),
    ("agency", "instansi"),
    ("unit", "unit"),
    ("topic", "topik, seluruh Indonesia"),
    ("agency_topic", "topik di satu instansi"),
    ("door", "jalan masuk, seluruh Indonesia"),
    ("agency_door", "jalan masuk di satu instansi"),
]


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_outcomes_of_appeals")]

    operations = [
        migrations.RunSQL("TRUNCATE statistics_dailyfact", "TRUNCATE statistics_dailyfact"),
        migrations.RemoveConstraint(model_name="dailyfact", name="dailyfact_once"),
        migrations.AddField(
            model_name="dailyfact",
            name="door",
            field=models.CharField(blank=True, default="", max_length=11),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="dailyfact", name="grain", field=models.CharField(choices=GRAINS, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="dailyfact",
            constraint=models.UniqueConstraint(
                fields=("grain", "day", "agency", "unit", "topic", "door"),
                name="dailyfact_once",
                nulls_distinct=False,
            ),
        ),
    ]
