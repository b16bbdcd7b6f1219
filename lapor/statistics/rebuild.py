"""The daily facts from the record: one statement for any range of days, which may be repeated at any time.

Everything is read from events, which never change, so a day can be rebuilt years later. What follows today instead: the
topic (a corrected category corrects the past) and the agency that a unit belongs to. Late is what the record calls late
(`mark_late`, until an extension or another class): the sweep says so within minutes of the deadline.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Min

from lapor.reports.models import Event
from lapor.statistics.models import DailyFact

JAKARTA = ZoneInfo("Asia/Jakarta")  # one day for the whole country, or its days couldn't be added up
STRETCH = timedelta(days=31)  # so many days in one statement: more would only need more memory
LOCK = 17080001  # two rebuilds at once would each delete what the other is about to write

REBUILD = """
WITH touched AS (
    SELECT DISTINCT report_id FROM reports_event
    WHERE at >= (%(first)s::date)::timestamp AT TIME ZONE 'Asia/Jakarta'
      AND at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Jakarta'
),
-- A step counts on the day of the latest step so far: doors read their clocks a moment before they take their turn.
steps AS (
    SELECT e.report_id, e.seq, e.action, e.from_state, e.to_state, e.holder_id, e.data,
           (max(e.at) OVER life AT TIME ZONE 'Asia/Jakarta')::date AS day,
           lag(e.holder_id) OVER life AS giver_id,
           e.data->>'clock' AS clock,
           coalesce(c.parent_id, c.id) AS topic_id,
           coalesce(born.data->>'came_by', r.channel) AS door,
           r.relation = 'part' AS is_part,
           r.relation = 'part' AND (
               SELECT max(seq) FILTER (WHERE action = 'mark_late' AND data->>'clock' = 'settlement')
                      > coalesce(max(seq) FILTER (WHERE action IN ('extend', 'reclassify')), 0)
               FROM reports_event WHERE report_id = r.parent_id
           ) IS TRUE AS born_late
    FROM touched
    JOIN reports_event e USING (report_id)
    JOIN reports_report r ON r.id = e.report_id
    LEFT JOIN agencies_category c ON c.id = r.category_id
    -- A part came as its whole did.
    LEFT JOIN reports_event born ON born.seq = 1
        AND born.report_id = CASE WHEN r.relation = 'part' THEN r.parent_id ELSE r.id END
    WINDOW life AS (PARTITION BY e.report_id ORDER BY e.seq)
),
-- What is known of a report after each of its steps.
known AS (
    SELECT *,
           holder_id IS DISTINCT FROM giver_id AS is_moved,
           bool_or(action = 'split') OVER life AS is_divided,
           is_part OR bool_or(action = 'verify') OVER life AS is_verified,
           bool_or(action = 'mark_late' AND clock = 'verification') OVER life AS late_verification,
           max(seq) FILTER (WHERE action IN ('refer', 'take_on', 'return', 'arbitrate')
                            AND (holder_id <> giver_id OR from_state = 'submitted')) OVER life AS came_seq,
           max(seq) FILTER (WHERE action IN ('follow_up', 'answer')) OVER life AS worked_seq,
           max(seq) FILTER (WHERE action IN ('follow_up', 'answer')) OVER earlier AS worked_before_seq,
           max(seq) FILTER (WHERE action = 'mark_late' AND clock = 'follow_up') OVER life AS late_follow_up_seq,
           coalesce(max(seq) FILTER (WHERE action = 'mark_late' AND clock = 'settlement') OVER life,
                    CASE WHEN born_late THEN 0 END)
               > coalesce(max(seq) FILTER (WHERE action IN ('extend', 'reclassify')) OVER life, -1)
               AS late_settlement
    FROM steps
    WINDOW life AS (PARTITION BY report_id ORDER BY seq),
           earlier AS (life ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
stands AS (
    SELECT *,
           coalesce(late_follow_up_seq > came_seq, false) AS late_follow_up,
           NOT is_divided AND to_state NOT IN ('closed', 'archived') AS is_open,
           NOT is_divided AND (
               to_state = 'submitted' AND NOT is_verified AND late_verification
               OR to_state IN ('referred', 'in_progress') AND (
                   late_settlement IS TRUE
                   OR late_follow_up_seq > came_seq AND coalesce(worked_seq, 0) < came_seq
               )
           ) IS TRUE AS is_late
    FROM known
),
compared AS (
    SELECT *,
           lag(is_open, 1, false) OVER life AS was_open,
           lag(is_late, 1, false) OVER life AS was_late
    FROM stands
    WINDOW life AS (PARTITION BY report_id ORDER BY seq)
),
moves AS (
    SELECT *, is_moved OR is_open <> was_open OR is_late <> was_late AS is_change
    FROM compared
    WHERE day BETWEEN %(first)s AND %(last)s
),
counted AS (
    -- Who has it afterwards: what came, and what is open and late there from now on.
    SELECT day, holder_id AS unit_id, topic_id, door,
           action = 'submit' AND NOT is_part AS is_new, is_moved AND NOT (is_part AND action = 'submit') AS is_moved,
           giver_id, NULL AS action, NULL::jsonb AS data, false AS is_verified_in_time, false AS is_first,
           false AS is_first_in_time, false AS is_in_time,
           is_open::int AS open_change, is_late::int AS late_change
    FROM moves
    WHERE is_change
    UNION ALL
    -- Who had it: what was done, and what is open and late there no longer.
    SELECT day, coalesce(giver_id, holder_id), topic_id, door, false, false, NULL,
           CASE WHEN NOT is_divided THEN action END, data, NOT late_verification,
           action IN ('follow_up', 'answer') AND coalesce(worked_before_seq, 0) < came_seq,
           NOT late_follow_up, late_settlement IS NOT TRUE,
           CASE WHEN is_change THEN -was_open::int ELSE 0 END, CASE WHEN is_change THEN -was_late::int ELSE 0 END
    FROM moves
    WHERE seq > 1 AND (is_change OR action IN (
        'verify', 'follow_up', 'answer', 'accept', 'close_by_time', 'reopen', 'return', 'contest', 'inspect'))
)
INSERT INTO statistics_dailyfact (
    day, grain, agency_id, unit_id, topic_id, door, received, verified, verified_in_time, followed_up,
    followed_up_in_time, answered, answered_in_time, planned, refused, settled, settled_in_time, reopened, returned,
    contested, appeals_decided, corrected, archived, rated, rating_sum, inspected, confirmed, open_change,
    late_change
)
SELECT
    day,
    CASE GROUPING(agency_id, unit_id, topic_id, door)
        WHEN 15 THEN 'nation' WHEN 7 THEN 'agency' WHEN 3 THEN 'unit' WHEN 13 THEN 'topic' WHEN 5 THEN 'agency_topic'
        WHEN 14 THEN 'door' ELSE 'agency_door' END,
    agency_id, unit_id, topic_id, coalesce(door, ''),
    CASE WHEN GROUPING(agency_id) = 1 THEN count(*) FILTER (WHERE is_new)
         WHEN GROUPING(unit_id) = 1 THEN count(*) FILTER (WHERE is_moved AND is_from_outside)
         ELSE count(*) FILTER (WHERE is_moved) END,
    count(*) FILTER (WHERE action = 'verify'),
    count(*) FILTER (WHERE action = 'verify' AND is_verified_in_time),
    count(*) FILTER (WHERE is_first AND action IS NOT NULL),
    count(*) FILTER (WHERE is_first AND action IS NOT NULL AND is_first_in_time),
    count(*) FILTER (WHERE action = 'answer'),
    count(*) FILTER (WHERE action = 'answer' AND is_in_time),
    count(*) FILTER (WHERE action = 'answer' AND data->>'kind' = 'planned'),
    count(*) FILTER (WHERE action = 'answer' AND data->>'kind' = 'refused'),
    count(*) FILTER (WHERE action IN ('accept', 'close_by_time')),
    count(*) FILTER (WHERE action IN ('accept', 'close_by_time') AND is_in_time),
    count(*) FILTER (WHERE action = 'reopen'),
    count(*) FILTER (WHERE action = 'return'),
    count(*) FILTER (WHERE action = 'contest'),
    count(*) FILTER (WHERE action = 'answer' AND data->>'appeal' IS NOT NULL),
    count(*) FILTER (WHERE action = 'answer' AND data->>'appeal' = 'corrected'),
    count(*) FILTER (WHERE action IN ('archive', 'withdraw', 'join')),
    count(*) FILTER (WHERE action IN ('accept', 'contest') AND data->>'rating' IS NOT NULL),
    coalesce(sum((data->>'rating')::int) FILTER (WHERE action IN ('accept', 'contest')), 0),
    count(*) FILTER (WHERE action = 'inspect'),
    count(*) FILTER (WHERE action = 'inspect' AND data->>'result' = 'verified'),
    sum(open_change), sum(late_change)
FROM (
    SELECT counted.*, coalesce(holder.agency_id, holder.id) AS agency_id,
           coalesce(giver.agency_id, giver.id) IS DISTINCT FROM coalesce(holder.agency_id, holder.id) AS is_from_outside
    FROM counted
    JOIN agencies_unit holder ON holder.id = counted.unit_id
    LEFT JOIN agencies_unit giver ON giver.id = counted.giver_id
) placed
GROUP BY GROUPING SETS (
    (day), (day, agency_id), (day, agency_id, unit_id), (day, topic_id), (day, agency_id, topic_id), (day, door),
    (day, agency_id, door)
)
"""


def rebuild(first: date, last: date) -> int:
    """Make the facts of these days anew, both included; returns how many facts there are of them."""
    written = 0
    for since, until in _stretches(first, last):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            DailyFact.objects.filter(day__range=(since, until)).delete()
            cursor.execute(REBUILD, {"first": since, "last": until})
            written += cursor.rowcount
    return written


def first_day() -> date | None:
    """The day of the oldest event; None while there is none."""
    oldest = Event.objects.aggregate(oldest=Min("at"))["oldest"]
    return day_of(oldest) if oldest else None


def day_of(at: datetime) -> date:
    return at.astimezone(JAKARTA).date()


def _stretches(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        until = min(first + STRETCH - timedelta(days=1), last)
        yield first, until
        first = until + timedelta(days=1)
