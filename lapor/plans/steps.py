"""The way of a plan from draft to the national register: who may take which step, and the one writer of its state.

    draft → approved → submitted → registered; back to draft with a reason, from approved by the agency itself and from
    submitted by the national desk

Call every step in a transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.memberships import Seat
from lapor.core.errors import Refused
from lapor.plans import reading, roles
from lapor.plans.models import Part, Plan, State, Taken

# Two plans registered at once must not get one number.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('plans.register'))"


class Step(models.TextChoices):
    APPROVE = "approve", gettext_lazy("Setujui")
    SUBMIT = "submit", gettext_lazy("Kirim ke register nasional")
    REGISTER = "register", gettext_lazy("Daftarkan")
    GIVE_BACK = "give_back", gettext_lazy("Kembalikan ke draf")


@dataclass(frozen=True)
class Move:
    """From where a step leads where, and whose it is."""

    step: Step
    before: State
    after: State
    who: Callable[[tuple[Seat, ...], int], bool]


def _nation(seats: tuple[Seat, ...], _agency_id: int) -> bool:
    return roles.registers(seats)


MOVES = (
    Move(Step.APPROVE, State.DRAFT, State.APPROVED, roles.approves),
    Move(Step.SUBMIT, State.APPROVED, State.SUBMITTED, roles.writes),
    Move(Step.REGISTER, State.SUBMITTED, State.REGISTERED, _nation),
    Move(Step.GIVE_BACK, State.APPROVED, State.DRAFT, roles.approves),
    Move(Step.GIVE_BACK, State.SUBMITTED, State.DRAFT, _nation),
)


def offered(plan: Plan, *, seats: tuple[Seat, ...], by: User) -> list[Step]:
    """The steps that this person could take now; buttons come from here."""
    own = [move.step for move in MOVES if move.before == plan.state and move.who(seats, plan.agency_id)]
    return [step for step in own if step != Step.APPROVE or not is_author(plan, by)]


def is_author(plan: Plan, by: User) -> bool:
    """Did this person write it? Then another one must approve it."""
    return by.pk in (plan.created_by_id, plan.written_by_id)


def take(step: Step, pk: int, *, note: str = "", seen: int | None = None, by: User, at: datetime) -> Plan:
    """Take a step with a plan.

    Raises NotFound, Stale; Refused: `wrong_state`, `not_your_step`, `own_plan`, `part_empty`, `reason`.
    """
    seats = memberships.of(by, at)
    plan = reading.locked(pk, seats=seats, seen=seen)
    move = _move(step, plan, seats)
    if step == Step.APPROVE:
        _check_ready(plan, by)
    if step == Step.GIVE_BACK and not note.strip():
        raise Refused("reason", _("Tulis alasannya, supaya penyusun tahu apa yang harus diperbaiki."), field="note")
    if step == Step.REGISTER:
        plan.register_number = _next_number(plan.year)
    plan.state = move.after
    plan.version += 1
    plan.save(update_fields=["state", "register_number", "version"])
    Taken.objects.create(plan=plan, state=plan.state, at=at, by=by, note=note)
    return plan


def _move(step: Step, plan: Plan, seats: tuple[Seat, ...]) -> Move:
    moves = [move for move in MOVES if move.step == step]
    if not any(move.who(seats, plan.agency_id) for move in moves):
        raise reading.not_yours()
    found = next((move for move in moves if move.before == plan.state and move.who(seats, plan.agency_id)), None)
    if found is None:
        sentence = _("Rencana ini sekarang “%s”, jadi langkah itu belum atau tidak lagi bisa.")
        raise Refused("wrong_state", sentence % State(plan.state).label)
    return found


def _check_ready(plan: Plan, by: User) -> None:
    if is_author(plan, by):
        sentence = _("Anda ikut menyusun rencana ini. Mintalah pimpinan atau admin lain menyetujuinya.")
        raise Refused("own_plan", sentence)
    filled = set(plan.items.values_list("part", flat=True))
    for part in Part:
        if part not in filled:
            sentence = _("Bagian “%s” belum berisi butir. Isi dahulu, baru rencana bisa disetujui.")
            raise Refused("part_empty", sentence % part.label)


def _next_number(year: int) -> str:
    """The next number of that year's register: RA-2027-0001."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    given = Plan.objects.filter(year=year).exclude(register_number=None).count()
    return f"RA-{year}-{given + 1:04d}"
