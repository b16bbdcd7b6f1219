"""Clearance drives: who still has how many old reports, and which."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.agencies.models import Kind, Unit
from lapor.core.errors import NotFound, Refused
from lapor.core.http import read_id
from lapor.core.sheets import Column, Sheet, answer, write
from lapor.reports.actors import Actor
from lapor.supervision import drives
from lapor.supervision.drives import Progress
from lapor.supervision.models import Drive
from lapor.ui.charts import Figure
from lapor.ui.forms import refuse
from lapor.workspace import desk, rows
from lapor.workspace.supervision import paging

MOST_BARS = 15
GROUPS = {
    "": gettext_lazy("Semua"),
    "terbuka": gettext_lazy("Masih terbuka"),
    "menunggu": gettext_lazy("Menunggu pelapor"),
    "selesai": gettext_lazy("Selesai"),
    "arsip": gettext_lazy("Arsip"),
}


class DriveForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Nama"), max_length=120, help_text=gettext_lazy("Misalnya: Percepatan laporan 2025.")
    )
    basis = forms.CharField(
        label=gettext_lazy("Dasar hukum"),
        max_length=200,
        help_text=gettext_lazy("Nomor surat edaran atau keputusan, misalnya SE Mendagri 490/1921/SJ."),
    )
    submitted_from = forms.DateField(
        label=gettext_lazy("Laporan yang masuk sejak"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    submitted_until = forms.DateField(
        label=gettext_lazy("sampai dengan"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis instansi"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tanpa centang berarti semua."),
    )
    province = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Provinsi"),
        required=False,
        empty_label=gettext_lazy("Semua provinsi"),
        help_text=gettext_lazy("Pemerintah provinsi itu dan kabupaten/kota di dalamnya."),
    )
    due_date = forms.DateField(
        label=gettext_lazy("Batas waktu"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    target = forms.IntegerField(label=gettext_lazy("Sasaran (persen selesai)"), min_value=1, max_value=100, initial=100)

    fields: dict[str, Any]

    def __init__(self, *args: Any, at: datetime, **options: Any):
        super().__init__(*args, **options)
        self.fields["kinds"].choices = drives.kinds()
        provinces = Unit.objects.agencies().current(at).filter(kind=Kind.PROVINCE)
        self.fields["province"].queryset = provinces.order_by("name")


@require_safe
@never_cache
@desk.for_roles(drives.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All drives in which an agency of this officer takes part, the newest first."""
    context = {
        "page": paging.page(drives.with_figures(drives.seen_by(by), by=by), request, by="pk"),
        "starts": desk.holds(by, drives.MAKERS),
    }
    return render(request, "workspace/supervision/drives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk.for_roles(drives.MAKERS)
def start(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Say which reports, by when, and begin."""
    form = DriveForm(request.POST if request.method == "POST" else None, at=at)
    if form.is_valid():
        plan = drives.Plan(**{**form.cleaned_data, "kinds": tuple(form.cleaned_data["kinds"])})
        try:
            with transaction.atomic(durable=True):
                drive = drives.start(plan, user=user_of(request), by=by, at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("“%s” dimulai. Daftar laporannya sudah tetap.") % drive.name)
            return redirect("workspace:drive", drive.pk)
    return render(
        request, "workspace/supervision/drive_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_safe
@never_cache
@desk.for_roles(drives.READERS)
def drive(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """How far each agency got."""
    found = _find(pk, by)
    progress = drives.by_agency(found, by=by)
    bars = [
        Figure(
            label=one.agency.name,
            value=one.percent,
            note=_("%(closed)d dari %(total)d") % {"closed": one.closed, "total": one.total},
            href=reverse("workspace:drive_reports", args=[pk, one.agency.pk]),
            tone="selesai" if one.percent >= found.target else "belum",
        )
        for one in progress[:MOST_BARS]
        if one.agency
    ]
    context = {"drive": found, "progress": progress, "together": drives.together(progress), "bars": bars}
    return render(request, "workspace/supervision/drive.html", context)


@require_safe
@never_cache
@desk.for_roles(drives.READERS)
def reports(request: HttpRequest, pk: int, agency: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports behind one agency's figures, as far as this officer may open them."""
    found, one = _find_agency(pk, agency, by)
    group = request.GET.get("kelompok", "")
    group = group if group in GROUPS else ""
    listed = drives.reports_of(found, agency, by=by, group=group).with_words()
    page = listed.page(before=read_id(request.GET.get("sesudah", "")), size=paging.SIZE)
    context = {
        "drive": found,
        "one": one,
        "groups": GROUPS.items(),
        "here": group,
        "rows": rows.of(page.reports, at=at),
        "next": f"?kelompok={group}&sesudah={page.older}" if page.older else "",
    }
    return render(request, "workspace/supervision/drive_reports.html", context)


@require_safe
@desk.for_roles(drives.READERS)
def download(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The figures of all agencies as a workbook."""
    found = _find(pk, by)
    columns = (
        Column(_("Instansi"), width=50),
        Column(_("Laporan"), kind="number"),
        Column(_("Selesai"), kind="number"),
        Column(_("Menunggu pelapor"), kind="number"),
        Column(_("Arsip"), kind="number"),
        Column(_("Masih terbuka"), kind="number"),
        Column(_("Selesai (%)"), kind="percent"),
    )
    lines = [
        (one.agency.name, one.total, one.closed, one.answered, one.archived, one.still_open, one.percent / 100)
        for one in drives.by_agency(found, by=by)
        if one.agency
    ]
    return answer(write(Sheet(_("Per instansi"), columns, lines)), _("percepatan-%d.xlsx") % pk)


@require_safe
@desk.for_roles(drives.READERS)
def download_reports(request: HttpRequest, pk: int, agency: int, *, by: Actor, at: datetime) -> HttpResponse:
    """One agency's reports as a workbook: numbers, days and states, no words of a reporter."""
    found, one = _find_agency(pk, agency, by)
    columns = (
        Column(_("Nomor laporan")),
        Column(_("Masuk"), kind="date"),
        Column(_("Status"), width=36),
        Column(_("Pemegang"), width=50),
        Column(_("Tenggat"), kind="date"),
    )
    listed = drives.reports_of(found, agency, by=by).select_related("holder").defer("public_text", "search")
    lines = (
        (str(report.number), report.submitted_at, str(report.get_state_display()), report.holder.name, report.due_at)
        for report in listed.order_by("submitted_at", "pk").iterator(chunk_size=2000)
    )
    return answer(write(Sheet(one.agency.name if one.agency else "", columns, lines)), _("percepatan-%d.xlsx") % pk)


def _find(pk: int, by: Actor) -> Drive:
    found = drives.seen_by(by).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def _find_agency(pk: int, agency: int, by: Actor) -> tuple[Drive, Progress]:
    found = _find(pk, by)
    one = next((one for one in drives.by_agency(found, by=by) if one.agency and one.agency.pk == agency), None)
    if one is None:
        raise NotFound(agency)
    return found, one
