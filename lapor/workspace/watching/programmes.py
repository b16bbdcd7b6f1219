"""Priority programmes and strategic issues: which there are, and how the reports marked with them stand."""

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.core.errors import NotFound
from lapor.core.http import read_id
from lapor.reports import programmes
from lapor.reports.actors import Actor
from lapor.reports.models import Programme, Report
from lapor.workspace import desk, form_page, rows
from lapor.workspace.form_page import Asked

SIZE = 25


class ProgrammeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=programmes.NAME_LENGTH)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=Programme.Kind, widget=forms.RadioSelect)
    valid_from = form_page.date_field(gettext_lazy("Berlaku mulai"))
    last_day = form_page.date_field(
        gettext_lazy("Hari terakhir"), gettext_lazy("Kosongkan bila belum ditentukan."), required=False
    )


@require_safe
@never_cache
@desk.for_roles(desk.PRIORITY_KEEPERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All programmes with their figures, those in force first."""
    figures = [(each, each.programme.is_current(at)) for each in programmes.figures(at)]
    return render(request, "workspace/watching/programmes.html", {"figures": figures})


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.PRIORITY_KEEPERS)
def add(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """A new programme or issue."""
    asked = Asked(
        heading=_("Tambah program atau isu"),
        send=_("Simpan"),
        back=reverse("workspace:programmes"),
        lead=(_("Sesudah ini laporan bisa ditandai dengannya, dan tampil dalam pantauan."),),
    )
    form = ProgrammeForm(form_page.posted(request), initial={"kind": Programme.Kind.PROGRAMME})
    return form_page.answer(request, form, asked, _add, done=_("Program tersimpan."))


def _add(said: dict) -> None:
    last = said.pop("last_day")
    programmes.add(**said, valid_until=last + timedelta(days=1) if last else None)


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.PRIORITY_KEEPERS)
def end(request: HttpRequest, code: str, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then mark nothing with it any more."""
    programme = _find(code)
    asked = Asked(
        heading=_("Akhiri “%s”?") % programme.name,
        send=_("Akhiri"),
        back=reverse("workspace:programmes"),
        lead=(_("Laporan yang sudah ditandai tetap terhitung; laporan baru tidak bisa ditandai lagi."),),
        is_grave=True,
    )
    form = forms.Form(form_page.posted(request))
    return form_page.answer(
        request, form, asked, lambda said: programmes.end(programme, at=at), done=_("Program sudah diakhiri.")
    )


@require_safe
@never_cache
@desk.for_roles(desk.PRIORITY_KEEPERS)
def reports(request: HttpRequest, code: str, *, by: Actor, at: datetime) -> HttpResponse:
    """The reports that were marked with it, newest first."""
    programme = _find(code)
    marked = Report.objects.visible_to(by).filter(programme=programme).wholes().with_words()
    before, after = (read_id(request.GET.get(name, "")) for name in ("sebelum", "sesudah"))
    page = marked.page(before=before, after=after, size=SIZE)
    context = {
        "programme": programme,
        "is_current": programme.is_current(at),
        "rows": rows.of(page.reports, at=at),
        "newer": f"?sesudah={page.newer}" if page.newer is not None else "",
        "older": f"?sebelum={page.older}" if page.older is not None else "",
    }
    return render(request, "workspace/watching/programme.html", context)


def _find(code: str) -> Programme:
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found
