"""Units, liaisons and categories of an agency from a spreadsheet: read, checked row by row, then written at once.

`tables.read` → `checking.check` says what would change and what is wrong → `writing.carry_out` does all of it or
nothing. A row is known by its code (a liaison by e-mail and unit), so the same file may come again. Nothing is ever
deleted: what a file leaves out stays, an empty cell leaves what is there, and a unit is moved on its own page only.
"""

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Role, Unit


def may(seats: tuple[Seat, ...], agency: Unit) -> bool:
    """A national admin for any agency, an admin of the whole agency for the own."""
    return any(
        seat.role == Role.NATIONAL_ADMIN or (seat.role == Role.AGENCY_ADMIN and seat.unit_id == agency.pk)
        for seat in seats
    )
