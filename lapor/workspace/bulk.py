"""Referring several reports at once: one note, one unit, one transaction for each report, one word on each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lapor.agencies.models import Unit
from lapor.core.errors import NotFound, Refused, Stale
from lapor.core.http import command_of
from lapor.reports import referral, titles
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.reports.querysets import AlreadyDone
from lapor.workspace import desk, rows
from lapor.workspace.forms import UnitField, long_text, looks_for_units, unit_choices

MOST = 50


@dataclass(frozen=True)
class Ticket:
    """A chosen row: the report and the newest event that the officer saw of it."""

    number: int
    seen: int

    @classmethod
    def read(cls, text: str) -> "Ticket | None":
        number, _colon, seen = text[:40].partition(":")
        known = all(part.isascii() and part.isdecimal() and len(part) < 11 for part in (number, seen))
        return cls(int(number), int(seen)) if known else None


@dataclass(frozen=True)
class Outcome:
    """What became of one report: done, refused or stale, and the sentence that says why."""

    number: int
    kind: str
    sentence: str


class BulkForm(forms.Form):
    """To whom, and what they should know."""

    to = UnitField(gettext_lazy("Teruskan semuanya ke"))
    note = long_text(
        gettext_lazy("Catatan untuk unit itu"), gettext_lazy("Hanya dibaca petugas."), required=False, rows=3
    )

    fields: dict[str, Any]

    def __init__(self, *args, first: Report, by: Actor, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        unit_choices(self, referral.targets(first, by=by, at=at), first, slug="teruskan", at=at, names=("to",))


@require_POST
@never_cache
@desk.for_roles(desk.REFERRERS)
def refer(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The chosen reports with the question to whom; answered, each is referred and the page says what happened."""
    tickets = _tickets(request)
    found = _found(tickets, by)
    if not found:
        raise Refused("nothing_chosen", _("Belum ada laporan yang dipilih. Centang dulu laporannya di kotak masuk."))
    asked = "command" in request.POST
    form = BulkForm(request.POST if asked else None, first=found[0], by=by, at=at)
    if looks_for_units(form):
        asked = False
    elif form.is_valid():
        command = command_of(request) or uuid4()
        outcomes = [_refer(ticket, form.cleaned_data, command, by=by, at=at) for ticket in tickets]
        return _result(request, outcomes, found, form.cleaned_data["to"])
    context = {
        "form": form,
        "rows": rows.of(found, at=at),
        "tickets": [f"{ticket.number}:{ticket.seen}" for ticket in tickets],
        "command": request.POST.get("command") or uuid4(),
        "most": MOST,
    }
    return render(request, "workspace/bulk.html", context, status=422 if asked else 200)


def _tickets(request: HttpRequest) -> list[Ticket]:
    read = (Ticket.read(text) for text in request.POST.getlist("laporan")[:MOST])
    return list({ticket.number: ticket for ticket in read if ticket}.values())


def _found(tickets: list[Ticket], by: Actor) -> list[Report]:
    numbers = [ticket.number for ticket in tickets]
    return list(Report.objects.visible_to(by).filter(number__in=numbers).with_words().order_by("due_at", "id"))


def _refer(ticket: Ticket, said: dict, command: UUID, *, by: Actor, at: datetime) -> Outcome:
    def step(number: int, of_this: Actor) -> None:
        referral.refer(number, to=said["to"], note=said["note"], by=of_this, at=at)

    return outcome(ticket.number, step, command, by=by, seen=ticket.seen)


def outcome(
    number: int, step: Callable[[int, Actor], None], command: UUID, *, by: Actor, seen: int | None = None
) -> Outcome:
    """One step on one report in its own transaction; the same click again finds it done."""
    try:
        with transaction.atomic(durable=True):
            step(number, by.acting(command=uuid5(command, str(number)), seen=seen))
    except AlreadyDone:
        pass
    except Stale as stale:
        return Outcome(number, "stale", stale.sentence)
    except Refused as refused:
        return Outcome(number, "refused", refused.sentence)
    except NotFound:
        return Outcome(number, "refused", _("Laporan ini tidak ada di antara laporan Anda."))
    return Outcome(number, "done", "")


def _result(request: HttpRequest, outcomes: list[Outcome], found: list[Report], to: Unit) -> HttpResponse:
    named = {report.number: titles.of(report) for report in found}
    context = {
        "outcomes": [(outcome, named.get(outcome.number, "")) for outcome in outcomes],
        "done": sum(outcome.kind == "done" for outcome in outcomes),
        "to": to,
    }
    return render(request, "workspace/bulk_result.html", context)
