"""What a reporter fills in while the report lives: an answer to a question, a verdict, a reason."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.portal.forms import PlaceForm
from lapor.reports import closing
from lapor.reports.report_form import ReportForm
from lapor.ui.files import FilesField
from lapor.ui.named import Words

Text = str | LazyText
LENGTH = 5000
NAME_LENGTH = 200
RATINGS = [
    ("5", _("5 · Sangat puas")),
    ("4", _("4 · Puas")),
    ("3", _("3 · Cukup")),
    ("2", _("2 · Kurang puas")),
    ("1", _("1 · Sangat tidak puas")),
]


def words_field(label: Text, help_text: Text = "", *, required: bool = True, rows: int = 4) -> Words:
    return Words(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def files_field() -> FilesField:
    return FilesField(
        label=_("Foto, video, atau dokumen"),
        help_text=_("Boleh dilewati. Paling banyak 5 berkas, masing-masing 10 MB."),
    )


class SupplyForm(forms.Form):
    text = words_field(_("Jawaban Anda"), _("Hanya petugas yang menangani yang membacanya."))
    files = files_field()  # type: ignore[assignment]  # a form takes it out of the class again


class AddForm(forms.Form):
    text = words_field(_("Keterangan Anda"), _("Hanya petugas yang menangani yang membacanya."))
    files = files_field()  # type: ignore[assignment]  # a form takes it out of the class again


class WhereForm(PlaceForm):
    """Where it happened, of a report that came without a place."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, at=timezone.now(), looked_up=_looked_up(args), **options)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        told = data.get("place") or data.get("area") or data.get("latitude") is not None
        if not (told or self.errors):
            self.add_error("place", gettext("Di mana kejadiannya? Nama desa atau jalan saja sudah cukup."))
        return data


class OfficeForm(ReportForm):
    """Which agency it is for, of a report that came without one."""

    office = Words(
        label=_("Instansi yang dituju"),
        max_length=NAME_LENGTH,
        help_text=_("Ketik beberapa huruf, lalu pilih."),
        error_messages={"required": _("Tulis nama instansinya. Tidak tahu? Biarkan saja; kami yang mencarikan.")},
    )
    agency = Words(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, looked_up=_looked_up(args), **options)
        self.at = timezone.now()


def _looked_up(args: tuple[Any, ...]) -> str:
    """The name that was only asked for: the button beside it was pressed, not the one that sends."""
    return args[0].get("find", "") if args and args[0] else ""


class ReplyForm(forms.Form):
    text = words_field(_("Apa yang belum beres?"), _("Hanya petugas yang menangani yang membacanya."))
    files = files_field()  # type: ignore[assignment]  # a form takes it out of the class again


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Seberapa puas Anda?"),
        choices=RATINGS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih nilai 1 sampai 5."),
            "invalid_choice": _("Pilih nilai 1 sampai 5."),
        },
    )
    text = words_field(
        _("Catatan"),
        _("Dengan nilai 1 atau 2: tulis apa yang belum beres. Hanya petugas yang membacanya."),
        required=False,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever looks into it next needs a word to begin with; a text message is asked for it afterwards."""
        said = super().clean() or self.cleaned_data
        if said.get("rating", 5) <= closing.UNHAPPY and not said.get("text", "").strip() and "text" not in self.errors:
            gone = gettext("Tulis singkat apa yang belum beres, supaya yang memeriksa tahu mulai dari mana.")
            self.add_error("text", gone)
        return said


class ReasonForm(forms.Form):
    text = words_field(_("Alasan Anda"), _("Hanya petugas yang menangani yang membacanya."))


class WithdrawForm(forms.Form):
    text = words_field(_("Alasan"), _("Boleh dikosongkan."), required=False, rows=3)


class PrivacyForm(forms.Form):
    anonymous = forms.BooleanField(
        label=_("Anonim"),
        required=False,
        help_text=_("Instansi yang dilaporkan tidak bisa membuka nama dan kontak Anda."),
    )
    secret = forms.BooleanField(
        label=_("Rahasia"),
        required=False,
        help_text=_("Laporan hilang dari halaman umum; hanya petugas yang menangani bisa membacanya."),
    )


class PlainForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
