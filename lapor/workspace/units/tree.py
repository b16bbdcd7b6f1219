"""One unit at a time: what it is, what lies below it, and what its admin may do with it."""

import dataclasses
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.agencies import units
from lapor.agencies.models import Kind, Membership, Role, Unit
from lapor.agencies.units import Facts
from lapor.core.errors import NotFound
from lapor.core.http import read_words
from lapor.reports import handover
from lapor.reports.actors import Actor
from lapor.ui.forms import EmailField
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import FORM, Asked

MOST = 200
KEYWORD = r"^[A-Za-z][A-Za-z0-9]{2,19}$"
PHONE = r"^[0-9+() .\-/]{5,40}$"


class UnitForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Nama pendek"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=[(kind.value, kind.label) for kind in units.PARTS])
    email = EmailField(label=gettext_lazy("Surel"), max_length=254, required=False)
    phone = forms.RegexField(
        PHONE,
        label=gettext_lazy("Telepon"),
        required=False,
        error_messages={"invalid": gettext_lazy("Tulis nomor telepon dengan angka, misalnya 0549 123456.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Alamat kantor"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Tampil untuk warga bila unit ini punya loket: untuk datang dan mengirim surat."),
    )
    requires_approval = forms.BooleanField(label=gettext_lazy("Jawaban harus disetujui admin dahulu"), required=False)

    fields: dict[str, Any]

    def facts(self, said: dict[str, Any], **kept: Any) -> Facts:
        names = {field.name for field in dataclasses.fields(Facts)}
        return Facts(**kept, **{name: said[name] for name in names & said.keys()})


class AgencyForm(UnitForm):
    """A whole agency, as the national admin may change it."""

    keyword = forms.RegexField(
        KEYWORD,
        label=gettext_lazy("Kata kunci"),
        max_length=20,
        required=False,
        help_text=gettext_lazy(
            "SMS yang diawali kata ini langsung menuju instansi ini, misalnya TANGKAB isi laporan. "
            "Pilih kata yang tidak dipakai sehari-hari."
        ),
        error_messages={"invalid": gettext_lazy("Tulis satu kata dengan 3–20 huruf atau angka, diawali huruf.")},
    )


class NewUnitForm(UnitForm):
    code = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=units.CODE_LENGTH,
        required=False,
        help_text=gettext_lazy("Tetap selamanya; dipakai aplikasi lain. Dikosongkan, kode dibuatkan dari namanya."),
    )


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Di bawah"),
        empty_label=None,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Pilih unit dari daftar: unit tidak bisa pindah ke bawah dirinya sendiri atau ke instansi lain."
            )
        },
    )

    fields: dict[str, Any]

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = targets


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The unit that one leads; who leads several, or all, looks for one by name."""
    own = [seat.unit_id for seat in by.seats if seat.role == Role.AGENCY_ADMIN]
    if len(own) == 1 and not desk.holds(by, desk.NATIONAL):
        return redirect("workspace:unit", own[0])
    words = read_words(request, "q")
    shaped = units.shaped_by(by.seats)
    if words:
        ids = [unit.pk for unit in Unit.objects.search(words, at, limit=30)]
        found = sorted(shaped.filter(pk__in=ids).select_related("agency"), key=lambda unit: ids.index(unit.pk))
    else:
        found = list(shaped.current(at).filter(pk__in=own).select_related("agency"))
    return render(request, "workspace/units/find.html", {"words": words, "found": found})


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A unit with its place, its contacts, who works there and what is below."""
    unit = find(pk, by)
    children = Unit.objects.filter(parent=unit).annotate(below=Count("children", filter=Q(children__valid_until=None)))
    above = [int(each) for each in unit.path.strip("/").split("/")[:-1]]
    members = Membership.objects.current(at).filter(unit=unit).select_related("user", "stands_in_for")
    context = {
        "unit": unit,
        "is_over": not unit.is_current(at),
        "above": units.shaped_by(by.seats).filter(pk__in=above).order_by("path"),
        "children": children.current(at).order_by("name")[:MOST],
        "ended": children.filter(valid_until__lte=timezone.localdate(at)).order_by("-valid_until")[:MOST],
        "members": members.order_by("user__name")[:MOST],
        "held": handover.held(unit).count(),
        "is_national": desk.holds(by, desk.NATIONAL),
    }
    return render(request, "workspace/units/unit.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def add(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A new unit below this one."""
    above = find(pk, by)
    form = NewUnitForm(form_page.posted(request), initial={"kind": Kind.SECTION})
    asked = Asked(heading=_("Tambah unit di bawah %s") % above.name, send=_("Tambahkan"), back=_page_of(above))

    def step(said: dict[str, Any]) -> None:
        units.add(form.facts(said), under=above, by=user_of(request), at=at, code=said["code"])

    return form_page.answer(request, form, asked, step, done=_("Unit ditambahkan."))


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def change(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Its words and contacts; the name and kind of a whole agency are not its own to change."""
    unit = find(pk, by)
    kept = {} if unit.parent_id else {"kind": unit.kind}
    if not units.may_rename(by.seats, unit):
        kept |= {"name": unit.name}
    shape = AgencyForm if unit.parent_id is None and desk.holds(by, desk.NATIONAL) else UnitForm
    form = shape(form_page.posted(request), initial={name: getattr(unit, name) for name in shape.base_fields})
    for name in kept:
        del form.fields[name]
    asked = Asked(heading=_("Ubah %s") % unit.name, send=_("Simpan"), back=_page_of(unit))

    def step(said: dict[str, Any]) -> None:
        units.change(unit, form.facts(said, **kept), by=user_of(request), at=at)

    return form_page.answer(request, form, asked, step, done=_("Perubahan tersimpan."))


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def move(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Another place in the tree of its agency."""
    unit = _find_part(pk, by)
    inside = units.shaped_by(by.seats).current(at).filter(path__startswith=unit.root.path)
    targets = inside.exclude(path__startswith=unit.path).order_by("path")
    form = MoveForm(form_page.posted(request), targets=targets, initial={"parent": unit.parent_id})
    asked = Asked(
        heading=_("Pindahkan %s") % unit.name,
        lead=(_("Unit di bawahnya ikut pindah. Petugas dan laporannya tetap; atasan barunya langsung melihatnya."),),
        send=_("Pindahkan"),
        back=_page_of(unit),
    )

    def step(said: dict[str, Any]) -> None:
        handover.move_unit(unit, under=said["parent"], by=user_of(request), at=at)

    return form_page.answer(request, form, asked, step, done=_("%s sudah dipindahkan.") % unit.name)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def end(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then end a unit that nothing hangs on any more."""
    unit = _find_part(pk, by)
    asked = Asked(
        heading=_("Akhiri %s?") % unit.name,
        lead=(
            _("Mulai hari ini unit ini tidak bisa dipilih lagi. Riwayat laporannya tetap."),
            _("Unit di bawahnya, petugasnya, dan laporan terbukanya harus dipindahkan lebih dahulu."),
        ),
        send=_("Akhiri unit"),
        back=_page_of(unit.parent or unit),
        is_grave=True,
    )

    def step(_said: dict[str, Any]) -> None:
        handover.end_unit(unit, by=user_of(request), at=at)

    form = forms.Form(form_page.posted(request))
    return form_page.answer(request, form, asked, step, done=_("%s sudah diakhiri.") % unit.name)


def find(pk: int, by: Actor) -> Unit:
    """A unit that this admin shapes. Raises NotFound."""
    rows = units.shaped_by(by.seats).select_related("agency__coordinator", "coordinator", "parent", "region")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _find_part(pk: int, by: Actor) -> Unit:
    """Agencies as a whole are neither moved nor ended here. Raises NotFound."""
    found = find(pk, by)
    if found.parent_id is None:
        raise NotFound(pk)
    return found


def _page_of(unit: Unit) -> str:
    return reverse("workspace:unit", args=[unit.pk])
