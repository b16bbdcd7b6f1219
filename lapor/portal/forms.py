"""The form that sends a report: what is asked, and the sentence for each answer that won't do."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import topics
from lapor.agencies.models import Category
from lapor.core.queries import one
from lapor.regions import places
from lapor.reports import intake
from lapor.reports.lifecycle import Kind
from lapor.reports.places import Point
from lapor.reports.report_form import ReportForm, place_of
from lapor.ui.files import FilesInput
from lapor.ui.forms import Choices, LongSelect
from lapor.ui.named import Words

PIN = ("latitude", "longitude")


def offered(at: datetime) -> Choices:
    """The open topics as a select shows them: each with its sub-topics below it."""
    return (
        ("", _("Saya tidak yakin")),
        *(
            (topic.label, ((topic.code, topic.label), *((each.code, each.label) for each in topic.below)))
            if topic.below
            else (topic.code, topic.label)
            for topic in topics.open_topics(at)
        ),
    )


class PlaceForm(ReportForm):
    """Where it happened: words, the name of a region, a point on the map; parts/place.html shows it."""

    place = Words(
        label=gettext_lazy("Di mana?"),
        required=False,
        max_length=intake.PLACE_LENGTH,
        help_text=gettext_lazy("Nama jalan, kampung, gedung, atau patokan."),
    )
    area = Words(
        label=gettext_lazy("Desa, kecamatan, kabupaten, atau kota"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ketik beberapa huruf, lalu pilih."),
    )
    region = Words(required=False, max_length=20, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)

    def __init__(self, *args: Any, at: datetime, **options: Any):
        super().__init__(*args, **options)
        self.at = at

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors.keys().isdisjoint(PIN) or (data.get("latitude") is None) != (data.get("longitude") is None):
            for name in PIN:  # hidden fields: what is wrong with them is said beside the place
                self.errors.pop(name, None)
                data[name] = None
            self.add_error("place", _("Titik di peta tidak terbaca. Tandai lagi, atau tulis tempatnya."))
        return data


class SendForm(PlaceForm):
    """A report as somebody writes it."""

    field_order = ("kind", "title", "body", "event_date")  # what is wrong is told in the order of the page

    kind = forms.ChoiceField(
        label=gettext_lazy("Apa yang ingin Anda sampaikan?"),
        choices=Kind.choices,
        initial=Kind.COMPLAINT,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pilih salah satu."),
            "invalid_choice": gettext_lazy("Pilih salah satu."),
        },
    )
    title = Words(
        label=gettext_lazy("Judul"),
        max_length=intake.TITLE_LENGTH,
        help_text=gettext_lazy("Satu kalimat, misalnya: Jembatan di Muara Wahau putus."),
        error_messages={"required": gettext_lazy("Beri judul singkat, satu kalimat saja.")},
    )
    body = Words(
        label=gettext_lazy("Ceritakan"),
        max_length=intake.BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Apa yang terjadi, siapa yang terkena, dan apa yang Anda harapkan. Jangan tulis NIK atau nomor telepon."
        ),
        error_messages={"required": gettext_lazy("Ceritakan apa yang terjadi, walau singkat.")},
    )
    event_date = forms.DateField(
        label=gettext_lazy("Tanggal kejadian"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Perlu untuk pengaduan. Tidak ingat persis? Perkiraan pun boleh."),
        error_messages={"invalid": gettext_lazy("Tanggal ini tidak kami kenali. Tulis misalnya 24/11/2026.")},
    )
    photo_place = forms.BooleanField(
        label=gettext_lazy("Pakai lokasi yang tersimpan di foto saya, bila ada"),
        required=False,
        help_text=gettext_lazy("Lokasi di dalam foto selalu kami hapus; hanya bila Anda setuju, kami pakai di sini."),
    )
    category = forms.CharField(
        label=gettext_lazy("Topik"),
        required=False,
        max_length=60,
        widget=LongSelect,
        help_text=gettext_lazy("Boleh dilewati; petugas kami yang memilihkan."),
    )
    office = Words(
        label=gettext_lazy("Instansi yang dituju"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Tidak tahu? Kosongkan saja; kami yang mencarikan."),
    )
    agency = Words(required=False, max_length=40, widget=forms.HiddenInput)
    files = forms.FileField(  # type: ignore[assignment]  # typed as the uploads of the same name
        label=gettext_lazy("Foto, video, atau dokumen"),
        required=False,
        widget=FilesInput(),
        help_text=gettext_lazy("Paling banyak 5 berkas, masing-masing 10 MB."),
    )
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Anonim"),
        required=False,
        help_text=gettext_lazy("Instansi yang dilaporkan tidak bisa membuka nama dan kontak Anda."),
    )
    is_secret = forms.BooleanField(
        label=gettext_lazy("Rahasia"),
        required=False,
        help_text=gettext_lazy("Laporan tidak tampil untuk umum; hanya petugas yang menangani bisa membacanya."),
    )
    name = Words(
        label=gettext_lazy("Nama Anda"),
        required=False,
        max_length=intake.NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = Words(
        label=gettext_lazy("Nomor HP atau alamat surel"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Boleh dikosongkan. Petugas hanya bisa melihatnya dengan alasan yang tercatat."),
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    still = forms.BooleanField(required=False, widget=forms.HiddenInput)  # has seen "Hubungi 112"

    def __init__(self, *args: Any, at: datetime, **options: Any):
        super().__init__(*args, at=at, **options)
        self.fields["category"].widget.offers = lambda: offered(at)

    def clean_event_date(self):
        day = self.cleaned_data["event_date"]
        if self.cleaned_data.get("kind", Kind.COMPLAINT) != Kind.COMPLAINT:
            return None
        if day is None:
            raise forms.ValidationError(_("Pilih tanggal kejadian; perkiraan pun boleh."))
        return super().clean_event_date()

    def clean_category(self) -> Category | None:
        code = self.cleaned_data["category"]
        found = one(Category.objects.current(self.at).usable_by(None).filter(code=code)) if code else None
        if code and found is None:
            raise forms.ValidationError(_("Topik ini sudah ditutup. Pilih topik lain."))
        return found


def point_in(data: dict[str, Any]) -> Point | None:
    """The point that was marked on the map."""
    latitude, longitude = data["latitude"], data["longitude"]
    return None if latitude is None else (latitude, longitude)


def where(data: dict[str, Any], point: Point | None) -> dict[str, Any]:
    """What a PlaceForm says, as a Submission takes it."""
    region = data["region"] or (places.region_at(*point) if point else None)
    latitude, longitude = point or (None, None)
    return {"place": place_of(data), "region": region, "latitude": latitude, "longitude": longitude}
