"""Who may set how long the clocks run: the national admin for everybody, an agency for itself and only stricter.

Clocks that run keep the length they started with; a rule holds for those that start after it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Role, Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports import in_force
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import WORK_CLOCKS
from lapor.reports.models import DeadlineRule

MOST_DAYS = 365
BASIS_LENGTH = 200


@dataclass(frozen=True)
class Line:
    """One national rule, and what this agency made of it."""

    national: DeadlineRule
    own: DeadlineRule | None
    can_be_stricter: bool


def may_set_national(by: Actor) -> bool:
    return any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats)


def agency_seat(by: Actor) -> Seat | None:
    """The seat from which this officer may set stricter rules: as admin of a whole agency, not of a part of it."""
    whole = (seat for seat in by.seats if seat.role == Role.AGENCY_ADMIN and seat.unit_id == seat.agency_id)
    return next(whole, None)


def table(agency_id: int | None) -> list[Line]:
    """The national rules in the order of the life cycle, beside those of one agency."""
    rules = DeadlineRule.objects.filter(agency=None) | DeadlineRule.objects.filter(agency=agency_id or 0)
    own = {(rule.kind, rule.report_class): rule for rule in rules if rule.agency_id}
    return [
        Line(rule, own.get((rule.kind, rule.report_class)), rule.kind in WORK_CLOCKS)
        for rule in rules.order_by("id")
        if rule.agency_id is None
    ]


@transaction.atomic
def set_national(rule_id: int, *, days: int, basis: str, by: Actor) -> DeadlineRule:
    """Change a national rule; rules of agencies that it overtakes fall away, because they would now be laxer.

    Raises NotFound; Refused: `not_your_step`, `out_of_range`, `empty`.
    """
    rule = _national(rule_id)
    if not may_set_national(by):
        raise Refused("not_your_step", _("Tenggat nasional ditetapkan oleh admin nasional."))
    rule.days, rule.basis = _checked(days), named_basis(basis)
    rule.save(update_fields=["days", "basis"])
    DeadlineRule.objects.filter(
        kind=rule.kind, report_class=rule.report_class, agency__isnull=False, days__gte=rule.days
    ).delete()
    in_force.forget()
    return rule


@transaction.atomic
def set_stricter(rule_id: int, *, days: int, basis: str, by: Actor) -> DeadlineRule:
    """Promise more than the national rule, for the reports of one's own agency.

    Raises NotFound; Refused: `not_your_step`, `not_a_work_clock`, `out_of_range`, `not_stricter`, `empty`.
    """
    national, seat = _national(rule_id), agency_seat(by)
    if seat is None:
        raise Refused("not_your_step", _("Tenggat instansi ditetapkan oleh admin instansi itu."))
    if national.kind not in WORK_CLOCKS:
        raise Refused("not_a_work_clock", _("Waktu yang menjadi hak pelapor tidak bisa dipersingkat."))
    if _checked(days) >= national.days:
        sentence = _("Tenggat instansi harus lebih singkat dari tenggat nasional, yaitu %d hari.")
        raise Refused("not_stricter", sentence % national.days, field="days")
    own = DeadlineRule.objects.update_or_create(
        kind=national.kind,
        report_class=national.report_class,
        agency=Unit.objects.get(pk=seat.agency_id),
        defaults={"days": days, "in_working_days": national.in_working_days, "basis": named_basis(basis)},
    )[0]
    in_force.forget()
    return own


@transaction.atomic
def drop_stricter(rule_id: int, *, by: Actor) -> None:
    """Go back to the national rule. Raises NotFound; Refused: `not_your_step`."""
    national, seat = _national(rule_id), agency_seat(by)
    if seat is None:
        raise Refused("not_your_step", _("Tenggat instansi ditetapkan oleh admin instansi itu."))
    DeadlineRule.objects.filter(kind=national.kind, report_class=national.report_class, agency=seat.agency_id).delete()
    in_force.forget()


def _national(rule_id: int) -> DeadlineRule:
    """Locked, so that two changes at once can't leave an agency laxer than the nation."""
    rule = DeadlineRule.objects.select_for_update().filter(pk=rule_id, agency=None).first()
    if rule is None:
        raise NotFound(rule_id)
    return rule


def _checked(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Refused("out_of_range", _("Isi antara 1 dan %d hari.") % MOST_DAYS, field="days")
    return days


def named_basis(basis: str) -> str:
    """The regulation a rule rests on. Raises Refused: `empty`."""
    if not basis.strip():
        raise Refused("empty", _("Sebutkan dasar aturannya, misalnya nomor keputusan."), field="basis")
    return basis.strip()[:BASIS_LENGTH]
