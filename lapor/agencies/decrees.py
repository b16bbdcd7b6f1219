"""Decrees that name an agency's team: entered, warned about before they run out, replaced by the next one.

How an agency sends its decree with the document: connection. Here is what memberships stand on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships, team
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Membership, Role, TeamDecree, Unit, UnitQuerySet
from lapor.agencies.validity import in_force
from lapor.core.errors import Refused

WARNED_AHEAD = timedelta(days=30)
LONGEST = timedelta(days=366 * 10)


def may_enter(seats: tuple[Seat, ...], agency: Unit) -> bool:
    """A national admin or the agency's coordinator, who have seen it; an agency sends its own to be looked at."""
    return any(
        seat.role == Role.NATIONAL_ADMIN or (seat.role == Role.COORDINATOR and seat.unit_id == agency.coordinator_id)
        for seat in seats
    )


def may_move(seats: tuple[Seat, ...], agency: Unit) -> bool:
    """An admin of the whole agency, its coordinator, or a national admin."""
    return Role.AGENCY_ADMIN in team.may_give(seats, agency)


def enter(
    agency: Unit, *, number: str, decree_date: date, valid_from: date, last_day: date | None, by: User, at: datetime,
    about: str = "",
) -> TeamDecree:  # fmt: skip
    """A decree of this agency, in force from one day to another.

    Raises Refused: `not_yours`, `bad_days`, `number_taken`.
    """
    if not may_enter(memberships.of(by, at), agency):
        raise Refused("not_yours", _("SK %s dicatat oleh koordinator atau meja nasional.") % agency.name)
    _check_days(decree_date, valid_from, last_day, at)
    try:
        with transaction.atomic():
            return TeamDecree.objects.create(
                agency=agency, number=" ".join(number.split()), decree_date=decree_date, about=about.strip(),
                valid_from=valid_from, valid_until=last_day + timedelta(days=1) if last_day else None,
            )  # fmt: skip
    except IntegrityError as error:
        sentence = _("SK dengan nomor ini sudah tercatat untuk %s.") % agency.name
        raise Refused("number_taken", sentence, field="number") from error


@transaction.atomic
def move(decree: TeamDecree, *, members: Collection[int], by: User, at: datetime) -> int:
    """Let these memberships of the agency stand on this decree; returns how many did not before.

    Raises Refused: `not_yours`, `no_decree`.
    """
    team.lock(decree.agency)
    seats = memberships.of(by, at)
    if not may_move(seats, decree.agency):
        raise Refused("not_yours", _("Anggota %s dipindahkan oleh admin instansi itu.") % decree.agency.name)
    if not decree.is_current(at):
        raise Refused("no_decree", _("SK %s tidak berlaku hari ini.") % decree.number)
    return not_on(decree, seats, at).filter(pk__in=members).update(decree=decree)


def not_on(decree: TeamDecree, seats: tuple[Seat, ...], at: datetime) -> QuerySet[Membership]:
    """Memberships of the agency that go on and stand on another decree, or on none, as far as these seats move them.

    What only the centre gives, only the centre brings back.
    """
    of_agency = Q(unit=decree.agency_id) | Q(unit__agency=decree.agency_id)
    moved = team.OF_AGENCY | team.may_give(seats, decree.agency)
    return Membership.objects.unended(at).filter(of_agency, role__in=moved).exclude(decree=decree)


def running_out(at: datetime) -> QuerySet[TeamDecree]:
    """Decrees that have run out or will within 30 days while `members` people stand on them; the oldest first."""
    soon = timezone.localdate(at) + WARNED_AHEAD
    standing = Q(memberships__valid_until=None) | Q(memberships__valid_until__gt=timezone.localdate(at))
    counted = TeamDecree.objects.filter(valid_until__lte=soon).annotate(
        members=Count("memberships__user", filter=standing, distinct=True)
    )
    return counted.filter(members__gt=0).select_related("agency").order_by("valid_until", "agency__name")


@dataclass(frozen=True)
class Standing:
    """How the team of one agency stands today."""

    agency: Unit
    people: int
    admins: int
    first_end: date | None  # the last day of the decree that runs out first
    is_running_out: bool

    @property
    def needs_attention(self) -> bool:
        return self.is_running_out or (self.admins == 0 and (self.people > 0 or self.agency.connected))


def standings(agencies: UnitQuerySet, at: datetime) -> list[Standing]:
    """The teams of these agencies by name, in three queries however many they are."""
    today = timezone.localdate(at)
    of_agency = Membership.objects.annotate(root=Coalesce("unit__agency", "unit"))
    counted = of_agency.unended(at).values("root").annotate(people=Count("user", distinct=True))
    counted = counted.annotate(until=Min("decree__valid_until"))
    people = {row["root"]: (row["people"], row["until"]) for row in counted}
    leading = of_agency.current(at).filter(role__in=team.LEADING, unit__parent=None)
    admins = dict(leading.values_list("root").annotate(Count("user", distinct=True)))
    return [
        _standing(agency, *people.get(agency.pk, (0, None)), admins=admins.get(agency.pk, 0), today=today)
        for agency in agencies.order_by("name")
    ]


def _standing(agency: Unit, people: int, until: date | None, *, admins: int, today: date) -> Standing:
    is_running_out = until is not None and until <= today + WARNED_AHEAD
    return Standing(agency, people, admins, until - timedelta(days=1) if until else None, is_running_out)


# --- an officer whose decree has run out ------------------------------------------------------------------------------


def why_shut(user: User, *, at: datetime) -> str:
    """Why this officer holds no role today although nobody ended it, and whom to ask; empty for everybody else."""
    if memberships.of(user, at):
        return ""
    held = Membership.objects.filter(in_force(at), in_force(at, "unit__"), user=user, decree__isnull=False)
    last = held.select_related("decree", "unit__agency__coordinator", "unit__coordinator").order_by(
        "-decree__valid_until"
    )
    found = last.first()
    if found is None or found.decree is None:
        return ""
    decree, today = found.decree, timezone.localdate(at)
    words = {"number": decree.number, "whom": whom_to_ask(found, at)}
    if decree.valid_from > today:
        day = date_format(decree.valid_from, "DATE_FORMAT")
        return _("SK Tim nomor %(number)s baru berlaku mulai %(day)s. Bila ini keliru, hubungi %(whom)s.") % {
            **words, "day": day,
        }  # fmt: skip
    day = date_format(decree.last_day or today, "DATE_FORMAT")
    return _(
        "SK Tim nomor %(number)s, dasar akun Anda, hanya berlaku sampai %(day)s. Minta %(whom)s memindahkan Anda ke SK "
        "yang baru; sesudah itu Anda langsung bisa masuk lagi."
    ) % {**words, "day": day}


def whom_to_ask(held: Membership, at: datetime) -> str:
    """Who can put this membership right today."""
    agency = held.unit.root
    leading = [each.user.name for each in team.admins(agency, at) if each.user_id != held.user_id]
    if leading and held.role in team.OF_AGENCY:
        return _("admin instansi Anda (%s)") % ", ".join(leading[:3])
    if agency.coordinator and held.role in team.OF_AGENCY:
        return _("koordinator provinsi di %s") % agency.coordinator.name
    return _("meja nasional SP4N-LAPOR!")


def _check_days(decree_date: date, valid_from: date, last_day: date | None, at: datetime) -> None:
    today = timezone.localdate(at)
    if not today - LONGEST <= decree_date <= today:
        raise Refused("bad_days", _("Tanggal SK ada di masa depan atau terlalu lama lalu."), field="decree_date")
    if not decree_date - LONGEST <= valid_from <= today + LONGEST:
        raise Refused("bad_days", _("Periksa hari mulai berlakunya."), field="valid_from")
    if last_day and not max(valid_from, today) <= last_day <= today + LONGEST:
        sentence = _("Hari terakhir paling cepat hari ini dan tidak sebelum mulai berlaku.")
        raise Refused("bad_days", sentence, field="last_day")
