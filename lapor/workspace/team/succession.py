"""Hand-over from person to person: every role in the agency, and what the person kept for the work."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.accounts.models import User
from lapor.agencies import team
from lapor.agencies.models import Role
from lapor.reports.actors import Actor
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import FORM, Asked
from lapor.workspace.models import SavedFilter
from lapor.workspace.team import members


class SuccessionForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Penerus"),
        empty_label=gettext_lazy("Pilih orangnya"),
        help_text=gettext_lazy("Belum ada dalam daftar? Tambahkan dahulu sebagai anggota tim."),
    )
    on = form_page.date_field(gettext_lazy("Mulai"), gettext_lazy("Hari pertama penerus bertugas."))

    fields: dict[str, Any]

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.REFERRERS)
def succeed(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """All roles of the leaving person go to the successor on that day; reports stay with their units."""
    held = members.find_to_change(pk, by)
    leaving, agency = held.user, held.unit.root
    people = members.colleagues(agency, at).exclude(pk__in=[leaving.pk, user_of(request).pk])
    form = SuccessionForm(form_page.posted(request), colleagues=people, initial={"on": timezone.localdate(at)})
    asked = Asked(
        heading=_("Serah terima dari %s") % leaving.name,
        lead=(
            _("Semua peran %(name)s di %(agency)s beralih ke penerusnya pada hari itu.")
            % {"name": leaving.name, "agency": agency.name},
            _("Laporan, usulan yang menunggu persetujuan, dan templat tetap di unitnya; penerus langsung melihatnya."),
        ),
        send=_("Serahkan"),
        back=reverse("workspace:agency_team", args=[agency.pk]),
        warning=members.not_oneself(held, request),
    )

    def step(said: dict[str, Any]) -> HttpResponse | None:
        given = team.unended_of(leaving, agency, at).values_list("role", flat=True)
        rises = any(team.rises(said["to"], Role(role), at=at) for role in given)
        team.succeed(leaving, agency=agency, **said, by=user_of(request), at=at)
        _copy_filters(leaving, said["to"])
        return members.begin_anew(request, said["to"], asked.back, at=at) if rises else None

    return form_page.answer(request, form, asked, step, done=_("Serah terima dari %s tercatat.") % leaving.name)


def _copy_filters(leaving: User, to: User) -> None:
    """A filter whose name the successor has already stays as it is."""
    theirs = SavedFilter.objects.filter(owner=leaving)
    copies = [SavedFilter(owner=to, name=each.name, query=each.query) for each in theirs]
    SavedFilter.objects.bulk_create(copies, ignore_conflicts=True)
