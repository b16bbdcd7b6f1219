"""What somebody is to one report: asked before anything changes, because changing it first would change the answer."""

from typing import TYPE_CHECKING

from lapor.agencies.models import Role
from lapor.reports.lifecycle import Action, ActorKind, Relation, ReportClass, Who

if TYPE_CHECKING:
    from lapor.agencies.memberships import Seat
    from lapor.reports.actors import Actor
    from lapor.reports.models import Report


def stance(report: "Report", *, by: "Actor") -> frozenset[Who]:
    """Every line of the life-cycle table that this actor may stand on."""
    if by.kind == ActorKind.SYSTEM:
        return frozenset({Who.SYSTEM})
    if by.kind == ActorKind.OFFICER:
        return frozenset(who for seat in by.seats for who in _of_seat(report, seat))
    return _of_citizen(report, by)


def _of_citizen(report: "Report", by: "Actor") -> frozenset[Who]:
    whole = report.parent if report.relation == Relation.PART else None
    if report.number in by.numbers or (whole and whole.number in by.numbers):
        return frozenset({Who.REPORTER})  # a part of the own report is the own report; what was joined to it isn't
    if by.kind == ActorKind.CITIZEN and by.tag:
        mine = report.reporter_tag is not None and bytes(report.reporter_tag) == by.tag
        return frozenset({Who.REPORTER} if mine else {Who.CITIZEN})
    return frozenset()


def _of_seat(report: "Report", seat: "Seat") -> set[Who]:
    holds = report.holder.path.startswith(seat.unit_path)
    match seat.role:
        case Role.NATIONAL_ADMIN:
            # Where the national desk itself holds the report, it also handles it.
            return {Who.NATIONAL_ADMIN} | ({Who.AGENCY_ADMIN} if holds else set())
        case Role.AGENCY_ADMIN:
            return {Who.AGENCY_ADMIN} if holds else set()
        case Role.LIAISON:
            return {Who.LIAISON} if holds else set()
        case Role.COORDINATOR:
            # Reports for an agency that isn't connected lie with its coordinator, who then handles them.
            coordinated = (report.agency.coordinator_id, report.agency_id)
            coordinates = seat.unit_id in coordinated and not report.is_secret
            return ({Who.COORDINATOR} if coordinates else set()) | ({Who.AGENCY_ADMIN} if holds else set())
        case Role.PRIORITY_CONTROLLER:
            return set() if report.is_secret else {Who.PRIORITY_CONTROLLER}
        case Role.AUDITOR:
            supervisory = report.report_class == ReportClass.SUPERVISORY and report.agency_id == seat.agency_id
            return {Who.AUDITOR} if supervisory else set()
        case Role.CUSTODIAN:
            # Outside the reported agency, or anonymity would end at the next desk.
            return {Who.CUSTODIAN} if report.agency_id != seat.agency_id else set()
        case Role.OVERSEER:
            return {Who.OVERSEER} if report.ombudsman_consent_at else set()
    return set()


def unit_of(report: "Report", *, by: "Actor") -> int | None:
    """For which unit an officer acts on this report: the first of theirs that makes them somebody to it."""
    seats = [seat for seat in by.seats if _of_seat(report, seat)] or list(by.seats)
    return seats[0].unit_id if seats else None


def is_own(report: "Report", *, by: "Actor") -> bool:
    """Is this officer the reporter? One query, asked only when a step is taken."""
    return report.reporter_is_one_of(by.own_tags)


def gave_contested_answer(report: "Report", *, by: "Actor") -> bool:
    """Did this officer give, draft or approve what the reporter then contested? One query, for contested reports."""
    if not report.is_contested or by.kind != ActorKind.OFFICER:
        return False
    contest = report.events.filter(action=Action.CONTEST).order_by("-seq").values("seq")[:1]
    own = report.events.filter(actor_kind=by.kind, actor_ref=by.ref, seq__lt=contest)
    return own.filter(action__in=[Action.PROPOSE, Action.ANSWER]).exists()
