"""Decrees that make a day free or a working day: who may enter them, and that open clocks follow."""

from datetime import date, datetime
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.agencies.models import Role
from lapor.core.errors import NotFound, Refused
from lapor.deadlines.models import HolidayDecree
from lapor.reports import tasks
from lapor.reports.actors import Actor

YEARS_BACK, YEARS_AHEAD = 1, 3  # further away nobody decrees


def may_decree(by: Actor) -> bool:
    return any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats)


def enter(*, day: date, name: str, working: bool, decree: str, by: Actor, at: datetime) -> HolidayDecree:
    """Set one day as a decree has it; open clocks are moved later soon after. Call it in a transaction.

    Raises Refused: `not_your_step`, `far_away`, `already_set`.
    """
    _check(by)
    year = timezone.localdate(at).year
    if not year - YEARS_BACK <= day.year <= year + YEARS_AHEAD:
        sentence = _("Pilih tanggal antara tahun %(first)d dan %(last)d.")
        years = {"first": year - YEARS_BACK, "last": year + YEARS_AHEAD}
        raise Refused("far_away", sentence % years, field="date")
    entered, is_new = HolidayDecree.objects.get_or_create(
        date=day, defaults={"name": name, "working": working, "decree": decree, "created_at": at}
    )
    if not is_new:
        sentence = _("Tanggal itu sudah ditetapkan: %s. Hapus dulu bila salah.")
        raise Refused("already_set", sentence % entered.name, field="date")
    _let_clocks_follow()
    return entered


def withdraw(decree_id: int, *, by: Actor) -> HolidayDecree:
    """Take a decree back. Clocks that it moved stay where they are: a promise is never made shorter.

    Raises NotFound; Refused: `not_your_step`. Call it in a transaction.
    """
    _check(by)
    decree = HolidayDecree.objects.filter(pk=decree_id).first()
    if decree is None:
        raise NotFound(decree_id)
    decree.delete()
    _let_clocks_follow()  # a working day taken back is a free day again
    return decree


def _check(by: Actor) -> None:
    if not may_decree(by):
        raise Refused("not_your_step", _("Hari libur ditetapkan oleh admin nasional."))


def _let_clocks_follow() -> None:
    """A job of its own each time: one that waits already could begin before this transaction ends, and not see it."""
    tasks.follow_decrees.configure(queueing_lock=f"follow decree {uuid4()}").defer()
