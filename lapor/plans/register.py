"""The national register: which agency has a plan for a year, how far it came, and who has none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.memberships import Seat
from lapor.agencies.models import Kind
from lapor.core.sheets import Column, Sheet
from lapor.plans import roles
from lapor.plans.models import Item, Plan, State

PAGE = 40
type Agencies = QuerySet[Any]  # units with what `agencies` adds to them


class Standing(TextChoices):
    """How an agency stands in a year: without a plan, or where its plan is."""

    NONE = "none", gettext_lazy("Belum ada")
    DRAFT = State.DRAFT.value, State.DRAFT.label
    APPROVED = State.APPROVED.value, State.APPROVED.label
    SUBMITTED = State.SUBMITTED.value, State.SUBMITTED.label
    REGISTERED = State.REGISTERED.value, State.REGISTERED.label


@dataclass(frozen=True)
class Figure:
    """How many agencies stand so, of how many."""

    standing: Standing
    number: int
    whole: int


def agencies(year: int, *, seats: tuple[Seat, ...], at: datetime) -> Agencies:
    """The agencies that these seats look after, with `plan_pk`, `state`, `number`, `items` and `progress` of a year."""
    plan = Plan.objects.filter(agency=OuterRef("pk"), year=year)
    items = Item.objects.filter(plan__agency=OuterRef("pk"), plan__year=year).order_by().values("plan")
    return (
        roles.readable(seats)
        .current(at)
        .exclude(kind=Kind.DESK)
        .annotate(
            plan_pk=Subquery(plan.values("pk")),
            state=Subquery(plan.values("state")),
            number=Subquery(plan.values("register_number")),
            items=Subquery(items.annotate(n=Count("pk")).values("n")),
            progress=Subquery(items.annotate(mean=Avg("progress")).values("mean")),
        )
    )


def standing(known: Agencies, wanted: str) -> Agencies:
    """Only those that stand so; anything else is no filter."""
    if wanted == Standing.NONE:
        return known.filter(state=None)
    return known.filter(state=wanted) if wanted in State.values else known


def figures(known: Agencies) -> list[Figure]:
    """How many stand where, with the whole."""
    counted = known.order_by().values("state").annotate(n=Count("pk"))
    numbers = {row["state"] or Standing.NONE: row["n"] for row in counted}
    return [Figure(each, numbers.get(each.value, 0), sum(numbers.values())) for each in Standing]


def page(known: Agencies, after: tuple[str, int] | None) -> list[Any]:
    """A page of them by name, with their `standing`, and one more where others follow.

    `after` is the name and id of the last one seen.
    """
    if after:
        name, pk = after
        known = known.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    found = list(known.order_by("name", "pk")[: PAGE + 1])
    for agency in found:
        agency.standing = Standing(agency.state or Standing.NONE)
    return found


def sheet(known: Agencies, year: int) -> Sheet:
    """The register of a year as a table."""
    columns = [
        Column(_("Instansi"), 48),
        Column(_("Jenis"), 24),
        Column(_("Keadaan"), 14),
        Column(_("Nomor register"), 18),
        Column(_("Banyaknya butir"), 16, "number"),
        Column(_("Rata-rata capaian"), 18, "percent"),
    ]
    return Sheet(_("Renaksi %d") % year, columns, (_row(agency) for agency in known.order_by("name", "pk")))


def _row(agency: Any) -> tuple[Any, ...]:
    progress = None if agency.progress is None else float(agency.progress) / 100
    state = Standing(agency.state or Standing.NONE)
    return agency.name, Kind(agency.kind).label, state.label, agency.number or "", agency.items, progress
