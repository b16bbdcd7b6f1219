"""Answer templates: the texts that officers of a unit start from."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts.access import user_of
from lapor.agencies import answer_templates
from lapor.agencies.models import AnswerTemplate, Unit
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk

FORM = ["GET", "HEAD", "POST"]


class TemplateForm(forms.ModelForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Untuk unit"), empty_label=None)

    body = forms.CharField(
        label=gettext_lazy("Isi"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Tulis sampai siap kirim; tandai yang harus diganti, misalnya [tanggal]."),
    )

    fields: dict[str, Any]

    class Meta:
        model = AnswerTemplate
        fields = ("unit", "title", "body")
        labels = {"title": gettext_lazy("Judul")}
        help_texts = {"title": gettext_lazy("Untuk dikenali petugas; pelapor tidak melihatnya.")}

    def __init__(self, *args, by: Actor, **kwargs):
        super().__init__(*args, **kwargs)
        units = answer_templates.units_of(by.seats)
        if self.instance.pk:
            del self.fields["unit"]  # it stays where it is
        else:
            self.fields["unit"].queryset = units
            self.fields["unit"].initial = units.first()

    def validate_constraints(self) -> None:
        """Left to `keep`, which says it beside the title."""


@require_safe
@never_cache
@desk.for_roles(desk.HANDLERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All templates that this officer keeps."""
    return render(request, "workspace/templates.html", {"templates": answer_templates.kept_by(by.seats)})


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.HANDLERS)
def edit(request: HttpRequest, pk: int | None = None, *, by: Actor, at: datetime) -> HttpResponse:
    """Add a template or change one."""
    known = _find(pk, by) if pk else AnswerTemplate()
    form = TemplateForm(request.POST if request.method == "POST" else None, instance=known, by=by)
    if form.is_valid():
        try:
            answer_templates.keep(form.save(commit=False), by=user_of(request), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Templat “%s” tersimpan.") % known.title)
            return redirect("workspace:answer_templates")
    context = {"form": form, "is_new": pk is None}
    return render(request, "workspace/template_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.HANDLERS)
def delete(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then delete."""
    known = _find(pk, by)
    if request.method != "POST":
        return render(request, "workspace/template_delete.html", {"template": known})
    known.delete()
    messages.success(request, _("Templat “%s” dihapus.") % known.title)
    return redirect("workspace:answer_templates")


def _find(pk: int, by: Actor) -> AnswerTemplate:
    found = answer_templates.kept_by(by.seats).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
