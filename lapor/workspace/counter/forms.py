"""The form of the service desk: short, in the order in which people tell it, and the same with and without a script."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts import contacts
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Unit
from lapor.reports import intake
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import CameBy, Channel, Kind
from lapor.reports.models import Report
from lapor.reports.report_form import ReportForm, place_of
from lapor.ui.named import Words
from lapor.ui.templatetags.ui import waktu
from lapor.workspace.form_page import date_field
from lapor.workspace.forms import CategoryField, files_field

LETTER_LENGTH = 80
LONGEST_WAIT = timedelta(days=31)  # of an entry without a network; more is a clock that goes wrong


class FirstChoice(forms.RadioSelect):
    """Where the page begins: only the chosen button takes the focus and the key."""

    def create_option(self, name, value, label, selected, *args, **options) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, *args, **options)
        option["attrs"] |= {"accesskey": "s", "autofocus": True} if selected else {}
        return option


class EntryForm(ReportForm):
    """What somebody wrote, said or sent. What the person doesn't tell stays empty and is asked for later."""

    came_by = forms.ChoiceField(
        label=gettext_lazy("Cara masuk"),
        choices=CameBy,
        initial=CameBy.VISIT,
        widget=FirstChoice,
    )
    letter_number = Words(label=gettext_lazy("Nomor surat"), required=False, max_length=LETTER_LENGTH)
    letter_date = date_field(gettext_lazy("Tanggal surat"), required=False)
    name = Words(
        label=gettext_lazy("Nama pelapor"),
        required=False,
        max_length=intake.NAME_LENGTH,
        widget=forms.TextInput({"accesskey": "n", "autocomplete": "off"}),
    )
    contact = Words(
        label=gettext_lazy("Nomor HP atau alamat surel pelapor"),
        required=False,
        max_length=contacts.LONGEST,
        help_text=gettext_lazy("Boleh kosong. Bila diisi, tanda terima tanpa PIN dikirim ke sini."),
        widget=forms.TextInput({"accesskey": "k", "autocomplete": "off"}),
    )
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Pelapor tidak mau disebut (anonim)"),
        required=False,
        help_text=gettext_lazy("Instansi yang dilaporkan tidak bisa membuka nama dan kontaknya."),
    )
    is_secret = forms.BooleanField(
        label=gettext_lazy("Rahasia"),
        required=False,
        help_text=gettext_lazy("Tidak tampil untuk umum, dan tidak terbaca lagi dari loket ini."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), choices=Kind, initial=Kind.COMPLAINT, widget=forms.RadioSelect
    )
    title = Words(
        label=gettext_lazy("Judul"),
        max_length=intake.TITLE_LENGTH,
        widget=forms.TextInput({"accesskey": "j", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Beri judul singkat, satu kalimat saja.")},
    )
    body = Words(
        label=gettext_lazy("Isi laporan"),
        max_length=intake.BODY_LENGTH,
        help_text=gettext_lazy("Dengan kata-kata pelapor sendiri. Jangan tulis NIK atau nomor telepon."),
        widget=forms.Textarea({"rows": 5, "accesskey": "i"}),
        error_messages={"required": gettext_lazy("Tulis apa yang disampaikan pelapor, walau singkat.")},
    )
    event_date = date_field(gettext_lazy("Tanggal kejadian"), required=False)
    place = Words(
        label=gettext_lazy("Tempat kejadian"),
        required=False,
        max_length=intake.PLACE_LENGTH,
        help_text=gettext_lazy("Nama jalan, kampung, gedung, atau patokan."),
        widget=forms.TextInput({"accesskey": "t", "autocomplete": "off"}),
    )
    area = Words(
        label=gettext_lazy("Desa, kecamatan, kabupaten, atau kota"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ketik beberapa huruf, lalu pilih."),
    )
    region = Words(required=False, max_length=20, widget=forms.HiddenInput)
    category = CategoryField()
    office = Words(
        label=gettext_lazy("Instansi yang dituju"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Tidak tahu? Kosongkan; nanti dicarikan."),
    )
    agency = Words(required=False, max_length=40, widget=forms.HiddenInput)
    files = files_field()  # type: ignore[assignment]  # typed as the uploads of the same name
    written_at = Words(required=False, max_length=40, widget=forms.HiddenInput)  # what waited says since when
    still = forms.BooleanField(required=False, widget=forms.HiddenInput)  # has seen what the page asked back

    fields: dict[str, Any]

    def __init__(self, *args: Any, seat: Seat, at: datetime, first: dict[str, Any] | None = None, **options: Any):
        own = Unit.objects.get(pk=seat.agency_id)
        super().__init__(*args, initial={"office": own.name, "agency": own.code, **(first or {})}, **options)
        self.at, self.tz = at, own.tz
        category = self.fields["category"]
        category.required = False
        category.offer(own, at)
        self.fields["files"].label = _("Pindaian surat, foto, atau dokumen")
        self.fields["files"].widget.attrs["accesskey"] = "l"

    def clean_letter_date(self):
        day = self.cleaned_data["letter_date"]
        if day and day > self.at.astimezone(ZoneInfo(self.tz)).date():
            raise forms.ValidationError(_("Tanggal surat tidak bisa di masa depan."))
        return day

    def clean_written_at(self) -> datetime | None:
        """The browser's word for it: what can't be is passed over, for no entry is refused because of a wrong clock."""
        with suppress(ValueError):
            moment = parse_datetime(self.cleaned_data["written_at"])
            if moment and moment.tzinfo and self.at - LONGEST_WAIT < moment < self.at:
                return moment
        return None

    def submission(self) -> Submission:
        """What a valid form says."""
        data = self.cleaned_data
        same = ("kind", "title", "body", "event_date", "region", "agency", "category", "is_anonymous", "is_secret")
        return Submission(
            **{name: data[name] for name in same},
            place=place_of(data),
            name=data["name"],
            **data["contact"],
            files=data["files"],
            channel=Channel.DESK,
            came_by=data["came_by"],
            note=" ".join(filter(None, [self._letter(), self._waited()])),
        )

    def _waited(self) -> str:
        """When it was written, of what came later because there was no network."""
        moment = self.cleaned_data["written_at"]
        return _("Dicatat di loket tanpa jaringan: %s.") % waktu(moment, self.tz) if moment else ""

    def _letter(self) -> str:
        """Which letter it is; it stays in the office."""
        data = self.cleaned_data
        if data["came_by"] != CameBy.LETTER or not (data["letter_number"] or data["letter_date"]):
            return ""
        day = data["letter_date"]
        number, date = data["letter_number"] or "–", day.strftime("%d/%m/%Y") if day else "–"
        return _("Surat nomor %(number)s, tanggal %(date)s.") % {"number": number, "date": date}


def like(report: Report) -> dict[str, Any]:
    """What the next letter of the same pile has in common with this entry: everything but the person and the words."""
    region, agency = report.region, report.chosen_agency
    return {
        "kind": report.kind,
        "area": region.path_name if region else "",
        "region": region.code if region else "",
        "office": agency.name if agency else "",
        "agency": agency.code if agency else "",
        "category": report.category_id,
    }
