"""Looking at the work of others in the demo: programmes, a divided report, a sample, and what somebody follows."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Role, Unit
from lapor.core.errors import Refused
from lapor.reports import actors, overseeing, oversight, programmes, referral, response, sampling, watching
from lapor.reports.actors import Actor
from lapor.reports.models import Programme, Report
from lapor.reports.oversight import Inspection

PROGRAMMES = (
    ("Program Makan Bergizi Gratis", Programme.Kind.PROGRAMME),
    ("Jalan dan jembatan desa", Programme.Kind.ISSUE),
)
PARTS = (
    ("64.08/dpupr", "Perbaiki badan jalan kabupaten yang rusak."),
    ("64", "Perbaiki saluran di ruas jalan provinsi."),
    ("64.08/perumdam", "Pindahkan pipa yang bocor di bawah jalan."),
)


@transaction.atomic
def create(*, at: datetime) -> None:
    """Call it when the demo's people and reports are there."""
    _mark(at)
    _divide(at)
    _inspect(at)
    old = overseeing.unsettled(at).order_by("id").first()
    if old:
        overseeing.consent(old.number, given=True, by=actors.pin_holder(old.number), at=at)


def _mark(at: datetime) -> None:
    """Programmes, with the newest open reports under the issue; KSP follows the first of them."""
    prio, today = _officer("ksp", Role.PRIORITY_CONTROLLER, at), timezone.localdate(at)
    kept = [programmes.add(name=name, kind=kind, valid_from=today.replace(month=1, day=1)) for name, kind in PROGRAMMES]
    for report in _open_reports("64.08/dpupr")[:3]:
        reason = "Dipantau bersama Kementerian Desa."
        oversight.prioritize(report.number, reason=reason, programme=kept[1], by=prio, at=at)
        watching.follow(report.number, by=prio, at=at)


def _divide(at: datetime) -> None:
    """One report that three offices must act on; the water company has already written."""
    whole = _open_reports("64.08/dpupr").order_by("is_priority", "-id").first()
    if whole is None:
        return
    wanted = [referral.PartFor(Unit.objects.get(code=code), text) for code, text in PARTS]
    parts = referral.split(whole.number, parts=wanted, by=_officer("pusat", Role.NATIONAL_ADMIN, at), at=at)
    by = _officer("64.08/perumdam", Role.LIAISON, at)
    response.follow_up(parts[2].number, text="Petugas kami sudah melihat pipanya dan menyiapkan galian.", by=by, at=at)


def _inspect(at: datetime) -> None:
    """A sample of the last half-year, partly inspected by the coordinator."""
    kiki, today = _officer("64", Role.COORDINATOR, at), timezone.localdate(at)
    half = date(today.year, 1, 1) if today.month > 6 else date(today.year - 1, 7, 1)
    try:
        sample = sampling.draw(Unit.objects.get(code="64.08"), half_from=half, by=kiki, at=at)
    except Refused:
        return  # nothing was closed then: there is nothing to look at
    for each in sample.drawn.select_related("report")[:7]:
        found = Inspection.NOT_VERIFIED if each.position == 3 else Inspection.VERIFIED
        text = "Didatangi bersama lurah; sesuai foto." if found == Inspection.VERIFIED else "Masih rusak di dua tempat."
        oversight.inspect(each.report.number, result=found, text=text, by=kiki, at=at)


def _open_reports(unit: str):
    held = Report.objects.to_work_on().filter(holder__code=unit, is_secret=False, relation="", in_arbitration=False)
    return held.order_by("-id")


def _officer(code: str, role: Role, at: datetime) -> Actor:
    user = User.objects.filter(memberships__unit__code=code, memberships__role=role).order_by("id")[0]
    return actors.officer(user, at=at)
