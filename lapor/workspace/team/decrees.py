"""The decrees of a team: entered by who leads the agency, and who stands on which."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.agencies import decrees, team
from lapor.agencies.models import Membership, Role, TeamDecree
from lapor.core.errors import NotFound
from lapor.reports.actors import Actor
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import FORM, Asked
from lapor.workspace.team.overview import find_agency


class DecreeForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Nomor SK"), max_length=100)
    decree_date = form_page.date_field(gettext_lazy("Tanggal SK"))
    valid_from = form_page.date_field(gettext_lazy("Berlaku mulai"))
    last_day = form_page.date_field(
        gettext_lazy("Berlaku sampai dengan"),
        gettext_lazy("Kosongkan bila SK tidak menyebut hari terakhir."),
        required=False,
    )
    about = forms.CharField(label=gettext_lazy("Tentang"), max_length=300, required=False)


class MembersChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        words = {"name": obj.user.name, "role": Role(obj.role).label, "unit": obj.unit.name}
        now = _("sekarang SK %s") % obj.decree.number if obj.decree else _("sekarang tanpa SK")
        return _("%(name)s, %(role)s di %(unit)s") % words + f" ({now})"


class MembersForm(forms.Form):
    members = MembersChoice(
        Membership.objects.none(),
        label=gettext_lazy("Anggota yang dipindahkan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu anggota.")},
    )

    fields: dict[str, Any]

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = members
        self.fields["members"].initial = members


@require_http_methods(FORM)
@never_cache
@desk.for_roles(frozenset({Role.NATIONAL_ADMIN, Role.COORDINATOR}))
def enter(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A decree that was seen on paper; agencies send their own with the document."""
    agency = find_agency(pk, by)
    if not decrees.may_enter(by.seats, agency):
        raise NotFound(pk)
    asked = Asked(
        heading=_("Catat SK Tim %s") % agency.name,
        lead=(_("Untuk SK yang sudah Anda lihat sendiri. Sesudah tercatat, pindahkan anggota tim ke SK ini."),),
        send=_("Catat SK"),
        back=reverse("workspace:agency_team", args=[agency.pk]),
    )

    def step(said: dict[str, Any]) -> None:
        decrees.enter(agency, **said, by=user_of(request), at=at)

    form = DecreeForm(form_page.posted(request))
    return form_page.answer(request, form, asked, step, done=_("SK tercatat. Pindahkan anggota tim ke SK ini."))


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def move(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Let members of the team stand on this decree."""
    decree = TeamDecree.objects.filter(pk=pk, agency__in=team.agencies_seen(by.seats)).select_related("agency").first()
    if decree is None or not decrees.may_move(by.seats, decree.agency):
        raise NotFound(pk)
    members = (
        decrees.not_on(decree, by.seats, at)
        .select_related("user", "unit", "decree")
        .order_by("unit__path", "user__name")
    )
    asked = Asked(
        heading=_("Pindahkan anggota ke SK %s") % decree.number,
        lead=(_("Peran mereka lalu berlaku selama SK ini berlaku."),),
        send=_("Pindahkan"),
        back=reverse("workspace:agency_team", args=[decree.agency_id]),
        warning="" if members.exists() else _("Semua anggota tim sudah tercatat pada SK ini."),
    )

    def step(said: dict[str, Any]) -> None:
        decrees.move(decree, members=[each.pk for each in said["members"]], by=user_of(request), at=at)

    form = MembersForm(form_page.posted(request), members=members)
    return form_page.answer(request, form, asked, step, done=_("Anggota tim dipindahkan ke SK %s.") % decree.number)
