"""How it is counted: the weights and thresholds in force, and announcing others."""

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

from lapor.evaluation import methods, readings, roles
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import SCORED
from lapor.evaluation.models import Method
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, Asked, answer


@require_safe
@never_cache
@desk.for_roles(roles.READERS)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """How this half-year is counted, and what was announced before and since."""
    now = Method.objects.of(HalfYear.now(at))
    context = {
        "method": now,
        "lines": readings.method_lines(now),
        "others": [
            (method, readings.method_lines(method))
            for method in Method.objects.exclude(pk=now.pk).order_by("-since", "-pk")
        ],
        "decides": roles.may_decide(by),
    }
    return render(request, "workspace/evaluation/methods.html", context)


def _whole(label: Any, most: int, help_text: Any = "", *, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=most)


class MethodForm(forms.Form):
    """Weights of every figure that is scored, and the thresholds."""

    half = forms.ChoiceField(label=gettext_lazy("Berlaku mulai"))
    very_good = _whole(gettext_lazy("Sangat Baik mulai nilai"), 100)
    good = _whole(gettext_lazy("Baik mulai nilai"), 100)
    fair = _whole(gettext_lazy("Sedang mulai nilai"), 100)
    smallest = _whole(
        gettext_lazy("Paling sedikit laporan untuk sebuah persentase"),
        methods.MOST_REPORTS,
        gettext_lazy("Di bawahnya hanya jumlahnya yang ditampilkan."),
    )
    few_below = _whole(gettext_lazy("“Sedikit laporan” di bawah"), methods.MOST_REPORTS)
    many_from = _whole(gettext_lazy("“Banyak laporan” mulai"), methods.MOST_REPORTS)
    basis = forms.CharField(
        label=gettext_lazy("Dasar aturan"), max_length=200, help_text=gettext_lazy("Nomor peraturan atau keputusan.")
    )

    fields: dict[str, Any]
    order = ["half", *(indicator.key for indicator in SCORED)]

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["half"].choices = [(half.slug, half.name) for half in methods.possible(at)]
        for indicator in SCORED:
            label = _("Bobot: %s") % indicator.name
            self.fields[indicator.key] = _whole(label, 100, least=0)
        self.order_fields(self.order)

    def clean_half(self) -> HalfYear | None:
        return HalfYear.read(self.cleaned_data["half"])

    def clean(self) -> dict[str, Any]:
        """As `methods.announce` takes it: the weights together."""
        said = self.cleaned_data
        weights = {indicator.key: said.pop(indicator.key) for indicator in SCORED if indicator.key in said}
        return said | {"weights": weights}


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def announce(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """New weights for a half-year to come; the form starts from those in force."""
    now = Method.objects.of(HalfYear.now(at))
    initial = {name: getattr(now, name) for name in MethodForm.base_fields if name != "half"} | now.weights
    form = MethodForm(request.POST if request.method == "POST" else None, initial=initial | {"basis": ""}, at=at)
    asked = Asked(
        heading=_("Bobot dan batas yang baru"),
        send=_("Umumkan"),
        back=reverse("workspace:methods"),
        lead=(_("Jumlah semua bobot harus 100. Instansi dan warga bisa membacanya begitu diumumkan."),),
    )

    def step(said: dict[str, Any]) -> Method:
        return methods.announce(said.pop("half"), **said, by=by, at=at)

    return answer(request, form, asked, step, done=_("Bobot baru diumumkan."))
