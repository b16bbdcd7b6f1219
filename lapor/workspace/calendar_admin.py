"""Days and terms: decrees of holidays, and how long each clock runs."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.core.errors import NotFound, Refused
from lapor.deadlines import holidays
from lapor.deadlines.models import HolidayDecree
from lapor.reports import deadline_rules, decrees, rung_rules
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import ReportClass
from lapor.ui.forms import refuse
from lapor.workspace import desk

FORM = ["GET", "HEAD", "POST"]


# --- holidays ------------------------------------------------------------------------------------------------------


class DecreeForm(forms.Form):
    date = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(
        label=gettext_lazy("Nama hari"), max_length=120, help_text=gettext_lazy("Misalnya: Cuti bersama Idulfitri.")
    )
    decree = forms.CharField(
        label=gettext_lazy("Nomor keputusan"), max_length=120, help_text=gettext_lazy("Misalnya: SKB 3 Menteri 1/2027.")
    )
    working = forms.BooleanField(
        label=gettext_lazy("Tetap hari kerja"),
        required=False,
        help_text=gettext_lazy("Centang bila hari ini tetap dihitung sebagai hari kerja."),
    )


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def days(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """The free days of a year, and the decrees that add to them or take away."""
    form = DecreeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic(durable=True):
                decrees.enter(
                    day=said["date"], name=said["name"], working=said["working"], decree=said["decree"], by=by, at=at
                )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%s ditetapkan. Tenggat yang sedang berjalan ikut bergeser.") % said["name"])
            return redirect("workspace:holidays")
    this_year = timezone.localdate(at).year
    years = range(this_year - decrees.YEARS_BACK, this_year + decrees.YEARS_AHEAD + 1)
    asked = request.GET.get("tahun", "")
    year = next((year for year in years if str(year) == asked), this_year)
    context = {
        "form": form,
        "year": year,
        "years": years,
        "known": holidays.of_year(year),
        "decrees": HolidayDecree.objects.filter(date__year=year),
    }
    return render(request, "workspace/holidays.html", context, status=422 if form.is_bound else 200)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def withdraw(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then take the decree back."""
    known = HolidayDecree.objects.filter(pk=pk).first()
    if known is None:
        raise NotFound(pk)
    if request.method != "POST":
        return render(request, "workspace/holiday_delete.html", {"decree": known})
    with transaction.atomic(durable=True):
        decrees.withdraw(pk, by=by)
    messages.success(request, _("Keputusan tentang %s dihapus.") % known.name)
    return redirect("workspace:holidays")


# --- deadlines -----------------------------------------------------------------------------------------------------


class RuleForm(forms.Form):
    days = forms.IntegerField(label=gettext_lazy("Lama (hari)"), min_value=1, max_value=deadline_rules.MOST_DAYS)
    basis = forms.CharField(
        label=gettext_lazy("Dasar aturan"),
        max_length=deadline_rules.BASIS_LENGTH,
        help_text=gettext_lazy("Nomor peraturan atau keputusan."),
    )


@require_safe
@never_cache
@desk.for_roles(desk.ADMINS)
def deadlines(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """How long each clock runs: nationally, and for the agency of this admin."""
    seat = deadline_rules.agency_seat(by)
    context = {
        "lines": deadline_rules.table(seat.agency_id if seat else None),
        "agency": seat.agency_name if seat else "",
        "sets_national": deadline_rules.may_set_national(by),
        "ladder": rung_rules.table(),
        "classes": ReportClass.choices,
    }
    return render(request, "workspace/deadlines.html", context)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.ADMINS)
def deadline(request: HttpRequest, pk: int, scope: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Change one rule: for the nation, or stricter for one's own agency."""
    seat = deadline_rules.agency_seat(by)
    lines = deadline_rules.table(seat.agency_id if seat else None)
    line = next((line for line in lines if line.national.pk == pk), None)
    is_national = scope == "nasional"
    if line is None or not (deadline_rules.may_set_national(by) if is_national else seat and line.can_be_stricter):
        raise NotFound(pk)
    rule = line.national if is_national else line.own
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        initial={"days": rule.days, "basis": rule.basis} if rule else None,
    )
    change = deadline_rules.set_national if is_national else deadline_rules.set_stricter
    if form.is_valid():
        try:
            change(pk, **form.cleaned_data, by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Tenggat tersimpan. Berlaku untuk tenggat yang mulai sesudah ini."))
            return redirect("workspace:deadlines")
    context = {"form": form, "line": line, "is_national": is_national, "agency": seat.agency_name if seat else ""}
    return render(request, "workspace/deadline_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@desk.for_roles(desk.ADMINS)
def drop(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Back to the national rule; made again in seconds, so nobody is asked whether they are sure."""
    deadline_rules.drop_stricter(pk, by=by)
    messages.success(request, _("Tenggat nasional berlaku kembali."))
    return redirect("workspace:deadlines")
