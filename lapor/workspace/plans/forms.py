"""The forms about action plans, and how one is sent: refused beside its field, or after a page that was out of date."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Unit
from lapor.core.errors import Refused, Stale
from lapor.core.files import Accepted, inspect
from lapor.plans import drafting, register
from lapor.plans.drafting import Source, Words
from lapor.plans.models import Item, Part, Plan, TemplateRow
from lapor.plans.steps import Step
from lapor.ui.files import ACCEPTED, LIMITS
from lapor.ui.forms import refuse
from lapor.workspace.forms import long_text

WHOLE_ADDRESS = _("Tulis alamat lengkap, misalnya https://kutaitimurkab.go.id/bimtek.")
CONFLICTS = {"wrong_state", "not_your_step", "not_a_draft", "draft", "has_history"}


def sent(form: forms.BaseForm, take: Callable[[dict[str, Any]], object], *, version: Callable[[], int]) -> int | None:
    """Take the step with what was typed; None when it was taken, else the status of the page with the form.

    After a stale page the form holds the newest `version`: who has looked at what changed may send it again.
    """
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 422
    try:
        with transaction.atomic(durable=True):
            take(form.cleaned_data)
    except Refused as refused:
        refuse(form, refused)
        if isinstance(refused, Stale):
            again = cast(QueryDict, form.data).copy()
            again["seen"] = str(version())
            form.data = again
        return 409 if isinstance(refused, Stale) or refused.code in CONFLICTS else 422
    return None


class PageForm(forms.Form):
    """A form on a page that may be out of date when it is sent."""

    fields: dict[str, Any]
    seen = forms.IntegerField(widget=forms.HiddenInput)


class StartForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    source = forms.ChoiceField(
        label=_("Isi awal"), choices=Source.choices, widget=forms.RadioSelect, initial=Source.TEMPLATE
    )

    fields: dict[str, Any]

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in reversed(drafting.years(at))]


class ProfileForm(PageForm):
    profile = long_text(
        _("Pengantar dan profil instansi"),
        _("Siapa yang mengelola pengaduan, berapa banyak laporan, dan apa yang hendak diperbaiki tahun ini."),
        rows=12,
        required=False,
        most=8000,
    )


class StepForm(PageForm):
    """A step of the plan; only giving it back needs words."""

    note = forms.CharField(label=_("Catatan"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        if step == Step.GIVE_BACK:
            self.fields["note"].label = _("Alasan")
            self.fields["note"].required = True


class ItemForm(PageForm):
    part = forms.ChoiceField(label=_("Bagian"), choices=Part.choices)
    title = forms.CharField(label=_("Butir"), max_length=200, help_text=_("Apa yang akan dikerjakan."))
    indicator = forms.CharField(
        label=_("Indikator"), max_length=300, help_text=_("Dari mana terlihat bahwa ini berhasil.")
    )
    target = forms.CharField(label=_("Target"), max_length=200, help_text=_("Misalnya: 95% laporan, atau 4 kali."))
    owner_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit penanggung jawab"), required=False, empty_label=_("Tanpa unit")
    )
    owner_name = forms.CharField(
        label=_("Nama penanggung jawab"), max_length=120, required=False, help_text=_("Boleh nama orang atau jabatan.")
    )
    due_date = forms.DateField(label=_("Tenggat"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, plan: Plan, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = Unit.objects.current(at).under(plan.agency).order_by("path")
        self.fields["due_date"].help_text = _("Di tahun %d.") % plan.year

    @property
    def words(self) -> Words:
        """What was typed, for `drafting`."""
        said = {name: self.cleaned_data[name] for name in Words.__dataclass_fields__}
        return Words(**{**said, "part": Part(said["part"])})


def of_item(item: Item) -> dict[str, Any]:
    """What an item says, to begin its form with."""
    return {name: getattr(item, name) for name in Words.__dataclass_fields__} | {"seen": item.version}


class ProgressForm(PageForm):
    percent = forms.IntegerField(
        label=_("Capaian (persen)"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={
            "min_value": _("Capaian antara 0 dan 100 persen."),
            "max_value": _("Capaian antara 0 dan 100 persen."),
            "invalid": _("Tulis angka bulat antara 0 dan 100."),
        },
    )
    note = forms.CharField(label=_("Apa yang sudah dikerjakan"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class EvidenceFile(forms.FileField):
    """One file as `core.files` accepts it; None where none was chosen."""

    widget = forms.FileInput({"accept": ACCEPTED, "data-max-bytes": LIMITS.bytes})

    def clean(self, data: Any, initial: Any = None) -> Accepted | None:
        if not data:
            return None
        try:
            return inspect(data, limits=LIMITS)
        except Refused as refused:
            raise ValidationError(refused.sentence, code=refused.code)


class EvidenceForm(forms.Form):
    title = forms.CharField(label=_("Judul bukti"), max_length=200, help_text=_("Misalnya: Daftar hadir bimtek."))
    file = EvidenceFile(label=_("Berkas"), required=False, help_text=_("Foto, PDF, atau DOCX, paling besar 10 MB."))
    link = forms.URLField(
        label=_("Atau tautan"),
        validators=[URLValidator(schemes=["http", "https"], message=WHOLE_ADDRESS)],
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": WHOLE_ADDRESS},
    )


class TemplateRowForm(forms.ModelForm):
    due_month = forms.TypedChoiceField(label=_("Bulan tenggat"), coerce=int, choices=list(MONTHS.items()))

    class Meta:
        model = TemplateRow
        fields = ("part", "title", "indicator", "target", "due_month")
        labels = {"part": _("Bagian"), "title": _("Butir"), "indicator": _("Indikator"), "target": _("Target")}


class RegisterForm(forms.Form):
    """Which agencies of the register to show; lives in the address."""

    q = forms.CharField(label=_("Nama instansi"), max_length=80, required=False)
    tahun = forms.TypedChoiceField(label=_("Tahun"), coerce=int, required=False)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), choices=[("", _("Semua")), *register.Standing.choices], required=False
    )

    fields: dict[str, Any]

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = [(year, year) for year in years]
