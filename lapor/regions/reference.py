"""Loading the regions: what the package says becomes what the table holds, as often as one likes."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import source, words
from .models import Region

_COLUMNS = "code, name, kind, level, parent_code, path_name, postcode, tz, own_words, path_words"

_STAGE = "CREATE TEMP TABLE region_stage (LIKE regions_region)"
_STAGE_PARENT = "ALTER TABLE region_stage ADD parent_code text, ALTER id DROP NOT NULL"

# Level by level, because the parent's id must exist; rows that are as they should be are not touched.
_MERGE = """
    MERGE INTO regions_region region
    USING (SELECT stage.*, parent.id AS parent FROM region_stage stage
             LEFT JOIN regions_region parent ON parent.code = stage.parent_code
            WHERE stage.level = %(level)s) new
       ON region.code = new.code
     WHEN MATCHED AND (region.name, region.kind, region.path_name, region.postcode, region.tz,
                       region.own_words, region.path_words, region.valid_until)
                      IS DISTINCT FROM (new.name, new.kind, new.path_name, new.postcode, new.tz,
                       new.own_words, new.path_words, NULL) THEN
          UPDATE SET name = new.name, kind = new.kind, path_name = new.path_name, postcode = new.postcode, tz = new.tz,
                     own_words = new.own_words, path_words = new.path_words, valid_until = NULL
     WHEN NOT MATCHED THEN
          INSERT (code, name, kind, level, parent_id, path_name, postcode, tz, own_words, path_words, valid_from)
          VALUES (new.code, new.name, new.kind, new.level, new.parent, new.path_name, new.postcode, new.tz,
                  new.own_words, new.path_words, %(new_from)s::date)
"""

_RETIRE = """
    UPDATE regions_region SET valid_until = %(today)s
     WHERE valid_until IS NULL AND NOT EXISTS (SELECT FROM region_stage WHERE region_stage.code = regions_region.code)
"""

_FORGET_WORDS = "DELETE FROM regions_regionword"
_COLLECT_WORDS = """
    INSERT INTO regions_regionword (word, uses)
    SELECT word, count(*) FROM regions_region, regexp_split_to_table(trim(own_words), ' ') word
     WHERE length(word) >= 4 AND valid_until IS NULL GROUP BY word
"""

# What a load leaves in the pending lists would make every search thirty times slower until the next vacuum.
_TIDY_INDEXES = """
    SELECT gin_clean_pending_list(index::regclass)
      FROM unnest(ARRAY['region_own_words_trgm', 'region_word_trgm']) index
"""


def load(at: datetime, say: Callable[[str], object] = print) -> None:
    """Bring the regions to what the package holds: new and changed ones are written, gone ones end on the day of `at`.

    In one transaction; a second load waits for the first. Running it again changes nothing.
    """
    today = timezone.localdate(at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE regions_region IN SHARE ROW EXCLUSIVE MODE")
        say(_("Wilayah: membaca %(source)s …") % {"source": source.VERSION})
        _stage(cursor)
        # The package doesn't tell since when an area exists: those of the first load were there before.
        new_from = today if Region.objects.exists() else None
        changed = sum(_merge(cursor, level, new_from, say) for level in Region.Level)
        cursor.execute(_RETIRE, {"today": today})
        retired = cursor.rowcount
        cursor.execute("DROP TABLE region_stage")
        if changed or retired:
            cursor.execute(_FORGET_WORDS)
            cursor.execute(_COLLECT_WORDS)
            cursor.execute(_TIDY_INDEXES)
            cursor.execute("ANALYZE regions_region, regions_regionword")
    say(
        _("Wilayah: %(changed)d ditambahkan atau diperbarui, %(retired)d dinyatakan berakhir.")
        % {"changed": changed, "retired": retired}
    )


def _stage(cursor) -> None:
    cursor.execute(_STAGE)
    cursor.execute(_STAGE_PARENT)
    with cursor.copy(f"COPY region_stage ({_COLUMNS}) FROM STDIN") as copy:
        for row in _rows():
            copy.write_row(row)
    cursor.execute("ANALYZE region_stage")


def _rows() -> Iterator[tuple]:
    paths = {"": " "}
    for area in source.areas():
        own = words.own_words(area.name, area.kind, area.level)
        path = own + paths[area.parent_code].lstrip()
        if area.level < Region.Level.VILLAGE:
            paths[area.code] = path
        yield (*area, own, path)


def _merge(cursor, level: int, new_from: date | None, say: Callable[[str], object]) -> int:
    cursor.execute(_MERGE, {"level": level, "new_from": new_from})
    say(_("Wilayah: tingkat %(level)d dari 4 selesai.") % {"level": level})
    return cursor.rowcount
