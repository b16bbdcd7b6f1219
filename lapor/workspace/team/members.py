"""One person in one role: taken into the team, given another role, replaced for a while, let in again, ended."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts import links
from lapor.accounts.access import user_of
from lapor.accounts.models import User
from lapor.agencies import team
from lapor.agencies.models import Membership, Role, TeamDecree, Unit
from lapor.core.errors import NotFound
from lapor.reports.actors import Actor
from lapor.ui.forms import EmailField
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import FORM, Asked
from lapor.workspace.team.overview import Member, find_agency


class PlaceForm(forms.Form):
    """Which role in which unit, on which decree: only what this admin may give."""

    role = forms.ChoiceField(label=gettext_lazy("Peran"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    decree = forms.ModelChoiceField(
        TeamDecree.objects.none(),
        label=gettext_lazy("SK Tim"),
        empty_label=None,
        help_text=gettext_lazy("Peran ini berlaku selama SK berlaku."),
    )

    fields: dict[str, Any]

    def __init__(self, *args, agency: Unit, by: Actor, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.current(at).under(agency).select_related("agency").order_by("path")
        given = {unit.pk: team.may_give(by.seats, unit) for unit in units}
        self.fields["unit"].queryset = units.filter(pk__in=[pk for pk, roles in given.items() if roles])
        roles = frozenset().union(*given.values())
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]
        self.fields["decree"].queryset = decrees_in_force(agency, at)

    def place(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"unit": said["unit"], "role": Role(said["role"]), "decree": said["decree"]}


class MemberForm(PlaceForm):
    """Who: by work e-mail, with a name for somebody who has no account yet."""

    user = EmailField(label=gettext_lazy("Surel dinas"), max_length=254)
    name = forms.CharField(
        label=gettext_lazy("Nama"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Diperlukan bila orang ini belum punya akun petugas."),
    )

    field_order = ("user", "name", "role", "unit", "decree")


class StandInForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Pengganti"), empty_label=gettext_lazy("Pilih orangnya")
    )
    first = form_page.date_field(gettext_lazy("Hari pertama"))
    last = form_page.date_field(
        gettext_lazy("Hari terakhir"), gettext_lazy("Sesudah hari ini perannya berakhir dengan sendirinya.")
    )

    fields: dict[str, Any]

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues


def decrees_in_force(agency: Unit, at: datetime):
    return TeamDecree.objects.current(at).filter(agency=agency).order_by("-valid_from", "-pk")


def colleagues(agency: Unit, at: datetime):
    """Everybody in the team of this agency, by name."""
    held = Membership.objects.unended(at).filter(unit__path__startswith=agency.path)
    return User.objects.filter(pk__in=held.values("user")).order_by("name")


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def add(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Take somebody into the team: a new account with a link to get in, or an officer who has one."""
    agency = find_agency(pk, by)
    form = MemberForm(form_page.posted(request), agency=agency, by=by, at=at)
    if not form.fields["role"].choices:
        raise NotFound(pk)
    asked = Asked(
        heading=_("Tambah anggota tim %s") % agency.name,
        send=_("Tambahkan"),
        back=reverse("workspace:agency_team", args=[agency.pk]),
        warning="" if decrees_in_force(agency, at).exists() else _without_decree(agency),
    )

    def step(said: dict[str, Any]) -> HttpResponse | None:
        place, admin = form.place(said), user_of(request)
        user, token = links.find_or_invite(said["user"], said["name"], by=admin, at=at)
        rises = team.rises(user, place["role"], at=at)
        team.appoint(user, **place, by=admin, at=at)
        if rises and not token:
            token = links.let_in_again(user, by=admin, at=at)
        return _with_link(request, user, token, asked.back, at=at) if token else None

    return form_page.answer(request, form, asked, step, done=_("Anggota tim ditambahkan."))


@require_safe
@never_cache
@desk.for_roles(desk.REFERRERS)
def show(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """One member with what can be done, and what else the person holds here."""
    held = find(pk, by)
    agency = held.unit.root
    others = team.seen_by(by.seats).unended(at).filter(user=held.user, unit__path__startswith=agency.path)
    is_over = not Membership.objects.unended(at).filter(pk=held.pk).exists()
    context = {
        "member": Member(held, at),
        "agency": agency,
        "is_over": is_over,
        "others": [Member(each, at) for each in others.exclude(pk=held.pk).select_related("unit", "decree")],
        "substitutes": held.substitutes.unended(at).select_related("user"),
        "not_oneself": "" if is_over else not_oneself(held, request),
        "may_act": not is_over
        and held.role in team.may_give(by.seats, held.unit)
        and held.user_id != user_of(request).pk,
    }
    return render(request, "workspace/team/member.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def change(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Another role, unit or decree for the same person."""
    held = find_to_change(pk, by)
    agency = held.unit.root
    initial = {"role": held.role, "unit": held.unit_id, "decree": held.decree_id}
    form = PlaceForm(form_page.posted(request), initial=initial, agency=agency, by=by, at=at)
    asked = Asked(
        heading=_("Ubah tugas %s") % held.user.name,
        lead=(_("Peran yang lama berakhir hari ini dan tetap tercatat dalam riwayat."),),
        send=_("Simpan"),
        back=reverse("workspace:agency_team", args=[agency.pk]),
        warning=not_oneself(held, request)
        or ("" if decrees_in_force(agency, at).exists() else _without_decree(agency)),
    )

    def step(said: dict[str, Any]) -> HttpResponse | None:
        place, admin = form.place(said), user_of(request)
        rises = team.rises(held.user, place["role"], at=at)
        team.change(held, **place, by=admin, at=at)
        return begin_anew(request, held.user, asked.back, at=at) if rises else None

    return form_page.answer(request, form, asked, step, done=_("Tugas %s sudah diubah.") % held.user.name)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def end(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then end it."""
    held = find_to_change(pk, by)
    words = {"name": held.user.name, "role": Role(held.role).label, "unit": held.unit.name}
    asked = Asked(
        heading=_("Akhiri tugas %s?") % held.user.name,
        lead=(
            _("%(name)s tidak lagi menjadi %(role)s di %(unit)s. Haknya hilang saat itu juga.") % words,
            _("Laporan tetap di unitnya. Bila ada yang meneruskan pekerjaannya, pilih serah terima."),
        ),
        send=_("Akhiri tugas"),
        back=reverse("workspace:agency_team", args=[held.unit.root_id]),
        is_grave=True,
        warning=not_oneself(held, request),
    )

    def step(_said: dict[str, Any]) -> None:
        team.end(held, by=user_of(request), at=at)

    form = forms.Form(form_page.posted(request))
    return form_page.answer(request, form, asked, step, done=_("Tugas %s sudah berakhir.") % held.user.name)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def stand_in(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Somebody else has the same role for the days of an absence."""
    held = find_to_change(pk, by)
    people = colleagues(held.unit.root, at).exclude(pk__in=[held.user_id, user_of(request).pk])
    form = StandInForm(form_page.posted(request), colleagues=people)
    words = {"name": held.user.name, "role": Role(held.role).label, "unit": held.unit.name}
    asked = Asked(
        heading=_("Pengganti selama %s tidak ada") % held.user.name,
        lead=(_("Pengganti menjadi %(role)s di %(unit)s pada hari-hari ini saja.") % words,),
        send=_("Tetapkan pengganti"),
        back=reverse("workspace:member", args=[held.pk]),
        warning=not_oneself(held, request),
    )

    def step(said: dict[str, Any]) -> HttpResponse | None:
        rises = team.rises(said["user"], Role(held.role), at=at)
        team.stand_in(held, **said, by=user_of(request), at=at)
        return begin_anew(request, said["user"], asked.back, at=at) if rises else None

    return form_page.answer(request, form, asked, step, done=_("Pengganti ditetapkan."))


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def let_in_again(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """For whoever lost password, phone or link: a new link; what they had before is void."""
    held = find_to_change(pk, by)
    asked = Asked(
        heading=_("Buat tautan masuk baru untuk %s?") % held.user.name,
        lead=(
            _("Kata sandi dan langkah keduanya dihapus, dan semua perangkatnya dikeluarkan."),
            _("Pastikan dahulu, misalnya lewat telepon, bahwa permintaan ini benar dari yang bersangkutan."),
        ),
        send=_("Buat tautan"),
        back=reverse("workspace:member", args=[held.pk]),
        is_grave=True,
        warning=not_oneself(held, request),
    )

    def step(_said: dict[str, Any]) -> HttpResponse:
        team.check_may_let_in(held.user, by=user_of(request), at=at)
        token = links.let_in_again(held.user, by=user_of(request), at=at)
        return _with_link(request, held.user, token, asked.back, at=at)

    return form_page.answer(request, forms.Form(form_page.posted(request)), asked, step, done="")


def not_oneself(held: Membership, request: HttpRequest) -> str:
    """Why nothing can be done here by whoever holds it; empty for everybody else."""
    return str(team.NOT_ONESELF) if held.user_id == user_of(request).pk else ""


def begin_anew(request: HttpRequest, user: User, back: str, *, at: datetime) -> HttpResponse:
    """The link for somebody who rises: what others could have known of the account is void."""
    return _with_link(request, user, links.let_in_again(user, by=user_of(request), at=at), back, at=at)


def _with_link(request: HttpRequest, user: User, token: str, back: str, *, at: datetime) -> HttpResponse:
    """Shown once: nobody, also no admin, can look it up again."""
    context = {
        "person": user,
        "link": request.build_absolute_uri(reverse("sign_in_link", args=[token])),
        "until": at + links.LIVES_FOR,
        "back": back,
    }
    return render(request, "workspace/team/link.html", context)


def _without_decree(agency: Unit) -> str:
    return (
        _("%s belum punya SK Tim yang berlaku, jadi belum bisa memberi peran. Kirim SK yang baru dahulu.") % agency.name
    )


def find(pk: int, by: Actor) -> Membership:
    """A membership that this officer may look at. Raises NotFound."""
    rows = team.seen_by(by.seats).select_related("unit__agency", "user", "decree", "stands_in_for__user", "ended_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def find_to_change(pk: int, by: Actor) -> Membership:
    """A membership whose role this officer may give. Raises NotFound."""
    found = find(pk, by)
    if found.role not in team.may_give(by.seats, found.unit):
        raise NotFound(pk)
    return found
