"""The ladder that an agency climbs to be connected: the order of its rungs, and the one writer of where it stands.

    not connected → invited → decree sent → trained → connected → integrated

Up goes one rung at a time, down to any; both are new rows, so that every past day can be asked. Every step is called
in a transaction and locks the agency first.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Membership, Role, TeamDecree, Unit, UnitQuerySet
from lapor.connection import roles
from lapor.connection.models import Status, Step, Training
from lapor.core.errors import NotFound, Refused

ORDER = tuple(Status)


# --- where agencies stand ------------------------------------------------------------------------------------------


def standing(agencies: UnitQuerySet, *, on: date) -> QuerySet[Any]:
    """The agencies with `status` and `since` as they stood at the end of that day.

    One of whose way nothing was ever recorded stands as its `connected` says: it was let in before this room was.
    """
    taken = Step.objects.filter(agency=OuterRef("pk"))
    latest = taken.filter(on_date__lte=on).order_by("-on_date", "-id")
    before_records = Case(
        When(~Exists(taken) & Q(connected=True), then=Value(Status.CONNECTED)),
        default=Value(Status.NOT_CONNECTED),
        output_field=CharField(),
    )
    return agencies.annotate(
        status=Coalesce(Subquery(latest.values("status")[:1]), before_records),
        since=Subquery(latest.values("on_date")[:1]),
    )


def status_of(agency: Unit, *, on: date) -> Status:
    """Where this agency stood at the end of that day."""
    found = standing(Unit.objects.filter(pk=agency.pk), on=on)
    return Status(found.values_list("status", flat=True).get())


def steps_of(agency: Unit) -> QuerySet[Step]:
    """The way of an agency, the newest step first, with all that came with each."""
    return (
        Step.objects.filter(agency=agency)
        .select_related("by", "invitation", "document", "training")
        .order_by("-on_date", "-id")
    )


def above(status: Status) -> Status | None:
    """The next rung."""
    position = ORDER.index(status) + 1
    return ORDER[position] if position < len(ORDER) else None


def below(status: Status) -> tuple[Status, ...]:
    """All rungs under this one, the nearest first."""
    return ORDER[: ORDER.index(status)][::-1]


# --- steps ---------------------------------------------------------------------------------------------------------


def train(agency: Unit, training: Training, *, by: User, at: datetime) -> Step:
    """Its people were at this training. Raises NotFound; Refused: `wrong_order`, `nobody_came`."""
    agency = lead(agency, by=by, at=at)
    last = climb(agency, Status.TRAINED, at=at)
    if not training.participants.filter(agency=agency, attended=True).exists():
        raise Refused(
            "nobody_came", _("Tidak ada peserta dari instansi ini yang hadir di bimtek itu."), field="training"
        )
    day = max(training.held_on, last) if last else training.held_on
    return record(agency, Status.TRAINED, on=day, by=by, at=at, training=training)


def connect(agency: Unit, *, on: date, note: str = "", by: User, at: datetime) -> Step:
    """From now on its reports come to its own inbox.

    Raises NotFound; Refused: `wrong_order`, `no_decree`, `no_admin` and those of `record`.
    """
    agency = lead(agency, by=by, at=at)
    climb(agency, Status.CONNECTED, at=at)
    if not has_decree(agency, at=at):
        raise Refused("no_decree", _("SK Tim yang berlaku belum ada. Periksa dan terima SK-nya lebih dahulu."))
    if not has_admin(agency, at=at):
        sentence = _("Belum ada admin yang bisa masuk, jadi laporan tidak akan dibaca. Undang admin lebih dahulu.")
        raise Refused("no_admin", sentence)
    return record(agency, Status.CONNECTED, on=on, note=note, by=by, at=at)


def integrate(agency: Unit, *, on: date, note: str, by: User, at: datetime) -> Step:
    """Its own application (`note` says which) exchanges reports with this one. Raises as `connect`, decree apart."""
    agency = lead(agency, by=by, at=at)
    climb(agency, Status.INTEGRATED, at=at)
    return record(agency, Status.INTEGRATED, on=on, note=note, by=by, at=at)


def step_back(agency: Unit, *, to: Status, reason: str, by: User, at: datetime) -> Step:
    """Down to a lower rung, from today: disconnected, or put right. Raises NotFound; Refused: `wrong_order`."""
    agency = lead(agency, by=by, at=at)
    today = timezone.localdate(at)
    now = status_of(agency, on=today)
    if to not in below(now):
        raise Refused("wrong_order", _("Pilih langkah sebelum “%s”.") % now.label, field="to")
    return record(agency, to, on=today, note=reason, by=by, at=at)


def has_decree(agency: Unit, *, at: datetime) -> bool:
    return TeamDecree.objects.current(at).filter(agency=agency).exists()


def has_admin(agency: Unit, *, at: datetime) -> bool:
    """Can anybody read its inbox today?"""
    admins = Membership.objects.current(at).filter(unit=agency, role=Role.AGENCY_ADMIN)
    return admins.filter(user__is_active=True).exists()


# --- what every step does ------------------------------------------------------------------------------------------


def locked(agency: Unit) -> Unit:
    """The agency, kept for this step alone until the transaction ends."""
    return Unit.objects.select_for_update(no_key=True).get(pk=agency.pk)


def lead(agency: Unit, *, by: User, at: datetime) -> Unit:
    """The agency, locked for somebody who leads it. Raises NotFound for others: they learn nothing."""
    agency = locked(agency)
    if not roles.leads(memberships.of(by, at), agency):
        raise NotFound(agency.pk)
    return agency


def climb(agency: Unit, to: Status, *, at: datetime) -> date | None:
    """Check that this is the next rung; the day of the last step. Raises Refused: `wrong_order`."""
    today = timezone.localdate(at)
    now, last = standing(Unit.objects.filter(pk=agency.pk), on=today).values_list("status", "since").get()
    if above(Status(now)) != to:
        words = {"now": Status(now).label, "to": to.label}
        sentence = _("Instansi ini sekarang “%(now)s”, jadi belum atau tidak lagi bisa menjadi “%(to)s”.") % words
        raise Refused("wrong_order", sentence)
    return last


def record(
    agency: Unit, status: Status, *, on: date, at: datetime, by: User | None = None, note: str = "", **came_with: Any
) -> Step:
    """Write one step and what follows from it: beside `bring_in` the only writer of `Step` and `Unit.connected`.

    Call it with the agency locked and the rules asked. Raises Refused: `future`, `before_last`.
    """
    check_day(agency, on=on, at=at)
    step = Step.objects.create(agency=agency, status=status, on_date=on, recorded_at=at, by=by, note=note, **came_with)
    agency.connected = status.is_connected
    agency.save(update_fields=["connected"])
    return step


def bring_in(history: Collection[Step]) -> None:
    """What was recorded elsewhere before, all of it at once; `connected` becomes what the last step of each says.

    Call it in a transaction, for agencies that have no steps here yet.
    """
    Step.objects.bulk_create(history)
    last = {step.agency_id: Status(step.status) for step in sorted(history, key=lambda step: step.on_date)}
    agencies = Unit.objects.filter(pk__in=last)
    is_connected = [pk for pk, status in last.items() if status.is_connected]
    agencies.filter(pk__in=is_connected).update(connected=True)
    agencies.exclude(pk__in=is_connected).update(connected=False)


def check_day(agency: Unit, *, on: date, at: datetime) -> None:
    """Days run forward: the record of an agency is read from the bottom up. Raises Refused: `future`, `before_last`."""
    if on > timezone.localdate(at):
        raise Refused("future", _("Tanggal ini masih akan datang. Catat langkahnya bila sudah terjadi."), field="on")
    last = Step.objects.filter(agency=agency).order_by("-on_date").values_list("on_date", flat=True).first()
    if last and on < last:
        sentence = _("Langkah terakhir tercatat %s. Pilih tanggal yang sama atau sesudahnya.")
        raise Refused("before_last", sentence % date_format(last), field="on")
