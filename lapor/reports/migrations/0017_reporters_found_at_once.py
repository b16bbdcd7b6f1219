"""An index of contacts without a list of what is still to be sorted in, which each look-up would read through."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

NAME = "reporter_contact_tags"


class Migration(migrations.Migration):
    dependencies = [("reports", "0016_reporter_adds")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[  # as it stands, rather than built anew over millions of rows
                migrations.RunSQL(
                    f"ALTER INDEX {NAME} SET (fastupdate = off); SELECT gin_clean_pending_list('{NAME}')",
                    f"ALTER INDEX {NAME} RESET (fastupdate)",
                ),
            ],
            state_operations=[
                migrations.RemoveIndex("reporter", NAME),
                migrations.AddIndex("reporter", GinIndex(fields=["contact_tags"], name=NAME, fastupdate=False)),
            ],
        ),
    ]
