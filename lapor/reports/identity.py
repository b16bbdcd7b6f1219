"""Who the reporter is: masked by default, opened only to whom the rules allow, and every look is recorded.

Anonim hides it from everybody in the reported agency; then only a custodian outside it may open it, with a reason and
for a time.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from lapor.core.encryption import Undecipherable
from lapor.core.errors import Refused
from lapor.reports import record, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, ActorKind, Channel, Who
from lapor.reports.models import IdentityLook, Part, Report, Reporter, ReportKey
from lapor.reports.words import require

LOOK_LASTS = timedelta(hours=1)
MOST_TOLD = 10  # reports a day with one contact that nobody confirmed: more would flood somebody's mailbox or phone


@dataclass(frozen=True)
class Identity:
    name: str = ""
    phone: str = ""
    email: str = ""
    chat: str = ""


def release(number: int, *, reason: str, by: Actor, at: datetime) -> Report:
    """Open the reporter's identity to this officer for an hour. Call it in a transaction.

    Raises NotFound; Refused: `not_your_step`, `anonymous`, `no_identity`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.RELEASE_IDENTITY, by=by)
    if is_shut(report, by=by):
        raise Refused("anonymous", _("Pelapor memilih anonim. Identitasnya tidak dibuka kepada instansi terlapor."))
    if report.sender is None:
        raise Refused("no_identity", _("Pelapor tidak meninggalkan nama atau kontak."))
    record.advance(report, step, by=by, at=at, texts={Part.NOTE: require(reason, field="reason")})
    unit_id = roles.unit_of(report, by=by) or report.holder_id
    IdentityLook.objects.create(report=report, actor_ref=by.ref, actor_unit_id=unit_id, at=at, until=at + LOOK_LASTS)
    return report


def seen_by(report: Report, *, by: Actor, at: datetime) -> Identity | None:
    """The identity for whoever has it open now: the reporter, or an officer within the hour of a recorded look."""
    if Who.REPORTER in roles.stance(report, by=by):
        return _read(report)
    if by.kind != ActorKind.OFFICER:
        return None
    looks = IdentityLook.objects.filter(report=report, actor_ref=by.ref, at__lte=at, until__gt=at)
    return _read(report) if looks.exists() and not is_shut(report, by=by) else None


def is_shut(report: Report, *, by: Actor) -> bool:
    """Anonymous, and this officer is no custodian, or has any seat in an agency that it may be about."""
    if not report.is_anonymous:
        return False
    outside = Report.objects.filter(pk=report.pk).never_had_by([seat.agency_id for seat in by.seats])
    return Who.CUSTODIAN not in roles.stance(report, by=by) or not outside.exists()


def for_scan(report: Report) -> Identity:
    """For the scan of a text before it is published; never for a page."""
    return _read(report)


def for_telling(report: Report) -> Identity:
    """Where to send what the reporter must hear; never for a page, so it is no look.

    Empty once it was erased, and where somebody types the same contact all day, which may be a stranger's.
    """
    try:
        return Identity() if _is_typed_all_day(report) else _read(report)
    except (Undecipherable, ReportKey.DoesNotExist):
        return Identity()


def _is_typed_all_day(report: Report) -> bool:
    sender = report.sender
    if sender is None or report.channel != Channel.WEB or report.reporter_tag is not None:
        return False
    # Without a join: a plan for any contact can't know how few reports one has, and would read the whole table.
    same = Reporter.objects.filter(contact_tags__overlap=sender.contact_tags, pk__lt=sender.pk)
    before = sorted(same.values_list("report", flat=True))[-MOST_TOLD:]
    a_day_ago = report.submitted_at - timedelta(days=1)
    return len(before) == MOST_TOLD and Report.objects.filter(pk=before[0], submitted_at__gt=a_day_ago).exists()


def _read(report: Report) -> Identity:
    sender = report.sender
    if sender is None:
        return Identity()
    plain = sender.report.data_key.decrypt(bytes(sender.ciphertext), context=f"reporter {sender.report_id}")
    return Identity(**json.loads(plain))
