"""The appeal: a contested answer goes one level up, to other officers, whose answer says what came of it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from lapor.agencies.models import NATIONAL_DESK, Unit
from lapor.core.errors import Refused
from lapor.reports.lifecycle import Action, AppealOutcome
from lapor.reports.models import Report

# The national desk has decided an appeal: nobody in here stands above it; the Ombudsman stands beside.
AT_LAST_LEVEL = Q(is_contested=True, holder__code=NATIONAL_DESK)


def next_level_up(report: Report) -> Unit:
    """Who stands above the holder: its parent; above an agency its coordinator; above all the national desk."""
    if report.holder.parent:
        return report.holder.parent
    coordinator = report.holder.coordinator
    if coordinator and coordinator.connected and not report.is_secret:
        return coordinator
    return Unit.objects.get(code=NATIONAL_DESK)


def is_last_level(report: Report) -> bool:
    """Is nobody left above whoever decided the appeal?"""
    return report.is_contested and report.holder.code == NATIONAL_DESK


def check_not_last_level(report: Report) -> None:
    """Raises Refused: `last_level`."""
    if is_last_level(report):
        sentence = _(
            "Meja nasional adalah tingkat terakhir, jadi tidak ada lagi yang di atasnya di sini. Bila Anda tetap tidak "
            "setuju, Anda bisa melapor kepada Ombudsman RI: telepon 137 atau ombudsman.go.id."
        )
        raise Refused("last_level", sentence)


def is_undecided(report: Report) -> bool:
    """Was it contested and not answered since? One query, for contested reports only."""
    if not report.is_contested:
        return False
    told = report.events.filter(action__in=[Action.CONTEST, Action.ANSWER]).order_by("-seq")
    return told.values_list("action", flat=True).first() == Action.CONTEST


def outcome(report: Report, said: str) -> dict[str, str]:
    """What the event of an answer carries of the appeal that it decides. Raises Refused: `no_outcome`."""
    if not is_undecided(report):
        return {}
    if said not in AppealOutcome:
        sentence = _("Laporan ini dibantah. Pilih: jawaban sebelumnya tetap, atau diperbaiki.")
        raise Refused("no_outcome", sentence, field="appeal")
    return {"appeal": said}
