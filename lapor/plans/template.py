"""The national template: items that every agency may begin with."""

from django.utils.translation import gettext as _

from lapor.agencies.memberships import Seat
from lapor.core.errors import Refused
from lapor.plans import reading, roles
from lapor.plans.models import TemplateRow

MOST_ROWS = 60


def keep(row: TemplateRow, *, seats: tuple[Seat, ...]) -> TemplateRow:
    """Save one, new or changed; plans that began with it stay as they are.

    Raises Refused: `not_your_step`, `too_many`.
    """
    if not roles.registers(seats):
        raise reading.not_yours()
    if row.pk is None and TemplateRow.objects.count() >= MOST_ROWS:
        raise Refused("too_many", _("Contoh paling banyak berisi %d butir.") % MOST_ROWS)
    row.save()
    return row


def remove(row: TemplateRow, *, seats: tuple[Seat, ...]) -> None:
    """One less. Raises Refused: `not_your_step`."""
    if not roles.registers(seats):
        raise reading.not_yours()
    row.delete()
