"""Finding a plan for somebody: locked where a step follows, and never one that they may not see."""

from django.utils.translation import gettext as _

from lapor.agencies.memberships import Seat
from lapor.core.errors import NotFound, Refused, Stale
from lapor.plans.models import Item, Plan


def plan(pk: int, *, seats: tuple[Seat, ...]) -> Plan:
    """The plan with its agency. Raises NotFound."""
    found = Plan.objects.visible_to(seats).select_related("agency", "written_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def item(pk: int, *, seats: tuple[Seat, ...]) -> Item:
    """The item with its plan and owner. Raises NotFound."""
    related = ("plan__agency", "owner_unit")
    found = Item.objects.filter(pk=pk, plan__in=Plan.objects.visible_to(seats)).select_related(*related).first()
    if found is None:
        raise NotFound(pk)
    return found


def locked(pk: int, *, seats: tuple[Seat, ...], seen: int | None = None) -> Plan:
    """The plan, kept for this step alone; `seen` is the version that its page showed. Raises NotFound, Stale."""
    found = (
        Plan.objects.select_for_update(of=("self",)).visible_to(seats).select_related("agency").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound(pk)
    check_seen(found.version, seen)
    return found


def locked_item(pk: int, *, seats: tuple[Seat, ...], seen: int | None = None) -> Item:
    """The item of a plan that is kept for this step alone. Raises NotFound, Stale."""
    of = item(pk, seats=seats)
    plan = locked(of.plan_id, seats=seats)
    found = Item.objects.select_for_update(of=("self",)).select_related("owner_unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    check_seen(found.version, seen)
    found.plan = plan
    return found


def check_seen(version: int, seen: int | None) -> None:
    """Raises Stale where somebody else changed it after the page was shown."""
    if seen is not None and seen != version:
        sentence = _("Sudah diubah orang lain sejak Anda membuka halaman ini. Periksa isinya yang baru, lalu ulangi.")
        raise Stale(sentence, seq=seen)


def not_yours() -> Refused:
    return Refused("not_your_step", _("Langkah ini bukan wewenang Anda."))
