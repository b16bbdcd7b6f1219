"""One item of a plan: its words while it is a draft, then how far it came and what shows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.core.errors import NotFound
from lapor.core.files import file_response
from lapor.plans import drafting, progress, reading, roles
from lapor.plans.models import Item, Part
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.plans.forms import EvidenceForm, ItemForm, ProgressForm, of_item, sent

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.APPROVERS)
def add(request: HttpRequest, pk: int, part: str, *, by: Actor, at: datetime) -> HttpResponse:
    """One more item in a part of a draft."""
    plan = reading.plan(pk, seats=by.seats)
    if part not in Part.values or not (plan.is_draft and roles.writes(by.seats, plan.agency_id)):
        raise NotFound(request.path)
    initial = {"part": part, "owner_unit": plan.agency_id, "seen": plan.version}
    form = ItemForm(request.POST if request.method == "POST" else None, plan=plan, at=at, initial=initial)
    status = sent(
        form,
        lambda said: drafting.add_item(pk, form.words, seen=None, by=user_of(request), at=at),  # adding disturbs nobody
        version=lambda: plan.version,
    )
    if status is None:
        messages.success(request, _("Butir “%s” ditambahkan.") % form.cleaned_data["title"])
        return redirect("workspace:plan", pk)
    return render(request, "workspace/plans/item_form.html", {"form": form, "plan": plan}, status=status)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.APPROVERS)
def change(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Other words for an item of a draft."""
    item = _to_edit(request, pk, by)
    form = ItemForm(request.POST if request.method == "POST" else None, plan=item.plan, at=at, initial=of_item(item))
    status = sent(
        form,
        lambda said: drafting.change_item(pk, form.words, seen=said["seen"], by=user_of(request), at=at),
        version=lambda: item.version,
    )
    if status is None:
        messages.success(request, _("Butir “%s” tersimpan.") % form.cleaned_data["title"])
        return redirect("workspace:plan", item.plan_id)
    context = {"form": form, "plan": item.plan, "item": item, "changed": item if status == 409 else None}
    return render(request, "workspace/plans/item_form.html", context, status=status)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.APPROVERS)
def remove(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then take the item out of the draft."""
    item = _to_edit(request, pk, by)
    if request.method != "POST":
        return render(request, "workspace/plans/item_remove.html", {"item": item})
    with transaction.atomic(durable=True):
        drafting.remove_item(pk, by=user_of(request), at=at)
    messages.success(request, _("Butir “%s” dihapus.") % item.title)
    return redirect("workspace:plan", item.plan_id)


def _to_edit(request: HttpRequest, pk: int, by: Actor) -> Item:
    """An item whose words may be changed; a page that was sent too late learns why from the rules."""
    item = reading.item(pk, seats=by.seats)
    if not roles.writes(by.seats, item.plan.agency_id) or (request.method != "POST" and not item.plan.is_draft):
        raise NotFound(request.path)
    return item


@require_safe
@never_cache
@desk.for_roles(roles.ALL)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """What is to be done, how far it came, and what shows it."""
    return _page(request, reading.item(pk, seats=by.seats), by, at)


@require_POST
@never_cache
@desk.for_roles(roles.OWN)
def report(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """How far it is now."""
    item = _to_follow(request, pk, by)
    form = ProgressForm(request.POST)
    status = sent(
        form,
        lambda said: progress.report(
            pk, said["percent"], note=said["note"], seen=said["seen"], by=user_of(request), at=at
        ),
        version=lambda: item.version,
    )
    if status is None:
        messages.success(request, _("Capaian tercatat: %d persen.") % form.cleaned_data["percent"])
        return redirect("workspace:plan_item", pk)
    return _page(request, item, by, at, progress_form=form, status=status)


@require_POST
@never_cache
@desk.for_roles(roles.OWN)
def add_evidence(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A file or a link that shows it."""
    item = _to_follow(request, pk, by)
    form = EvidenceForm(request.POST, request.FILES)
    status = sent(
        form,
        lambda said: progress.show(
            pk, title=said["title"], file=said["file"], link=said["link"], by=user_of(request), at=at
        ),
        version=lambda: item.version,
    )
    if status is None:
        messages.success(request, _("Bukti “%s” tersimpan.") % form.cleaned_data["title"])
        return redirect("workspace:plan_item", pk)
    return _page(request, item, by, at, evidence_form=form, status=status)


def _to_follow(request: HttpRequest, pk: int, by: Actor) -> Item:
    """An item that this officer may report on; whether the time has come is asked by the rules."""
    item = reading.item(pk, seats=by.seats)
    if not roles.follows(by.seats, item.plan.agency_id, item.owner_unit):
        raise NotFound(request.path)
    return item


def _page(
    request: HttpRequest, item: Item, by: Actor, at: datetime, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of an item, with the form on it that was refused, if one was."""
    may = progress.may(item, by.seats)
    day = timezone.localdate(at)
    context = {
        "item": item,
        "plan": item.plan,
        "history": item.history.select_related("by"),
        "evidence": item.evidence.select_related("by", "withdrawn_by"),
        "may": may,
        "edits": item.plan.is_draft and roles.writes(by.seats, item.plan.agency_id),
        "is_late": item.is_late(day),
        "is_soon": item.is_soon(day),
    }
    if may:
        context["progress_form"] = ProgressForm(initial={"percent": item.progress, "seen": item.version})
        context["evidence_form"] = EvidenceForm()
    return render(request, "workspace/plans/item.html", context | forms, status=status)


@require_safe
@desk.for_roles(roles.ALL)
def evidence(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """The file of one evidence."""
    found = progress.evidence_of(token, seats=by.seats)
    content = found.read()
    range_header = request.headers.get("Range", "")
    return file_response(
        content, media_type=found.media_type, filename=found.file_name, inline=True, range_header=range_header
    )


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.OWN)
def withdraw(request: HttpRequest, token: UUID, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then take the evidence back."""
    found = progress.evidence_of(token, seats=by.seats)
    if not progress.may(reading.item(found.item_id, seats=by.seats), by.seats):
        raise NotFound(request.path)
    if request.method != "POST":
        return render(request, "workspace/plans/evidence_withdraw.html", {"evidence": found})
    with transaction.atomic(durable=True):
        progress.withdraw(found, by=user_of(request), at=at)
    messages.success(request, _("Bukti “%s” ditarik.") % found.title)
    return redirect("workspace:plan_item", found.item_id)
