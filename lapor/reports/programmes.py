"""Priority programmes and strategic issues: kept by name, put on reports, and counted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.reports.lifecycle import OPEN, State
from lapor.reports.models import Programme, Report

NAME_LENGTH = 120


@dataclass(frozen=True)
class Figures:
    """How the reports of one programme stand; of all that were marked, secret ones left out."""

    programme: Programme
    marked: int
    still_open: int
    late: int
    settled: int


def add(*, name: str, kind: str, valid_from: date, valid_until: date | None = None) -> Programme:
    """Keep a programme or an issue under its name; `valid_until` is its last day + 1, as everywhere.

    Raises Refused: `empty`, `taken`, `past_date`.
    """
    code = slugify(name)[:40].strip("-")
    if not code:
        raise Refused("empty", _("Tulis namanya dengan huruf atau angka."), field="name")
    if Programme.objects.filter(code=code).exists():
        raise Refused("taken", _("Sudah ada program atau isu dengan nama ini."), field="name")
    if valid_until is not None and valid_until <= valid_from:
        raise Refused("past_date", _("Hari terakhirnya tidak boleh sebelum hari pertamanya."), field="last_day")
    return Programme.objects.create(
        code=code, name=name.strip(), kind=kind, valid_from=valid_from, valid_until=valid_until
    )


def end(programme: Programme, *, at: datetime) -> None:
    """From today no report is marked with it any more; those that are keep it. Raises Refused: `ended`."""
    if not programme.is_current(at):
        raise Refused("ended", _("%s sudah berakhir.") % programme.name)
    programme.valid_until = max(timezone.localdate(at), programme.valid_from)
    programme.save(update_fields=["valid_until"])


def figures(at: datetime) -> list[Figures]:
    """Every programme, the running ones first, with its reports as they stand now. Two queries."""
    rows = (
        Report.objects.wholes()
        .filter(programme__isnull=False, is_secret=False)
        .values_list("programme")
        .annotate(
            marked=Count("pk"),
            still_open=Count("pk", filter=Q(state__in=sorted(OPEN))),
            late=Count("pk", filter=Q(state__in=sorted(OPEN), late_at__isnull=False)),
            settled=Count("pk", filter=Q(state=State.CLOSED)),
        )
    )
    counted = {programme: counts for programme, *counts in rows}
    known = sorted(Programme.objects.all(), key=lambda programme: not programme.is_current(at))
    return [Figures(programme, *counted.get(programme.pk, (0, 0, 0, 0))) for programme in known]
