"""The ladder of what is late, beside the deadlines: when each rung is reached, set by the national admin."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor.core.errors import NotFound, Refused
from lapor.reports import deadline_rules, rung_rules
from lapor.reports.actors import Actor
from lapor.reports.ladder import MEASURES, Measure
from lapor.reports.lifecycle import ReportClass, Rung
from lapor.reports.models import RungRule
from lapor.ui.forms import refuse
from lapor.workspace import desk

EVERY = "semua"
LABELS = {
    Measure.PERCENT: gettext_lazy("Persen dari waktu kerja"),
    Measure.DAYS_LATE: gettext_lazy("Hari kerja setelah tenggat lewat"),
    Measure.DAY_OF_MONTH: gettext_lazy("Hari kerja ke berapa di bulan berikutnya"),
}


class RungForm(forms.Form):
    amount = forms.IntegerField(min_value=1)
    basis = forms.CharField(
        label=gettext_lazy("Dasar aturan"),
        max_length=deadline_rules.BASIS_LENGTH,
        help_text=gettext_lazy("Nomor peraturan atau keputusan."),
    )

    def __init__(self, *args, measure: Measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = LABELS[measure]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk.for_roles(desk.NATIONAL)
def rung(request: HttpRequest, number: int, of: str, *, by: Actor, at: datetime) -> HttpResponse:
    """When one rung is reached, by reports of every class or of one."""
    on, report_class = _read(number, of)
    rule = RungRule.objects.filter(rung=on, report_class=report_class).first()
    initial = {"amount": rule.amount, "basis": rule.basis} if rule else None
    form = RungForm(request.POST if request.method == "POST" else None, initial=initial, measure=MEASURES[on])
    if form.is_valid():
        try:
            rung_rules.put(on, report_class, **form.cleaned_data, by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Tersimpan. Berlaku untuk langkah berikutnya dari setiap tenggat."))
            return redirect("workspace:deadlines")
    context = {"form": form, "rung": on, "of": ReportClass(report_class).label if report_class else ""}
    return render(request, "workspace/rung_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@desk.for_roles(desk.NATIONAL)
def drop(request: HttpRequest, number: int, of: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Back to what holds for every class; made again in seconds, so nobody is asked whether they are sure."""
    on, report_class = _read(number, of)
    try:
        rung_rules.drop(on, report_class, by=by)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Aturan umum berlaku kembali."))
    return redirect("workspace:deadlines")


def _read(number: int, of: str) -> tuple[Rung, str]:
    report_class = "" if of == EVERY else of
    if number not in MEASURES or of not in (EVERY, *ReportClass.values):
        raise NotFound(number)
    return Rung(number), report_class
