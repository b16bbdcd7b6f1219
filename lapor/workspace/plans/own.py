"""An agency's own plans: the list, one plan, its book, its profile and the steps it takes."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.agencies.models import Unit
from lapor.core.errors import NotFound
from lapor.plans import book as books
from lapor.plans import drafting, reading, roles, steps
from lapor.plans.drafting import Source
from lapor.plans.models import Item, Plan, State
from lapor.plans.steps import Step
from lapor.reports.actors import Actor
from lapor.ui.pdf import answer
from lapor.workspace import desk
from lapor.workspace.plans.forms import ProfileForm, StartForm, StepForm, sent

FORM = ["GET", "HEAD", "POST"]
STEPS = {
    "setujui": Step.APPROVE,
    "kirim": Step.SUBMIT,
    "daftarkan": Step.REGISTER,
    "kembalikan": Step.GIVE_BACK,
}
SAYS = {
    Step.APPROVE: gettext_lazy("Setelah disetujui, isi rencana tetap; yang bertambah hanya capaian dan bukti."),
    Step.SUBMIT: gettext_lazy("Rencana dikirim ke meja nasional, yang memeriksa dan memberinya nomor register."),
    Step.REGISTER: gettext_lazy("Rencana mendapat nomor register dan tidak bisa lagi kembali ke draf."),
    Step.GIVE_BACK: gettext_lazy("Rencana menjadi draf lagi dan bisa diubah. Alasan Anda tercatat di rencana."),
}


@require_safe
@never_cache
@desk.for_roles(roles.ALL)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The plans of the own agency, newest first; who only looks from above is led to the register."""
    seat = roles.agency_of(by.seats)
    if seat is None:
        return redirect("workspace:plan_register")
    day = timezone.localdate(at)
    context = {
        "agency_name": seat.agency_name,
        "plans": Plan.objects.filter(agency=seat.agency_id).select_related("agency"),
        "pressing": Item.objects.filter(plan__agency=seat.agency_id).pressing(day),
        "day": day,
        "writes": roles.writes(by.seats, seat.agency_id),
        "oversees": desk.holds(by, roles.OVERVIEW),
    }
    return render(request, "workspace/plans/index.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.APPROVERS)
def start(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A new plan of the own agency."""
    seat = roles.agency_of(by.seats)
    if seat is None or not roles.writes(by.seats, seat.agency_id):
        raise NotFound(request.path)
    agency = Unit.objects.get(pk=seat.agency_id)
    form = StartForm(request.POST if request.method == "POST" else None, at=at)
    made: list[Plan] = []

    def take(said: dict) -> None:
        made.append(drafting.start(agency, said["year"], Source(said["source"]), by=user_of(request), at=at))

    status = sent(form, take, version=int)
    if status is None:
        messages.success(request, _("Draf rencana aksi %d siap diisi.") % made[0].year)
        return redirect("workspace:plan", made[0].pk)
    return render(request, "workspace/plans/start.html", {"form": form}, status=status)


@require_safe
@never_cache
@desk.for_roles(roles.ALL)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """One plan with its items, how far they came, and what can be done next."""
    plan = reading.plan(pk, seats=by.seats)
    day = timezone.localdate(at)
    chapters = books.chapters(plan)
    context = {
        "plan": plan,
        "chapters": chapters,
        "sums": books.counted(chapters, day),
        "steps": plan.steps.select_related("by"),
        "offered": _offered(plan, request, by),
        "is_author": plan.is_draft and steps.is_author(plan, user_of(request)),
        "edits": plan.is_draft and roles.writes(by.seats, plan.agency_id),
        "day": day,
    }
    return render(request, "workspace/plans/plan.html", context)


def _offered(plan: Plan, request: HttpRequest, by: Actor) -> list[tuple[str, Step]]:
    """The steps that this officer may take, with their addresses."""
    slugs = {step: slug for slug, step in STEPS.items()}
    return [(slugs[step], step) for step in steps.offered(plan, seats=by.seats, by=user_of(request))]


@require_safe
@never_cache
@desk.for_roles(roles.ALL)
def book(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The printed book."""
    plan = reading.plan(pk, seats=by.seats)
    return answer(books.printed(plan, at=at), f"renaksi-{plan.year}-{slugify(plan.agency.name)}.pdf")


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.APPROVERS)
def profile(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Foreword and profile of the agency."""
    plan = reading.plan(pk, seats=by.seats)
    if not roles.writes(by.seats, plan.agency_id) or (request.method != "POST" and not plan.is_draft):
        raise NotFound(request.path)
    initial = {"profile": plan.profile, "seen": plan.version}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    status = sent(
        form,
        lambda said: drafting.write_profile(pk, said["profile"], seen=said["seen"], by=user_of(request), at=at),
        version=lambda: plan.version,
    )
    if status is None:
        messages.success(request, _("Pengantar tersimpan."))
        return redirect("workspace:plan", pk)
    context = {"form": form, "plan": plan, "changed": plan.profile if status == 409 else ""}
    return render(request, "workspace/plans/profile.html", context, status=status)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(roles.OVERVIEW | roles.APPROVERS)
def step(request: HttpRequest, pk: int, slug: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Say what the step does, then take it."""
    plan = reading.plan(pk, seats=by.seats)
    wanted = STEPS.get(slug)
    if wanted is None or (request.method != "POST" and (slug, wanted) not in _offered(plan, request, by)):
        raise NotFound(request.path)
    form = StepForm(request.POST if request.method == "POST" else None, step=wanted, initial={"seen": plan.version})
    status = sent(
        form,
        lambda said: steps.take(wanted, pk, note=said["note"], seen=said["seen"], by=user_of(request), at=at),
        version=lambda: plan.version,
    )
    if status is None:
        plan.refresh_from_db()
        messages.success(request, _("Rencana sekarang “%s”.") % State(plan.state).label)
        return redirect("workspace:plan", pk)
    context = {"form": form, "plan": plan, "step": wanted, "says": SAYS[wanted]}
    return render(request, "workspace/plans/step.html", context, status=status)
