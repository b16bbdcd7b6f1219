from django.db import migrations

# Each step writes its report's row anew, mostly with the same values in all indexed columns. Where a page has room for
# the new version no index is touched; without it each of two dozen is, and the one for search word by word.
ROOM = "ALTER TABLE reports_report SET (fillfactor = 80)"


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_clocks_climb")]

    operations = [migrations.RunSQL(ROOM, "ALTER TABLE reports_report RESET (fillfactor)")]
