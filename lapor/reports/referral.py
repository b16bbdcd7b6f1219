"""Referral: who must act. Handing on, taking on, returning, deciding disputes, joining and splitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from lapor.agencies.models import Role, Unit, UnitQuerySet
from lapor.core.errors import NotFound, Refused
from lapor.reports import intake, privacy, record, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import STEPS, Action, ArchiveReason, Relation, State, Who
from lapor.reports.models import Part, Report
from lapor.reports.words import require

RETURNS_BEFORE_ARBITRATION = 3


def refer(number: int, *, to: Unit, by: Actor, at: datetime, note: str = "") -> Report:
    """Hand a verified report to the unit that must act on it. Call it in a transaction.

    An agency that isn't connected never loses a report: it goes to its coordinator. Raises NotFound for a report `by`
    may not see; Refused: `wrong_state`, `not_your_step`, `same_unit`, `not_your_tree`, `arbitration`, `closed_unit`.
    """
    return hand_on(Report.objects.locked(number, by=by), to=to, by=by, at=at, note=note)


def hand_on(report: Report, *, to: Unit, by: Actor, at: datetime, note: str = "") -> Report:
    """`refer` for a report that the caller has locked: verification does both in one form. Raises what `refer` does."""
    step = report.may(Action.REFER, by=by)
    _check_target(report, to, by, at)
    _check_undisputed(report)
    holder = _reachable(to)
    if holder.pk == report.holder_id and report.state != State.SUBMITTED:
        raise Refused("same_unit", _("%s sudah memegang laporan ini.") % holder.name, field="to")
    record.advance(
        report,
        step,
        by=by,
        at=at,
        holder=holder,
        data={"to": holder.code, "meant_for": to.code},
        texts={Part.NOTE: note.strip()},
    )
    return report


def targets(report: Report, *, by: Actor, at: datetime) -> UnitQuerySet:
    """Where this officer may refer this report: a national admin anywhere, everybody else within the own tree."""
    current = Unit.objects.current(at)
    if Who.NATIONAL_ADMIN in roles.stance(report, by=by):
        return current
    own = Q(pk__in=[])
    for seat in by.seats:
        if seat.role != Role.LIAISON:
            own |= Q(path__startswith=seat.unit_path)
    return current.filter(own)


def _check_target(report: Report, to: Unit, by: Actor, at: datetime) -> None:
    _check_current(to, at)
    if not targets(report, by=by, at=at).filter(pk=to.pk).exists():
        sentence = _("Anda hanya bisa meneruskan ke unit di instansi Anda. Bila bukan wewenang Anda, kembalikan.")
        raise Refused("not_your_tree", sentence, field="to")


def _check_current(to: Unit, at: datetime) -> None:
    if not to.is_current(at):
        raise Refused("closed_unit", _("%s sudah tidak ada. Pilih unit lain.") % to.name, field="to")


def _reachable(to: Unit) -> Unit:
    """Where a report for this unit really goes: units of an agency that isn't connected read no inbox."""
    return to if to.root.connected else intake.receiver(to)


def _check_undisputed(report: Report) -> None:
    if report.in_arbitration:
        raise Refused("arbitration", _("Laporan ini menunggu keputusan koordinator tentang siapa yang berwenang."))


def take_on(number: int, *, by: Actor, at: datetime) -> Report:
    """Handle it oneself. Raises NotFound; Refused: `wrong_state`, `not_your_step`, `arbitration`."""
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.TAKE_ON, by=by)
    _check_undisputed(report)
    record.advance(report, step, by=by, at=at)
    return report


def give_back(number: int, *, reason: str, by: Actor, at: datetime) -> Report:
    """Return a misdirected report one level up, from an agency to the national desk; the third return asks an arbiter.

    The class clock runs on. Whom an arbiter named keeps it; below them it is only passed up. Raises NotFound; Refused:
    `wrong_state`, `not_your_step`, `empty`, `at_the_top`, `arbitration`, `bound`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.RETURN, by=by)
    desk = Unit.objects.get(code=intake.NATIONAL_DESK)
    if report.holder_id == desk.pk:
        raise Refused("at_the_top", _("Meja nasional adalah pintu terakhir; laporan ini tidak bisa dikembalikan lagi."))
    _check_undisputed(report)
    if is_bound(report):
        raise Refused(
            "bound", _("Sudah diputuskan bahwa %s yang berwenang, dan keputusan itu mengikat.") % report.holder
        )
    returns = report.return_count + 1
    disputed = returns >= RETURNS_BEFORE_ARBITRATION and not _decided_above(report)
    above = _arbiter(report, desk) if disputed else report.holder.parent or desk
    record.advance(
        report,
        step,
        by=by,
        at=at,
        holder=above,
        data={"from": report.holder.code, "to": above.code, "returns": returns, "arbitration": disputed},
        texts={Part.NOTE: require(reason, field="reason")},
        return_count=returns,
        in_arbitration=disputed,
    )
    return report


def is_bound(report: Report) -> bool:
    """Did an arbiter name the very unit that holds it now? Then it can't be returned."""
    return report.bound_to_id is not None and report.holder_id == report.bound_to_id


def _decided_above(report: Report) -> bool:
    """Does it lie below the unit that an arbiter named? Then that unit gets it back, and nothing is disputed."""
    return report.bound_to is not None and report.holder.path.startswith(report.bound_to.path)


def earlier_holders(report: Report) -> list[int]:
    """The units that have had the report before, the last one first: what an arbiter looks at first."""
    held = report.events.exclude(holder=report.holder_id).values("holder").annotate(last=Max("seq")).order_by("-last")
    return [row["holder"] for row in held]


def _arbiter(report: Report, desk: Unit) -> Unit:
    """Who decides a dispute: the province's coordinator, else (and for secret reports) the national desk."""
    coordinator = report.agency.coordinator
    return coordinator if coordinator and coordinator.connected and not report.is_secret else desk


def arbitration_targets(report: Report, *, by: Actor, at: datetime) -> UnitQuerySet:
    """Whom this arbiter may name: a national admin anybody, a coordinator the agencies of the province."""
    current = Unit.objects.current(at)
    if Who.NATIONAL_ADMIN in roles.stance(report, by=by):
        return current
    provinces = [seat.unit_id for seat in by.seats if seat.role == Role.COORDINATOR]
    return current.filter(Q(coordinator__in=provinces, agency__isnull=True) | Q(agency__coordinator__in=provinces))


def arbitrate(number: int, *, to: Unit, reason: str, by: Actor, at: datetime) -> Report:
    """Decide with binding effect who must act on a disputed report.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `not_disputed`, `closed_unit`, `not_your_province`,
    `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.ARBITRATE, by=by)
    if not report.in_arbitration:
        raise Refused("not_disputed", _("Laporan ini tidak sedang dipersengketakan."))
    _check_current(to, at)
    if not arbitration_targets(report, by=by, at=at).filter(pk=to.pk).exists():
        raise Refused(
            "not_your_province", _("Pilih instansi di provinsi Anda, atau serahkan ke meja nasional."), field="to"
        )
    privacy.check_officer_words(report, reason, field="reason")
    holder = _reachable(to)
    record.advance(
        report,
        step,
        by=by,
        at=at,
        holder=holder,
        data={"to": to.code},
        texts={Part.TEXT: require(reason, field="reason")},
        in_arbitration=False,
        bound_to=holder,
    )
    return report


def join(number: int, *, into: int, by: Actor, at: datetime, reason: str = "") -> Report:
    """Archive a report as the same matter as another, which it then supplements.

    Raises NotFound (either report); Refused: `wrong_state`, `not_your_step`, `itself`, `part`, `secret`,
    `already_joined`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.JOIN, by=by)
    if report.relation == Relation.PART:
        raise Refused("part", _("Bagian laporan tidak bisa digabungkan sendiri; laporan lengkapnya yang menentukan."))
    parent = Report.objects.visible_to(by).filter(number=into).first()
    if parent is None:
        raise NotFound(into)
    if parent.pk == report.pk:
        raise Refused("itself", _("Laporan tidak bisa digabungkan dengan dirinya sendiri."), field="into")
    if report.is_secret and not parent.is_secret:
        raise Refused("secret", _("Laporan rahasia tidak boleh digabungkan ke laporan terbuka."), field="into")
    if parent.relation == Relation.DUPLICATE:
        raise Refused(
            "already_joined", _("Laporan itu sendiri sudah digabungkan. Pilih laporan induknya."), field="into"
        )
    record.advance(
        report,
        step,
        by=by,
        at=at,
        data={"into": parent.number},
        texts={Part.NOTE: reason.strip()},
        parent=parent,
        relation=Relation.DUPLICATE,
        archive_reason=ArchiveReason.DUPLICATE,
        closed_at=at,
    )
    return report


@dataclass(frozen=True)
class PartFor:
    """One part of a report that several must act on: whose it is, and what they are asked to do."""

    to: Unit
    text: str


def split(number: int, *, parts: Sequence[PartFor], by: Actor, at: datetime) -> list[Report]:
    """Divide a report among several units; each part has its own number, holder and clocks, the reporter one timeline.

    One that is divided already gets more parts. From then on the whole's state follows its parts (`parts.py`).

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `too_few`, `part_of_part`, `arbitration`, `personal_data`,
    and those of `refer`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.SPLIT, by=by)
    if report.relation:
        raise Refused("part_of_part", _("Bagian laporan tidak bisa dibagi lagi."))
    _check_undisputed(report)
    if len({part.to.pk for part in parts}) < (1 if report.is_divided else 2):
        raise Refused("too_few", _("Pilih paling sedikit dua unit, masing-masing dengan bagiannya."), field="parts")
    for part in parts:
        _check_target(report, part.to, by, at)
        privacy.check_officer_words(report, part.text, field="parts")
    children = [intake.part_of(report, text=require(part.text), by=by.acting(), at=at) for part in parts]
    numbers = [child.number for child in children]
    record.advance(report, step, by=by, at=at, data={"parts": numbers}, is_divided=True, proposal=None)
    for child, part in zip(children, parts, strict=True):
        child_step = STEPS[Action.REFER]
        record.advance(child, child_step, by=by.acting(), at=at, holder=_reachable(part.to), data={"to": part.to.code})
    return children
