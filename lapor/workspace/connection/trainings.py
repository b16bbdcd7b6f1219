"""Trainings: the list, one with its people and papers, and what its office changes on it."""

from datetime import datetime
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
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.connection import roles, trainings
from lapor.connection.models import Material, Training
from lapor.core.errors import NotFound, Refused
from lapor.core.files import file_response
from lapor.core.http import read_id
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk, form_page
from lapor.workspace.connection.forms import MaterialForm, ParticipantForm, TrainingForm
from lapor.workspace.form_page import FORM, Asked

PAGE = 50


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The newest first."""
    visible = trainings.visible_to(by.seats).select_related("host")
    last = visible.filter(pk=read_id(request.GET.get("setelah", "")) or 0).first()
    if last:
        visible = visible.filter(held_on__lte=last.held_on).exclude(held_on=last.held_on, pk__gte=last.pk)
    rows = list(visible.order_by("-held_on", "-pk")[: PAGE + 1])
    context = {
        "trainings": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "plans": desk.holds(by, roles.LEADERS),
        "today": timezone.localdate(at),
    }
    return render(request, "workspace/connection/trainings.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.LEADERS)
def plan(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A training to come, or one that was."""
    form = TrainingForm(form_page.posted(request))
    asked = Asked(heading=_("Tambah bimtek"), send=_("Simpan"), back=reverse("workspace:trainings"))

    def take(said: dict[str, Any]) -> HttpResponse:
        training = trainings.plan(**said, by=user_of(request), at=at)
        messages.success(request, _("Bimtek tercatat. Tambahkan pesertanya."))
        return redirect("workspace:training", training.pk)

    return form_page.answer(request, form, asked, take, done="")


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Where and when, who is expected or came, what was handed out."""
    return _page(request, _find(pk, by), by=by, at=at)


@require_POST
@never_cache
@desk.for_roles(roles.LEADERS)
def change(request: HttpRequest, pk: int, part: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Add somebody, note who came, or hand something out."""
    training = _find(pk, by)
    if not trainings.led_by(by.seats).filter(pk=pk).exists():
        raise NotFound(pk)
    if part == "hadir":
        return _call_roll(request, training, at=at)
    if part not in ("peserta", "materi"):
        raise NotFound(part)
    form: forms.Form
    if part == "peserta":
        form = ParticipantForm(request.POST, seats=by.seats, at=at, auto_id="peserta_%s")
    else:
        form = MaterialForm(request.POST, request.FILES, auto_id="materi_%s")
    take: Any = trainings.expect if part == "peserta" else trainings.hand_out
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                take(training, **form.cleaned_data, by=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("workspace:training", pk)
    return _page(request, training, by=by, at=at, refused={part: form})


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def file(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """Something that was handed out."""
    visible = trainings.visible_to(by.seats)
    material = get_object_or_404(Material, token=token, link="", training__in=visible)
    return file_response(material.read(), media_type=material.media_type, filename=material.file_name, inline=True)


def _call_roll(request: HttpRequest, training: Training, *, at: datetime) -> HttpResponse:
    present = [pk for pk in map(read_id, request.POST.getlist("hadir")) if pk]
    try:
        with transaction.atomic(durable=True):
            trained = trainings.call_roll(training, present, by=user_of(request), at=at)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        count = len(trained)
        said = ngettext("%d instansi kini sudah bimtek.", "%d instansi kini sudah bimtek.", count) % count
        messages.success(request, _("Kehadiran tersimpan.") + (f" {said}" if trained else ""))
    return redirect("workspace:training", training.pk)


def _page(
    request: HttpRequest, training: Training, *, by: Actor, at: datetime, refused: dict[str, forms.Form] | None = None
) -> HttpResponse:
    refused = refused or {}
    leads = trainings.led_by(by.seats).filter(pk=training.pk).exists()
    context = {
        "training": training,
        "participants": trainings.participants_for(training, by.seats),
        "materials": training.materials.all(),
        "leads": leads,
        "has_been": training.held_on <= timezone.localdate(at),
    }
    if leads:
        context["person"] = refused.get("peserta") or ParticipantForm(seats=by.seats, at=at, auto_id="peserta_%s")
        context["paper"] = refused.get("materi") or MaterialForm(auto_id="materi_%s")
    return render(request, "workspace/connection/training.html", context, status=422 if refused else 200)


def _find(pk: int, by: Actor) -> Training:
    found = trainings.visible_to(by.seats).select_related("host").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
