"""The method that holds until the national admin announces another."""

from datetime import UTC, date, datetime

from django.db import migrations

WEIGHTS = {
    "verified": 15,
    "followed_up": 15,
    "settled": 30,
    "days": 5,
    "satisfied": 15,
    "reopened": 5,
    "returned": 5,
    "contested": 10,
}


def announce(apps, schema_editor):
    apps.get_model("evaluation", "Method").objects.create(
        since=date(2010, 1, 1),
        weights=WEIGHTS,
        very_good=90,
        good=75,
        fair=60,
        smallest=10,
        few_below=50,
        many_from=500,
        basis="Bobot awal LAPOR!",
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_evaluations")]
    operations = [migrations.RunPython(announce, migrations.RunPython.noop)]
