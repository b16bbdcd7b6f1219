"""The units of an agency as its admin shapes them: added, changed, moved and ended, each with who may and what stands
in the way. Where a unit stands in the tree is written by `tree.place`; what becomes of its reports: reports.handover.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships, tree
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Kind, Membership, Role, Unit, UnitQuerySet
from lapor.core.errors import Refused

PARTS = (Kind.DEPARTMENT, Kind.DISTRICT, Kind.VILLAGE, Kind.SECTION)  # what an agency is made of
CODE_LENGTH = 40
CODE = re.compile(r"[a-z0-9]+(?:[./-][a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an admin writes about a unit."""

    name: str
    kind: str
    short_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    requires_approval: bool = False
    keyword: str | None = None  # of an agency, by SMS, written as people write it; None: as it is


def shaped_by(seats: tuple[Seat, ...]) -> UnitQuerySet:
    """The units that these seats may look at and change: the own tree of an admin, everything for a national admin."""
    own = Q(pk__in=[])
    for seat in seats:
        if seat.role == Role.NATIONAL_ADMIN:
            return Unit.objects.all()
        if seat.role == Role.AGENCY_ADMIN:
            own |= Q(path__startswith=seat.unit_path)
    return Unit.objects.filter(own)


@transaction.atomic
def add(facts: Facts, *, under: Unit, by: User, at: datetime, code: str = "") -> Unit:
    """A new unit below another one of the same agency, in its time zone; without a code it gets one.

    Raises Refused: `not_yours`, `closed_unit`, `bad_kind`, `code_taken`, `odd_code`.
    """
    tree.lock()
    above = _found(under, by, at)
    typed = code.strip()
    code = typed or _free_code(above, facts)
    if Unit.objects.filter(code=code).exists():
        raise Refused("code_taken", _("Kode %s sudah dipakai unit lain.") % code, field="code")
    if typed and not is_code(typed, above.root):
        raise Refused("odd_code", how_codes_begin(above.root), field="code")
    unit = Unit(code=code, tz=above.tz, region=above.region, connected=above.connected)
    unit.valid_from = timezone.localdate(at)
    _write(unit, facts, is_part=True)
    return tree.place(unit, under=above)


@transaction.atomic
def change(unit: Unit, facts: Facts, *, by: User, at: datetime) -> Unit:
    """Other words and contacts for the same unit.

    Raises Refused: `not_yours`, `closed_unit`, `bad_kind`, `keyword_taken`.
    """
    tree.lock()
    known = _found(unit, by, at)
    if facts.keyword is not None and known.parent_id is None and may_rename(memberships.of(by, at), known):
        known.keyword = _free_keyword(facts.keyword, known)
    _write(known, facts, is_part=known.parent_id is not None)
    return tree.place(known, under=known.parent)


@transaction.atomic
def move(unit: Unit, *, under: Unit, by: User, at: datetime) -> Unit:
    """Place it, with all below it, under another unit of its agency.

    Raises Refused: `not_yours`, `closed_unit`, `whole_agency`, `other_agency`, `circle`.
    """
    tree.lock()
    known, above = _found(unit, by, at), _found(under, by, at)
    _check_is_part(known)
    if above.root_id != known.root_id:
        raise Refused("other_agency", _("Unit hanya bisa dipindahkan di dalam instansinya."), field="parent")
    known.from_reference = False  # a load would move it back
    return tree.place(known, under=above)


@transaction.atomic
def end(unit: Unit, *, by: User, at: datetime) -> Unit:
    """From today on it is no more. Its reports are not this room's: `reports.handover.end_unit` looks for them first.

    Raises Refused: `not_yours`, `closed_unit`, `whole_agency`, `has_units`, `has_members`.
    """
    tree.lock()
    known = _found(unit, by, at)
    _check_is_part(known)
    below = Unit.objects.current(at).filter(parent=known)
    if below.exists():
        words = {"name": known.name, "below": ", ".join(below.values_list("name", flat=True)[:3])}
        sentence = _("Di bawah %(name)s masih ada unit lain: %(below)s. Pindahkan atau akhiri dahulu.")
        raise Refused("has_units", sentence % words)
    members = Membership.objects.unended(at).filter(unit=known)
    if members.exists():
        words = {"name": known.name, "members": ", ".join(members.values_list("user__name", flat=True)[:3])}
        sentence = _("Masih ada yang bertugas di %(name)s: %(members)s. Pindahkan atau akhiri tugasnya dahulu.")
        raise Refused("has_members", sentence % words)
    known.valid_until = max(timezone.localdate(at), known.valid_from)
    known.from_reference = False  # a load would bring it back
    known.save(update_fields=["valid_until", "from_reference"])
    return known


def is_code(code: str, agency: Unit) -> bool:
    """May a new part of this agency have this code? All begin with the agency's own, so no two agencies can meet."""
    return code.startswith(f"{agency.code}/") and CODE.fullmatch(code) is not None


def how_codes_begin(agency: Unit) -> str:
    """The sentence for a code that won't do."""
    return _("Kode baru dimulai dengan %s/ lalu huruf kecil, angka, titik, atau tanda hubung.") % agency.code


def may_rename(seats: tuple[Seat, ...], unit: Unit) -> bool:
    """What an agency as a whole is called is written in the law: only a national admin corrects it."""
    return unit.parent_id is not None or any(seat.role == Role.NATIONAL_ADMIN for seat in seats)


def _found(unit: Unit, by: User, at: datetime) -> Unit:
    """As it stands now, behind the lock. Raises Refused: `not_yours`, `closed_unit`."""
    seats = memberships.of(by, at)
    known = shaped_by(seats).select_related("agency", "parent", "region").filter(pk=unit.pk).first()
    if known is None:
        raise Refused("not_yours", _("%s bukan bagian dari unit yang Anda kelola.") % unit.name, field="parent")
    if not known.is_current(at):
        raise Refused("closed_unit", _("%s sudah tidak ada. Pilih unit lain.") % known.name, field="parent")
    return known


def _write(unit: Unit, facts: Facts, *, is_part: bool) -> None:
    if is_part and facts.kind not in PARTS:
        raise Refused("bad_kind", _("Pilih jenis unit dari daftar."), field="kind")
    if unit.from_reference and (unit.name, unit.short_name, unit.kind) != (facts.name, facts.short_name, facts.kind):
        unit.from_reference = False  # from now on it is called what its admin says
    unit.name, unit.short_name = facts.name, facts.short_name
    unit.email, unit.phone, unit.address = facts.email, facts.phone, facts.address
    unit.requires_approval = facts.requires_approval
    if is_part:
        unit.kind = facts.kind


def _check_is_part(unit: Unit) -> None:
    if unit.parent_id is None:
        raise Refused("whole_agency", _("%s adalah instansi, bukan bagiannya. Hubungi meja nasional.") % unit.name)


def _free_keyword(typed: str, agency: Unit) -> str | None:
    """One word leads to one agency, also to none that has ended: old posters hang for years."""
    taken = Unit.objects.filter(keyword__iexact=typed).exclude(pk=agency.pk).first() if typed else None
    if taken:
        raise Refused("keyword_taken", _("Kata kunci itu sudah milik %s.") % taken.name, field="keyword")
    return typed.upper() or None


def _free_code(above: Unit, facts: Facts) -> str:
    stem = f"{above.code}/{slugify(facts.short_name or facts.name)}"[: CODE_LENGTH - 4].rstrip("-/")
    taken = set(Unit.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if code not in taken)
