"""What is typed on these pages; the rules are the room's."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Kind, Unit
from lapor.connection import decrees, ladder, roles
from lapor.connection.decrees import Paper
from lapor.connection.models import Status, Training
from lapor.connection.roles import Seats
from lapor.core.errors import Refused
from lapor.core.files import Accepted, Limits, inspect
from lapor.core.files.kinds import Kind as FileKind
from lapor.ui.forms import EmailField
from lapor.workspace.form_page import date_field
from lapor.workspace.forms import long_text

MISSING = "belum"  # every agency that isn't connected, on whichever rung
LIMITS = Limits()
UNKNOWN = {"invalid_choice": _("Pilih salah satu yang ada.")}  # Django's repeats whatever was typed


class PaperField(forms.FileField):
    """One file as `core.files` accepts it, of the kinds named."""

    def __init__(
        self,
        label: Any,
        help_text: Any,
        *,
        accept: str,
        kinds: frozenset[FileKind] = LIMITS.kinds,
        required: bool = True,
    ):
        self.limits = replace(LIMITS, kinds=kinds)
        widget = forms.FileInput({"accept": accept, "data-max-bytes": LIMITS.bytes})
        super().__init__(label=label, help_text=help_text, required=required, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> Accepted | None:
        upload = super().clean(data, initial)
        try:
            return inspect(upload, limits=self.limits) if upload else None
        except Refused as refused:
            raise ValidationError(refused.sentence, code=refused.code)


class AgencyFilters(forms.Form):
    """Which agencies, on which day: all of it in the address. What isn't understood is left out."""

    q = forms.CharField(label=_("Nama instansi"), required=False, max_length=80)
    hari = date_field(_("Keadaan pada hari"), required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"),
        required=False,
        choices=[("", _("Semua")), *((kind, kind.label) for kind in roles.KINDS)],
        error_messages=UNKNOWN,
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Semua")), (MISSING, _("Semua yang belum terhubung")), *Status.choices],
        error_messages=UNKNOWN,
    )
    provinsi = forms.ModelChoiceField(Unit.objects.none(), label=_("Provinsi"), required=False, empty_label=_("Semua"))

    def __init__(self, data, *, seats: Seats, at: datetime):
        super().__init__(data)
        provinces = roles.visible_to(seats).filter(kind=Kind.PROVINCE).order_by("code")
        self.fields["provinsi"].queryset = provinces  # type: ignore[attr-defined]
        self.today = timezone.localdate(at)
        self.is_valid()

    @property
    def day(self) -> date:
        """The day asked for; today where none or one to come is."""
        asked = self.cleaned_data.get("hari")
        return asked if asked and asked < self.today else self.today

    @property
    def active(self) -> int:
        return sum(bool(self.cleaned_data.get(name)) for name in ("hari", "jenis", "status", "provinsi"))

    def apply(self, agencies: QuerySet[Any]) -> QuerySet[Any]:
        """Those that fit, from agencies with `status` and `province`."""
        used = self.cleaned_data
        if words := used.get("q", "").split():
            for word in words[:6]:
                agencies = agencies.filter(search_text__contains=word.lower())
        if kind := used.get("jenis"):
            agencies = agencies.filter(kind=kind)
        if province := used.get("provinsi"):
            agencies = agencies.filter(province=province.pk)
        if status := used.get("status"):
            missing = [each for each in Status if not each.is_connected]
            agencies = agencies.filter(status__in=missing if status == MISSING else [status])
        return agencies


class TargetForm(forms.Form):
    """One number for each kind of agency."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in roles.KINDS:
            self.fields[kind] = forms.IntegerField(label=kind.label, required=False, min_value=0, max_value=10_000)


# --- the way of one agency -----------------------------------------------------------------------------------------


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Nama calon admin"), max_length=120)
    email = EmailField(
        label=_("Surel kantor"),
        max_length=254,
        help_text=_("Tautan dikirim ke sini. Surel ini juga dipakai untuk masuk."),
    )


class DecreeForm(forms.Form):
    number = forms.CharField(label=_("Nomor SK"), max_length=100)
    about = forms.CharField(label=_("Tentang"), max_length=300, required=False)
    decree_date = date_field(_("Ditetapkan pada"))
    valid_from = date_field(_("Berlaku mulai"))
    last_day = date_field(_("Berlaku sampai"), _("Hari terakhir SK berlaku. Sesudah itu anggota tim tidak bisa masuk."))
    file = PaperField(
        _("Berkas SK"), _("PDF, atau foto JPG atau PNG. Paling besar 10 MB."),
        accept="application/pdf,image/jpeg,image/png", kinds=decrees.KINDS,
    )  # fmt: skip

    def paper(self) -> Paper:
        return Paper(**self.cleaned_data)


class TrainedForm(forms.Form):
    training = forms.ModelChoiceField(
        Training.objects.none(),
        label=_("Bimtek yang diikuti"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih bimteknya.")},
    )

    def __init__(self, *args, agency: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        attended = Training.objects.filter(participants__agency=agency, participants__attended=True).distinct()
        self.fields["training"].queryset = attended  # type: ignore[attr-defined]


class ConnectForm(forms.Form):
    on = date_field(_("Sejak"))
    note = long_text(_("Catatan"), required=False, rows=2, most=500)


class IntegrateForm(forms.Form):
    on = date_field(_("Sejak"))
    note = long_text(_("Aplikasi dan cara terhubungnya"), _("Misalnya: SITANGGAP, lewat API."), rows=2, most=500)


class BackForm(forms.Form):
    to = forms.ChoiceField(label=_("Kembali ke"), widget=forms.RadioSelect)
    reason = long_text(_("Alasan"), _("Tercatat bersama tanggal dan nama Anda."), rows=3, most=500)

    def __init__(self, *args, agency: Unit, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        now = ladder.status_of(agency, on=timezone.localdate(at))
        self.fields["to"].choices = [(each, each.label) for each in ladder.below(now)]  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = long_text(_("Apa yang keliru?"), _("Instansi membacanya, lalu mengirim SK yang baru."), rows=3, most=500)


# --- trainings -----------------------------------------------------------------------------------------------------


class TrainingForm(forms.Form):
    about = forms.CharField(label=_("Nama bimtek"), max_length=200)
    place = forms.CharField(label=_("Tempat"), max_length=200)
    held_on = date_field(_("Tanggal"))


class ParticipantForm(forms.Form):
    agency = forms.ModelChoiceField(Unit.objects.none(), label=_("Instansi"), empty_label=_("Pilih instansi"))
    name = forms.CharField(label=_("Nama peserta"), max_length=120)
    office = forms.CharField(label=_("Unit atau jabatan"), max_length=120, required=False)

    def __init__(self, *args, seats: Seats, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        led = roles.led_by(seats).current(at).order_by("name")
        self.fields["agency"].queryset = led  # type: ignore[attr-defined]


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Judul materi"), max_length=200)
    link = forms.URLField(label=_("Tautan"), required=False, max_length=500, assume_scheme="https")
    file = PaperField(
        _("Berkas"), _("PDF, DOCX, gambar, atau video MP4. Paling besar 10 MB."),
        accept="application/pdf,.docx,image/*,video/mp4", required=False,
    )  # fmt: skip


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 12 huruf. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak."),
    )
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        if self.cleaned_data.get("password") not in (None, self.cleaned_data["again"]):
            raise ValidationError(_("Kedua kata sandi tidak sama."))
        return self.cleaned_data["again"]
