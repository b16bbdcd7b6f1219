"""The way of one agency: its ladder, its papers, and the steps that may be taken now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.accounts.models import User
from lapor.agencies.models import TeamDecree, Unit
from lapor.channels import outbox
from lapor.connection import decrees, invitations, ladder, roles
from lapor.connection.models import DecreeDocument, Status, Step
from lapor.core.errors import NotFound
from lapor.core.files import file_response
from lapor.reports.actors import Actor
from lapor.workspace import desk, form_page
from lapor.workspace.connection.forms import (
    BackForm,
    ConnectForm,
    DecreeForm,
    IntegrateForm,
    InviteForm,
    RefuseForm,
    TrainedForm,
)
from lapor.workspace.form_page import FORM, Asked


@dataclass(frozen=True)
class Move:
    """A step that this officer may take now."""

    slug: str
    label: Any
    says: Any
    form: type[forms.Form]
    take: Callable[..., object]
    done: Any
    is_grave: bool = False


def _invite(agency: Unit, said: dict, *, by: User, at: datetime) -> None:
    outbox.send_invitation(invitations.invite(agency, **said, by=by, at=at), at=at)


def _send_decree(agency: Unit, said: dict, *, by: User, at: datetime) -> None:
    document = decrees.send(agency, decrees.Paper(**said), by=by, at=at)
    if not document.is_waiting:
        _tell_invited(agency, at=at)


def _tell_invited(agency: Unit, *, at: datetime) -> None:
    """The decree was judged: who was invited gets a fresh link, to an account or to the reason why not."""
    for invitation in invitations.unanswered(agency):
        outbox.send_verdict(invitations.renew(invitation, at=at), at=at)


MOVES = {
    move.slug: move
    for move in (
        Move(
            "undang", gettext_lazy("Undang admin"),
            gettext_lazy("Tautan dikirim ke surelnya, berlaku 14 hari dan sekali pakai."),
            InviteForm, _invite, gettext_lazy("Undangan dikirim."),
        ),
        Move(
            "sk", gettext_lazy("Kirim SK Tim"),
            gettext_lazy("SK menjadi dasar akun anggota tim. Periksa bahwa isian sama dengan yang tertulis di SK."),
            DecreeForm, _send_decree, gettext_lazy("SK tersimpan."),
        ),
        Move(
            "bimtek", gettext_lazy("Nyatakan sudah bimtek"),
            gettext_lazy("Pilih bimtek yang dihadiri orang dari instansi ini."),
            TrainedForm, lambda agency, said, *, by, at: ladder.train(agency, said["training"], by=by, at=at),
            gettext_lazy("Tercatat: sudah bimtek."),
        ),
        Move(
            "hubungkan", gettext_lazy("Hubungkan"),
            gettext_lazy("Sesudah ini laporan untuk instansi ini masuk langsung ke kotak masuknya."),
            ConnectForm, lambda agency, said, *, by, at: ladder.connect(agency, **said, by=by, at=at),
            gettext_lazy("Instansi ini kini terhubung."),
        ),
        Move(
            "integrasikan", gettext_lazy("Nyatakan terintegrasi"),
            gettext_lazy("Aplikasi instansi ini bertukar laporan langsung dengan LAPOR!."),
            IntegrateForm, lambda agency, said, *, by, at: ladder.integrate(agency, **said, by=by, at=at),
            gettext_lazy("Instansi ini kini terintegrasi."),
        ),
        Move(
            "mundur", gettext_lazy("Kembali ke langkah sebelumnya"),
            gettext_lazy(
                "Untuk memutus hubungan atau membetulkan catatan. Riwayat tetap tersimpan. Bila sesudahnya tidak lagi "
                "terhubung, laporan baru masuk ke koordinatornya."
            ),
            BackForm,
            lambda agency, said, *, by, at: ladder.step_back(
                agency, to=Status(said["to"]), reason=said["reason"], by=by, at=at
            ),
            gettext_lazy("Langkah mundur tercatat."), is_grave=True,
        ),
    )
}  # fmt: skip
NEXT = {Status.TRAINED: "bimtek", Status.CONNECTED: "hubungkan", Status.INTEGRATED: "integrasikan"}


def moves(by: Actor, agency: Unit, status: Status) -> list[Move]:
    """What this officer may do here now, the most sensible first; the room's rules ask again."""
    slugs: list[str] = []
    if roles.leads(by.seats, agency):
        following = ladder.above(status)
        slugs = [NEXT[following]] if following in NEXT else []
        slugs += ["undang", "sk"] if status in (Status.NOT_CONNECTED, Status.INVITED) else ["sk", "undang"]
        if status == Status.NOT_CONNECTED:
            slugs.remove("sk")
        else:
            slugs.append("mundur")
    elif roles.is_own_admin(by.seats, agency):
        slugs = ["sk"]
    return [MOVES[slug] for slug in slugs]


@dataclass
class Rung:
    status: Status
    on: date | None = None
    is_here: bool = False


def rungs(steps: list[Step], status: Status) -> list[Rung]:
    """The ladder with the day of each rung that the agency stands on or came over; `steps` newest first."""
    days: dict[str, date] = {}
    for step in reversed(steps):
        reached = ladder.ORDER.index(Status(step.status))
        days = {each: day for each, day in days.items() if ladder.ORDER.index(Status(each)) < reached}
        days[step.status] = step.on_date
    return [Rung(each, days.get(each), each == status) for each in ladder.ORDER[1:]]


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Where it stands, how it came there, and what can be done next."""
    agency = roles.find(by.seats, pk)
    status = ladder.status_of(agency, on=timezone.localdate(at))
    steps = list(ladder.steps_of(agency))
    leads = roles.leads(by.seats, agency)
    context = {
        "agency": agency,
        "status": status,
        "rungs": rungs(steps, status),
        "position": ladder.ORDER.index(status),
        "steps": steps,
        "moves": moves(by, agency, status),
        "leads": leads,
        "waits": decrees.waiting_for(agency).exists(),
        "documents": DecreeDocument.objects.filter(agency=agency).order_by("-sent_at", "-pk"),
        "decree": TeamDecree.objects.current(at).filter(agency=agency).order_by("-valid_until").first(),
        "invitations": invitations.unanswered(agency) if leads else [],
        "at": at,
    }
    return render(request, "workspace/connection/agency.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.LEADERS | {*roles.OWN})
def step(request: HttpRequest, pk: int, slug: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One step: its form, and taking it."""
    agency = roles.find(by.seats, pk)
    move = MOVES.get(slug)
    may = roles.leads(by.seats, agency) or (slug == "sk" and roles.is_own_admin(by.seats, agency))
    if move is None or not may:
        raise NotFound(slug)
    asked = Asked(
        heading=move.label,
        send=move.label,
        back=reverse("workspace:connection_agency", args=[pk]),
        lead=(agency.name, move.says),
        is_grave=move.is_grave,
    )

    def take(said: dict[str, Any]) -> None:
        move.take(agency, said, by=user_of(request), at=at)

    return form_page.answer(request, _form(move, request, agency, at), asked, take, done=move.done)


def _form(move: Move, request: HttpRequest, agency: Unit, at: datetime) -> forms.Form:
    needs: dict[str, Any] = {}
    if move.form is TrainedForm:
        needs = {"agency": agency}
    elif move.form is BackForm:
        needs = {"agency": agency, "at": at}
    files = request.FILES if request.method == "POST" else None
    return move.form(form_page.posted(request), files, initial={"on": timezone.localdate(at)}, **needs)


# --- papers and invitations ----------------------------------------------------------------------------------------


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def file(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """The decree itself, for everybody who may follow the agency's way."""
    document = get_object_or_404(DecreeDocument, token=token, agency__in=roles.visible_to(by.seats))
    return file_response(document.read(), media_type=document.media_type, filename=document.file_name, inline=True)


@require_POST
@never_cache
@desk.for_roles(roles.LEADERS)
def accept(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The decree is right: who was invited can make an account now."""
    with transaction.atomic(durable=True):
        document = decrees.accept(pk, by=user_of(request), at=at)
        _tell_invited(document.agency, at=at)
    messages.success(request, _("SK %s diterima.") % document.number)
    return redirect("workspace:connection_agency", document.agency_id)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.LEADERS)
def refuse_decree(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Say what is wrong, and send it back."""
    document = get_object_or_404(DecreeDocument.objects.select_related("agency"), pk=pk)
    if not roles.leads(by.seats, document.agency):
        raise NotFound(pk)
    asked = Asked(
        heading=_("Kembalikan SK %s") % document.number,
        send=_("Kembalikan SK"),
        back=reverse("workspace:connection_agency", args=[document.agency_id]),
        lead=(document.agency.name,),
        is_grave=True,
    )

    def take(said: dict[str, Any]) -> None:
        decrees.refuse(pk, **said, by=user_of(request), at=at)
        _tell_invited(document.agency, at=at)

    done = _("SK %s dikembalikan.") % document.number
    return form_page.answer(request, RefuseForm(form_page.posted(request)), asked, take, done=done)


@require_POST
@desk.for_roles(roles.LEADERS)
def send_again(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A fresh link for who has lost the first."""
    with transaction.atomic(durable=True):
        invitation = invitations.send_again(pk, by=user_of(request), at=at)
        outbox.send_invitation(invitation, at=at)
    messages.success(request, _("Undangan dikirim ulang. Tautan yang lama tidak berlaku lagi."))
    return redirect("workspace:connection_agency", invitation.agency_id)


@require_POST
@desk.for_roles(roles.LEADERS)
def withdraw(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The link opens nothing any more."""
    with transaction.atomic(durable=True):
        invitation = invitations.withdraw(pk, by=user_of(request), at=at)
    messages.success(request, _("Undangan dibatalkan."))
    return redirect("workspace:connection_agency", invitation.agency_id)
