"""Training sessions (bimtek): who is expected, who came, what was handed out. Who came after the decree is trained."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Role, Unit
from lapor.connection import ladder, roles
from lapor.connection.models import Material, Participant, Status, Training
from lapor.connection.roles import Seats
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted

FIRST_YEAR = 2011  # LAPOR! began then


def visible_to(seats: Seats) -> QuerySet[Training]:
    """All for who reads about the nation; else those of one's own office, and of agencies whose way one follows."""
    if roles.sees_the_nation(seats):
        return Training.objects.all()
    own = [seat.agency_id for seat in seats if seat.role in roles.READERS]
    taking_part = Participant.objects.filter(agency__in=roles.visible_to(seats)).values("training")
    return Training.objects.filter(Q(host__in=own) | Q(pk__in=taking_part))


def led_by(seats: Seats) -> QuerySet[Training]:
    """Those that these seats may change: the national admin all, a coordinator those of its own office."""
    if any(seat.role == Role.NATIONAL_ADMIN for seat in seats):
        return Training.objects.all()
    own = [seat.agency_id for seat in seats if seat.role == Role.COORDINATOR]
    return Training.objects.filter(host__in=own)


def participants_for(training: Training, seats: Seats) -> QuerySet[Participant]:
    """Those of the agencies that one may follow: an agency doesn't read who came from others."""
    seen = training.participants.select_related("agency")
    return seen.filter(agency__in=roles.visible_to(seats)).order_by("agency__name", "name")


def plan(*, about: str, place: str, held_on: date, by: User, at: datetime) -> Training:
    """A session, past or to come. Raises NotFound; Refused: `far_away`."""
    seat = next((seat for seat in memberships.of(by, at) if seat.role in roles.LEADERS), None)
    if seat is None:
        raise NotFound("training")
    if not FIRST_YEAR <= held_on.year <= timezone.localdate(at).year + 1:
        raise Refused("far_away", _("Periksa tahunnya: bimtek ini terlalu lama atau terlalu jauh."), field="held_on")
    return Training.objects.create(
        host_id=seat.agency_id, about=about, place=place, held_on=held_on, created_by=by, created_at=at
    )


def expect(training: Training, *, agency: Unit, name: str, office: str, by: User, at: datetime) -> Participant:
    """Somebody who is to come. Raises NotFound; Refused: `not_yours`, `named_already`."""
    seats = memberships.of(by, at)
    _check(training, seats)
    if not roles.leads(seats, agency):
        raise Refused("not_yours", _("Pilih instansi yang Anda dampingi."), field="agency")
    try:
        with transaction.atomic():
            return Participant.objects.create(
                training=training, agency=agency, name=" ".join(name.split()), office=" ".join(office.split())
            )
    except IntegrityError:
        raise Refused("named_already", _("Nama ini sudah tercatat untuk instansi itu."), field="name")


def call_roll(training: Training, present: Collection[int], *, by: User, at: datetime) -> list[Unit]:
    """Note who came (ids of participants); returns the agencies that are trained now. Call it in a transaction.

    Raises NotFound; Refused: `not_yet`.
    """
    seats = memberships.of(by, at)
    _check(training, seats)
    if training.held_on > timezone.localdate(at):
        raise Refused("not_yet", _("Kehadiran bisa dicatat mulai hari bimtek."))
    training.participants.filter(pk__in=present).update(attended=True)
    training.participants.exclude(pk__in=present).update(attended=False)
    came = roles.led_by(seats).filter(pk__in=training.participants.filter(attended=True).values("agency"))
    ready = ladder.standing(came, on=timezone.localdate(at)).filter(status=Status.DECREE_SENT).order_by("pk")
    for agency in ready:
        ladder.train(agency, training, by=by, at=at)
    return list(ready)


def hand_out(
    training: Training, *, title: str, link: str = "", file: Accepted | None = None, by: User, at: datetime
) -> Material:
    """A file or a link for those who take part. Raises NotFound; Refused: `nothing`."""
    _check(training, memberships.of(by, at))
    if bool(link) == bool(file):
        raise Refused("nothing", _("Pilih satu: berkas atau tautan."), field="link")
    material = Material(training=training, title=title, link=link)
    if file:
        material.keep(file)
    material.save()
    return material


def _check(training: Training, seats: Seats) -> None:
    if not led_by(seats).filter(pk=training.pk).exists():
        raise NotFound(training.pk)
