"""The team of an agency: who gives whom which role, for how long, and in whose place. What has ended stays as history.

Each change waits for the others in the same agency, and only then reads what its author may: of two admins who remove
each other at once, the second is no admin any more.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, TextField
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Kind, Membership, MembershipQuerySet, Role, TeamDecree, Unit, UnitQuerySet
from lapor.agencies.validity import in_force
from lapor.core.errors import Refused

OF_AGENCY = frozenset(
    {Role.LIAISON, Role.DESK_OFFICER, Role.AUDITOR, Role.HEAD_OF_AGENCY, Role.INTEGRATOR, Role.AGENCY_ADMIN}
)  # what an agency's admin gives within the own tree
OF_WHOLE_AGENCY = frozenset({Role.AUDITOR})  # sees beyond the own unit, so the admin of a part doesn't give it
LEADING = frozenset({Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})  # never without the last of them
HANDLING = frozenset({Role.LIAISON, Role.AGENCY_ADMIN})
ONLY_IN = {Role.NATIONAL_ADMIN: Kind.DESK, Role.COORDINATOR: Kind.PROVINCE}
LONGEST_AWAY = timedelta(days=184)  # whoever is away for longer is succeeded
LONGEST_AHEAD = timedelta(days=366)
NOT_ONESELF = gettext_lazy(
    "Anda tidak bisa mengubah tugas Anda sendiri. Minta admin lain di instansi Anda atau meja nasional melakukannya."
)


# --- who sees and appoints whom ---------------------------------------------------------------------------------------


def may_give(seats: tuple[Seat, ...], unit: Unit) -> frozenset[Role]:
    """The roles that these seats may give in this unit, and take away."""
    given: set[Role] = set()
    for seat in seats:
        if seat.role == Role.NATIONAL_ADMIN:
            given |= set(Role)
        elif seat.role == Role.COORDINATOR and unit.parent_id is None and unit.coordinator_id == seat.unit_id:
            given.add(Role.AGENCY_ADMIN)
        elif seat.role == Role.AGENCY_ADMIN and unit.path.startswith(seat.unit_path):
            given |= OF_AGENCY if seat.unit_id == seat.agency_id else OF_AGENCY - OF_WHOLE_AGENCY
    return frozenset(given)


def agencies_seen(seats: tuple[Seat, ...]) -> UnitQuerySet:
    """The agencies whose team these seats may look at."""
    seen = Q(pk__in=[])
    for seat in seats:
        if seat.role == Role.NATIONAL_ADMIN:
            return Unit.objects.agencies()
        if seat.role == Role.COORDINATOR:
            seen |= Q(coordinator=seat.unit_id)
        elif seat.role == Role.AGENCY_ADMIN:
            seen |= Q(pk=seat.agency_id)
    return Unit.objects.agencies().filter(seen)


def seen_by(seats: tuple[Seat, ...]) -> MembershipQuerySet:
    """Memberships, also ended ones, that these seats may look at; the admin of a unit sees that unit and below."""
    seen = Q(pk__in=[])
    for seat in seats:
        if seat.role == Role.NATIONAL_ADMIN:
            return Membership.objects.all()
        if seat.role == Role.COORDINATOR:
            seen |= Q(unit__coordinator=seat.unit_id) | Q(unit__agency__coordinator=seat.unit_id)
        elif seat.role == Role.AGENCY_ADMIN:
            seen |= Q(unit__path__startswith=seat.unit_path)
    return Membership.objects.filter(seen)


def admins(agency: Unit, at: datetime) -> MembershipQuerySet:
    """Who leads the agency as a whole today."""
    leading = Membership.objects.current(at).filter(unit=agency, role__in=LEADING)
    return leading.select_related("user").order_by("user__name")


def unattended(at: datetime) -> UnitQuerySet:
    """Units for which nobody acts today, neither there nor in a unit above: their work goes to the agency's admin."""
    somebody = Membership.objects.current(at).filter(
        in_force(at, "unit__"), role__in=HANDLING, unit__agency=OuterRef("agency")
    )
    wanted = ExpressionWrapper(OuterRef("path"), output_field=TextField())
    above_or_here = somebody.annotate(wanted=wanted).filter(wanted__startswith=F("unit__path"))
    return Unit.objects.filter(~Exists(above_or_here), agency__isnull=False)


# --- steps ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def appoint(user: User, *, unit: Unit, role: Role, decree: TeamDecree, by: User, at: datetime) -> Membership:
    """Give this officer the role from today on, as the decree says.

    Raises Refused: `not_yours`, `yourself`, `wrong_place`, `closed_unit`, `no_decree`, `holds_already`.
    """
    lock(unit)
    _check_may(role, unit, user, by, at)
    _check_place(role, unit, at)
    _check_decree(decree, unit, at)
    _check_is_new(user, unit, role, at)
    today = timezone.localdate(at)
    return Membership.objects.create(user=user, unit=unit, role=role, decree=decree, valid_from=today, given_by=by)


@transaction.atomic
def change(membership: Membership, *, unit: Unit, role: Role, decree: TeamDecree, by: User, at: datetime) -> Membership:
    """End this membership and begin another of the same person. Raises what `appoint` and `end` raise.

    Where only the decree is another one, the membership goes on and stands on that.
    """
    held = _locked(membership, by, at)
    if (held.unit_id, held.role) == (unit.pk, role):
        _check_decree(decree, unit, at)
        held.decree = decree
        held.save(update_fields=["decree"])
        return held
    if unit.root_id != held.unit.root_id:
        raise Refused("other_agency", _("Pilih unit di instansi yang sama."), field="unit")
    _check_somebody_stays(held, at)
    _end(Membership.objects.filter(pk=held.pk), timezone.localdate(at), by)
    return appoint(held.user, unit=unit, role=role, decree=decree, by=by, at=at)


@transaction.atomic
def end(membership: Membership, *, by: User, at: datetime) -> None:
    """End it, and the substitutes with it, from today on.

    Raises Refused: `not_yours`, `yourself`, `ended`, `last_admin`.
    """
    held = _locked(membership, by, at)
    _check_somebody_stays(held, at)
    _end(Membership.objects.filter(pk=held.pk), timezone.localdate(at), by)


@transaction.atomic
def stand_in(membership: Membership, *, user: User, first: date, last: date, by: User, at: datetime) -> Membership:
    """While somebody is away another one has the same role in the same unit, for these days only.

    Raises Refused: `not_yours`, `yourself`, `ended`, `same_person`, `substitute`, `no_decree`, `bad_days`,
    `ends_before`, `holds_already`.
    """
    held = _locked(membership, by, at)
    if user.pk == held.user_id:
        raise Refused("same_person", _("Pilih orang lain sebagai pengganti."), field="user")
    if held.stands_in_for_id:
        raise Refused("substitute", _("%s sendiri sedang menggantikan orang lain.") % held.user.name)
    _check_may(Role(held.role), held.unit, user, by, at)
    if held.decree:
        _check_decree(held.decree, held.unit, at)
    _check_days(first, last, at)
    if held.valid_until and last >= held.valid_until:
        raise Refused("ends_before", _("Tugas %s sudah berakhir sebelum itu.") % held.user.name, field="last")
    _check_is_new(user, held.unit, Role(held.role), at)
    return Membership.objects.create(
        user=user, unit=held.unit, role=held.role, decree=held.decree, stands_in_for=held, given_by=by,
        valid_from=first, valid_until=last + timedelta(days=1),
    )  # fmt: skip


@transaction.atomic
def succeed(leaving: User, *, agency: Unit, to: User, on: date, by: User, at: datetime) -> list[Membership]:
    """From that day on somebody else holds every role that this person has in the agency; returns what was given.

    Raises Refused: `nothing_held`, `same_person`, `bad_days`, `not_yours`, `yourself`.
    """
    lock(agency)
    held = list(unended_of(leaving, agency, at).select_related("unit__agency"))
    if not held:
        raise Refused("nothing_held", _("%s tidak lagi bertugas di instansi ini.") % leaving.name)
    if leaving.pk == to.pk:
        raise Refused("same_person", _("Pilih orang lain sebagai penerus."), field="to")
    today = timezone.localdate(at)
    if not today <= on <= today + LONGEST_AHEAD:
        raise Refused("bad_days", _("Pilih hari ini atau hari dalam satu tahun ke depan."), field="on")
    for each in held:
        _check_may(Role(each.role), each.unit, leaving, by, at)
        _check_may(Role(each.role), each.unit, to, by, at)
    later = [each for each in held if each.valid_until is None or each.valid_until > on]
    own = [each for each in later if each.stands_in_for_id is None]
    theirs = unended_of(to, agency, at).filter(valid_until=None)
    known = set(theirs.current(at).values_list("unit", "role"))
    given = [each for each in own if (each.unit_id, each.role) not in known]
    anew = {(each.unit_id, each.role) for each in given}  # also where a decree that ran out carries it no more
    lapsed = [each.pk for each in theirs if (each.unit_id, each.role) in anew]
    _end(Membership.objects.filter(pk__in=lapsed), today, by)
    _end(Membership.objects.filter(pk__in=[each.pk for each in later]), on, by)
    return Membership.objects.bulk_create([_for_successor(each, to, on, by) for each in given])


def unended_of(user: User, agency: Unit, at: datetime) -> MembershipQuerySet:
    """All that this person holds in the agency, today or later."""
    return Membership.objects.unended(at).filter(Q(unit=agency) | Q(unit__agency=agency), user=user)


def check_may_let_in(user: User, *, by: User, at: datetime) -> None:
    """May this admin give that officer a new link? Only who could give all that the officer holds, anywhere.

    Raises Refused: `yourself`, `holds_more`.
    """
    seats = memberships.of(by, at)
    held = Membership.objects.unended(at).filter(user=user).select_related("unit__agency")
    if user.pk == by.pk:
        raise _yourself()
    if not all(each.role in may_give(seats, each.unit) for each in held):
        sentence = _("%s juga bertugas di luar wewenang Anda. Minta meja nasional membuatkan tautannya.")
        raise Refused("holds_more", sentence % user.name)


def rises(user: User, role: Role, *, at: datetime) -> bool:
    """Does this role take somebody out of the hands of agencies' admins?

    One of them may have made the account, or let the person in again, and know its password: it must begin anew.
    """
    held = Membership.objects.unended(at).filter(user=user)
    return role not in OF_AGENCY and not held.exclude(role__in=OF_AGENCY).exists()


# --- what they share --------------------------------------------------------------------------------------------------


def lock(unit: Unit) -> None:
    """Wait for other changes in this agency's team; reports that come in meanwhile don't have to."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.root_id)


def _locked(membership: Membership, by: User, at: datetime) -> Membership:
    lock(membership.unit)
    held = Membership.objects.select_related("unit__agency", "user", "decree").get(pk=membership.pk)
    _check_may(Role(held.role), held.unit, held.user, by, at)
    if not Membership.objects.unended(at).filter(pk=held.pk).exists():
        raise Refused("ended", _("Tugas ini sudah berakhir."))
    return held


def _for_successor(held: Membership, to: User, on: date, by: User) -> Membership:
    first = max(on, held.valid_from)
    columns = {"unit_id": held.unit_id, "role": held.role, "decree_id": held.decree_id}
    return Membership(user=to, valid_from=first, valid_until=held.valid_until, given_by=by, **columns)


def _check_may(role: Role, unit: Unit, user: User, by: User, at: datetime) -> None:
    if role not in may_give(memberships.of(by, at), unit):
        words = {"role": role.label, "unit": unit.name}
        raise Refused("not_yours", _("Anda tidak berwenang atas peran %(role)s di %(unit)s.") % words, field="role")
    if user.pk == by.pk:
        raise _yourself()


def _yourself() -> Refused:
    return Refused("yourself", str(NOT_ONESELF))


def _check_place(role: Role, unit: Unit, at: datetime) -> None:
    if not unit.is_current(at):
        raise Refused("closed_unit", _("%s sudah tidak ada. Pilih unit lain.") % unit.name, field="unit")
    kind = ONLY_IN.get(role)
    if kind and unit.kind != kind:
        words = {"role": role.label, "kind": kind.label}
        raise Refused("wrong_place", _("Peran %(role)s hanya ada di: %(kind)s.") % words, field="role")


def _check_decree(decree: TeamDecree, unit: Unit, at: datetime) -> None:
    if decree.agency_id != unit.root_id or not decree.is_current(at):
        sentence = _("SK %s tidak berlaku hari ini. Catat SK yang baru lebih dahulu.")
        raise Refused("no_decree", sentence % decree.number, field="decree")


def _check_is_new(user: User, unit: Unit, role: Role, at: datetime) -> None:
    if Membership.objects.unended(at).filter(user=user, unit=unit, role=role).exists():
        words = {"name": user.name, "role": role.label, "unit": unit.name}
        sentence = _("%(name)s sudah tercatat sebagai %(role)s di %(unit)s.") % words
        raise Refused("holds_already", sentence, field="user")


def _check_days(first: date, last: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if not today <= first <= today + LONGEST_AHEAD:
        raise Refused("bad_days", _("Mulai paling cepat hari ini, paling lambat setahun lagi."), field="first")
    if last < first:
        raise Refused("bad_days", _("Hari terakhir tidak bisa sebelum hari pertama."), field="last")
    if last - first > LONGEST_AWAY:
        sentence = _("Pengganti bertugas paling lama enam bulan. Untuk seterusnya, pilih serah terima.")
        raise Refused("bad_days", sentence, field="last")


def _check_somebody_stays(held: Membership, at: datetime) -> None:
    """An agency keeps an admin. One whose decree has run out leads nothing any more and may go."""
    if held.role not in LEADING or held.unit.parent_id or held.stands_in_for_id:
        return
    if held.decree and not held.decree.is_current(at):
        return
    for_good = admins(held.unit, at).filter(role=held.role, valid_until=None, stands_in_for=None)
    if not for_good.exclude(user=held.user_id).exists():
        words = {"name": held.user.name, "role": Role(held.role).label, "unit": held.unit.name}
        sentence = _("%(name)s satu-satunya %(role)s %(unit)s. Angkat admin lain lebih dahulu.") % words
        raise Refused("last_admin", sentence)


def _end(rows: MembershipQuerySet, day: date, by: User) -> None:
    """With the substitutes; what would begin later never does."""
    pks = list(rows.values_list("pk", flat=True))
    both = Membership.objects.filter(Q(pk__in=pks) | Q(stands_in_for__in=pks))
    open_then = both.filter(Q(valid_until=None) | Q(valid_until__gt=day))
    open_then.update(valid_until=Greatest(day, F("valid_from")), ended_by=by)
