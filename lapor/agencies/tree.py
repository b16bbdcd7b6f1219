"""Where a unit stands in the tree: the one place that writes parent, agency, path and search text."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lapor.agencies.models import Unit
from lapor.core.errors import Refused

# Two moves at once could each be fine and together make a circle, so the tree is changed by one at a time.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('agencies.tree'))"
NEXT_ID = "SELECT nextval(pg_get_serial_sequence('agencies_unit', 'id'))"  # the path holds the id, so it comes first
NEXT_IDS = f"{NEXT_ID} FROM generate_series(1, %s)"
WORDS = ("name", "short_name", "kind", "email", "phone", "address", "requires_approval", "from_reference")

# The whole subtree follows its top: `was` is the part of each path that `path` replaces.
REWRITE = """
UPDATE agencies_unit AS unit
SET path = %(path)s || substr(unit.path, length(%(was)s) + 1),
    agency_id = nullif(root.id, unit.id),
    search_text = lower(concat_ws(' ', nullif(unit.name, root.name), nullif(unit.short_name, root.short_name),
                                  root.name, root.short_name, region.own_words))
FROM agencies_unit AS root LEFT JOIN regions_region AS region ON region.id = root.region_id
WHERE root.id = %(root)s AND unit.path LIKE %(was)s || '%%'
"""


def lock() -> None:
    """Wait until nobody else changes the tree, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


@transaction.atomic
def place(unit: Unit, *, under: Unit | None) -> Unit:
    """Save a unit, new or changed, at this place in the tree; what lies below moves along.

    Raises Refused: `circle` when `under` is the unit itself or lies below it.
    """
    lock()
    above = Unit.objects.select_related("agency").get(pk=under.pk) if under else None
    was = Unit.objects.values_list("path", flat=True).get(pk=unit.pk) if unit.pk else None
    if was and above and above.path.startswith(was):
        raise Refused("circle", _("%s tidak dapat dipindahkan ke bawah dirinya sendiri.") % unit.name, field="parent")
    with connection.cursor() as cursor:
        if was is None:
            cursor.execute(NEXT_ID)
            unit.pk = cursor.fetchone()[0]
        unit.parent, unit.agency = above, above.root if above else None
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
        unit.save(force_insert=was is None)
        cursor.execute(REWRITE, {"path": unit.path, "was": was or unit.path, "root": unit.root_id})
    unit.refresh_from_db(fields=["search_text"])
    return unit


@transaction.atomic
def place_many(agency: Unit, new: Sequence[tuple[Unit, Unit]], changed: Sequence[Unit]) -> None:
    """Save many units of one agency in a few queries: new ones below another each, changed ones where they are.

    What lies above comes before what lies below it; so nothing new can make a circle.
    """
    lock()
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IDS, [len(new)])
        for (unit, above), (pk,) in zip(new, cursor.fetchall(), strict=True):
            unit.pk, unit.parent, unit.agency, unit.path = pk, above, agency, f"{above.path}{pk}/"
        Unit.objects.bulk_create(unit for unit, _above in new)
        Unit.objects.bulk_update(changed, WORDS)
        cursor.execute(REWRITE, {"path": agency.path, "was": agency.path, "root": agency.pk})
