"""Hot spots: the same matter at the same place again within a year, found for all agencies in one statement.

Secret reports are left out: a place and a topic would say too much about the few there are.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from lapor.reports.lifecycle import ArchiveReason
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.statistics.models import HotSpot

WITHIN = timedelta(days=365)
AGAIN = 3  # so many reports make a spot
NOT_ABOUT_A_PLACE = (ArchiveReason.SPAM, ArchiveReason.NOT_RELEVANT, ArchiveReason.NOT_GOVERNMENT)

FIND = """
INSERT INTO statistics_hotspot (agency_id, category_id, region_id, grid, reports, came_back, first_at, last_at)
SELECT agency_id, category_id, max(region_id), grid, count(*),
       count(*) FILTER (WHERE first_closed_at < submitted_at), min(submitted_at), max(submitted_at)
FROM (
    SELECT agency_id, category_id, region_id, grid, submitted_at, CASE WHEN grid IS NULL THEN region_id END AS place,
           min(closed_at) OVER (PARTITION BY agency_id, category_id, grid,
                                CASE WHEN grid IS NULL THEN region_id END) AS first_closed_at
    FROM reports_report
    WHERE submitted_at > %(since)s AND submitted_at <= %(at)s AND NOT is_secret AND verified_at IS NOT NULL
      AND relation <> 'part' AND category_id IS NOT NULL AND (grid IS NOT NULL OR region_id IS NOT NULL)
      AND archive_reason <> ALL (%(not_about)s)
) told
GROUP BY agency_id, category_id, grid, place
HAVING count(*) >= %(again)s
"""


def find(*, at: datetime) -> int:
    """Find all hot spots anew; returns how many there are."""
    said: dict[str, Any] = {
        "since": at - WITHIN,
        "at": at,
        "again": AGAIN,
        "not_about": [str(reason) for reason in NOT_ABOUT_A_PLACE],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        HotSpot.objects.all().delete()
        cursor.execute(FIND, said)
        return cursor.rowcount


def behind(spot: HotSpot) -> ReportQuerySet:
    """The reports that a spot was found from, and those that came since; filter by who may see them."""
    place = Q(grid=spot.grid) if spot.grid is not None else Q(grid__isnull=True, region=spot.region_id)
    return Report.objects.filter(
        place, agency=spot.agency_id, category=spot.category_id, is_secret=False, submitted_at__gte=spot.first_at
    ).exclude(archive_reason__in=NOT_ABOUT_A_PLACE)
