"""Four weeks after a closing: "is it really fixed?", asked once for each closing and answered once, by any channel.

The answer counts in the evaluation; a "no" can open the report again, because a closing can be undone for 60 days.
"""

import base64
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from lapor.core import encryption
from lapor.core.errors import NotFound, Refused
from lapor.core.queries import one
from lapor.reports import closing, record
from lapor.reports.actors import Actor, system
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Part, Report
from lapor.reports.querysets import ReportQuerySet

AFTER = timedelta(weeks=4)
BATCH = 200
KEY_LENGTH = 12  # letters of 5 bits: short enough for an SMS, and nobody guesses it


def due(at: datetime) -> ReportQuerySet:
    """Closed four weeks ago and not asked about since; what can't be opened again any more isn't asked about."""
    closed = Report.objects.filter(
        state=State.CLOSED, closed_at__lte=at - AFTER, closed_at__gt=at - closing.REOPEN_WITHIN
    )
    return closed.wholes().filter(Q(asked_fixed_at__isnull=True) | Q(asked_fixed_at__lt=F("closed_at")))


def ask(*, at: datetime) -> int:
    """Ask the reporters of all these; returns how many. Several workers may do it: each report is asked about once."""
    asked = 0
    while True:
        with transaction.atomic():
            claimed = list(
                due(at).with_holder().select_for_update(of=("self",), skip_locked=True).order_by("closed_at")[:BATCH]
            )
            for report in claimed:
                step = report.may(Action.ASK_FIXED, by=system())
                record.advance(report, step, by=system(), at=at, asked_fixed_at=at, is_fixed=None)
        if not claimed:
            return asked
        asked += len(claimed)


def tell(number: int, *, fixed: bool, by: Actor, at: datetime, text: str = "", reopen: bool = False) -> Report:
    """The reporter says whether it is fixed, once for each time they were asked; `reopen` takes the report up again.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `not_asked`, `twice`, `too_late`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.TELL_FIXED, by=by)
    _check_is_asked(report, at=at)
    texts = {Part.TEXT: text.strip()[:5000].replace("\0", "")}
    record.advance(report, step, by=by, at=at, data={"fixed": fixed}, texts=texts, is_fixed=fixed)
    if reopen and not fixed:
        reason = _("Empat minggu sesudah dinyatakan selesai, masalahnya belum beres.")
        closing.reopen(number, reason=reason, by=by.acting(), at=at)
    return report


def awaits_answer(report: Report, *, at: datetime) -> bool:
    """Was the reporter asked about this closing, and may they still answer?"""
    if report.state != State.CLOSED or report.closed_at is None or report.asked_fixed_at is None:
        return False
    asked = report.asked_fixed_at >= report.closed_at
    return asked and report.is_fixed is None and closing.window_is_open(report, at=at)


def key(report: Report) -> str:
    """What opens the question without the PIN: it fits what was asked about this closing, and nothing else."""
    asked = report.asked_fixed_at.isoformat() if report.asked_fixed_at else ""
    tag = encryption.tag(f"{report.number} {asked}", purpose="is it really fixed")
    return base64.b32encode(tag).decode().lower()[:KEY_LENGTH]


def asked_with(number: int, typed: str) -> Report:
    """The report whose question this key opens. Raises NotFound, whatever doesn't fit."""
    report = one(Report.objects.with_holder().filter(number=number, asked_fixed_at__isnull=False))
    if report is None or not encryption.same(key(report).encode(), typed.encode()):
        raise NotFound(number)
    return report


def _check_is_asked(report: Report, *, at: datetime) -> None:
    if awaits_answer(report, at=at):
        return
    if not closing.window_is_open(report, at=at):
        raise Refused("too_late", _("Pertanyaan ini berlaku sampai 60 hari sesudah laporan selesai."))
    if report.is_fixed is not None:
        raise Refused("twice", _("Anda sudah menjawab. Terima kasih."))
    raise Refused("not_asked", _("Pertanyaan ini kami ajukan empat minggu sesudah laporan selesai."))
