from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_attachments_by_file")]

    operations = [
        BtreeGinExtension(),
        migrations.RemoveIndex("report", "report_circle"),
        migrations.RemoveIndex("report", "report_search"),
        migrations.AddIndex(
            "report",
            GinIndex(F("id").bitrightshift(14), F("search"), F("circle"), name="report_found", fastupdate=False),
        ),
    ]
