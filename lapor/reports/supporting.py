"""Citizens beside the reporter: "saya juga", and linking a report to an account."""

from datetime import datetime

from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.reports import parts, record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action
from lapor.reports.models import Report, Support


def support(number: int, *, by: Actor, at: datetime) -> Report:
    """Say "I have this too" on a public report, once each. Raises NotFound; Refused: `not_your_step`, `twice`."""
    report = Report.objects.locked(number, by=by, openly=True)
    step = report.may(Action.SUPPORT, by=by)
    new = Support.objects.get_or_create(report=report, supporter_tag=by.tag, defaults={"at": at})[1]
    if not new:
        raise Refused("twice", _("Anda sudah mendukung laporan ini."))
    record.advance(report, step, by=by, at=at, support_count=report.support_count + 1)
    return report


def has_supported(report: Report, *, by: Actor) -> bool:
    """Has this citizen said so already?"""
    return by.tag is not None and Support.objects.filter(report=report, supporter_tag=by.tag).exists()


def link(number: int, *, to: Actor, by: Actor, at: datetime) -> Report:
    """Give a report that was sent without an account to the citizen `to`; `by` has shown its PIN.

    Raises NotFound; Refused: `not_your_step`, `taken`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.LINK, by=by)
    if report.reporter_tag is not None and bytes(report.reporter_tag) != to.tag:
        raise Refused("taken", _("Laporan ini sudah terhubung dengan akun lain."))
    record.advance(report, step, by=by, at=at, reporter_tag=to.tag)
    for part in parts.of(report).with_holder():
        record.advance(part, step, by=by.acting(), at=at, reporter_tag=to.tag)
    return report
