"""What an officer decides about one message: a page for each, all of them carried out once."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor.accounts.access import user_of
from lapor.agencies.models import Unit
from lapor.channels import handling, mentions, reasons
from lapor.channels.models import IncomingMessage
from lapor.core import gsm7
from lapor.core.errors import Refused
from lapor.core.numbers import read_number
from lapor.reports import intake
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Kind
from lapor.ui.forms import LongSelect
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import Asked
from lapor.workspace.forms import long_text


class ReportForm(forms.Form):
    """The short form: what the sender wrote is there already, the rest is asked for later."""

    fields: dict[str, Any]
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=Kind, widget=forms.RadioSelect)
    body = long_text(
        gettext_lazy("Isi laporan"),
        gettext_lazy("Biarkan kata-kata pengirimnya; buang hanya yang bukan bagian laporan."),
        rows=8,
        most=intake.BODY_LENGTH,
    )
    title = forms.CharField(label=gettext_lazy("Judul"), required=False, max_length=intake.TITLE_LENGTH)
    place = forms.CharField(label=gettext_lazy("Tempat kejadian"), required=False, max_length=intake.PLACE_LENGTH)
    agency = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Instansi"), required=False, widget=LongSelect,
        help_text=gettext_lazy("Kosongkan bila tidak disebut: aturan penerusan atau meja nasional yang menentukan."),
    )  # fmt: skip
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Anonim: instansi tidak melihat siapa pengirimnya"), required=False
    )
    is_secret = forms.BooleanField(
        label=gettext_lazy("Rahasia: laporan tidak tampil di halaman publik"), required=False
    )

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Unit.objects.agencies().current(at)
        self.fields["agency"].queryset = agencies
        named = agencies.order_by("name").values_list("pk", "name")
        self.fields["agency"].widget.offers = lambda: (("", _("Tidak disebut")), *named)


class AttachForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Nomor laporan"), max_length=20)
    text = long_text(gettext_lazy("Keterangan pelapor"))

    def clean_number(self) -> int:
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("Nomor laporan terdiri atas 10 angka. Periksa lagi."))
        return number


class AnswerForm(forms.Form):
    fields: dict[str, Any]
    text = long_text(gettext_lazy("Balasan"), rows=4, most=handling.ANSWER_LENGTH)

    def __init__(self, *args, channel: str, **kwargs):
        super().__init__(*args, **kwargs)
        if channel == "sms":
            most = gsm7.ROOM
            self.fields["text"] = long_text(_("Balasan"), _("Satu SMS memuat 160 karakter."), rows=4, most=most)


class AsideForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan"), choices=list(reasons.ASIDE.items()), widget=forms.RadioSelect
    )


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def make_report(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The short form, filled with what the sender wrote."""
    message = handling.find(pk)
    initial = {"kind": Kind.COMPLAINT, "is_anonymous": True, "body": _body(message)}
    form = ReportForm(form_page.posted(request), initial=initial, at=at)
    asked = _asked(
        message,
        _("Jadikan laporan"),
        _("Kirim laporan"),
        _told_then(message),
    )

    def step(said: dict[str, Any]) -> HttpResponse | None:
        submission = Submission(
            channel=handling.CAME_BY[message.channel],
            external_id=message.external_id,
            **{**handling.contact_of(message), **said, "kind": Kind(said["kind"])},
        )
        handling.make_report(pk, submission, by=user_of(request), at=at)
        return redirect("workspace:public_answer", pk) if message.channel == mentions.CHANNEL else None

    return form_page.answer(request, form, asked, step, done=_("Laporan sudah dibuat."))


def _told_then(message: IncomingMessage) -> str:
    """What its sender will hear."""
    if message.channel == mentions.CHANNEL:
        return _(
            "Sesudah ini Anda menyiapkan jawaban publik. Nomor dan tautan laporan hanya termuat di situ bila "
            "laporan ini tidak anonim dan tidak rahasia."
        )
    if handling.may_answer(message):
        return _("Pengirimnya mendapat nomor laporan dan PIN lewat saluran yang ia pakai, lalu kabar tiap langkahnya.")
    return _("Pengirimnya tidak bisa dikabari dari sini.")


def _body(message: IncomingMessage) -> str:
    """What was written, under its subject. Not where a mention stands: that names its author."""
    words = handling.words_of(message)
    if words is None:
        return ""
    subject = "" if message.channel in ("sms", mentions.CHANNEL) else words.subject
    return "\n\n".join(filter(None, (subject, words.text)))


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def attach(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """To which report of the same sender these words belong."""
    message = handling.find(pk)
    words = handling.words_of(message)
    report = handling.talked_about(message)
    known = {"number": str(report.number) if report else "", "text": words.written if words else ""}
    form = AttachForm(form_page.posted(request), initial=known)
    if report:
        form.fields["number"].help_text = _("Laporan yang terakhir dibicarakan dengan pengirim ini. Periksa dulu.")
    asked = _asked(
        message,
        _("Tambahkan ke laporan"),
        _("Tambahkan"),
        _("Hanya ke laporan dari pengirim yang sama. Kata-katanya tercatat sebagai keterangan atau balasan pelapor."),
    )
    step = lambda said: handling.attach(pk, said["number"], said["text"], by=user_of(request), at=at)  # noqa: E731
    return form_page.answer(request, form, asked, step, done=_("Keterangan sudah ditambahkan ke laporan."))


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def answer(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A few words back, and that settles it."""
    message = handling.find(pk)
    words = handling.words_of(message)
    asked = _asked(
        message,
        _("Balas pengirim"),
        _("Kirim balasan"),
        _("Balasan dikirim lewat saluran yang sama, dan pesan ini selesai."),
        _("Pesannya: “%s”") % words.text if words else "",
    )
    form = AnswerForm(form_page.posted(request), channel=message.channel)
    step = lambda said: handling.answer(pk, said["text"], by=user_of(request), at=at)  # noqa: E731
    return form_page.answer(request, form, asked, step, done=_("Balasan sedang dikirim."))


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def prank(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then set it aside and remember its sender for it."""
    message = handling.find(pk)
    asked = _asked(
        message,
        _("Tandai iseng?"),
        _("Tandai iseng"),
        _("Pesan disisihkan. Pesan berikutnya dari pengirim ini diolah sesudah yang lain, tetapi tetap diterima."),
    )
    step = lambda said: handling.mark_prank(pk, by=user_of(request), at=at)  # noqa: E731
    return form_page.answer(
        request, forms.Form(form_page.posted(request)), asked, step, done=_("Pesan ditandai iseng.")
    )


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def set_aside(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask why nothing comes of it."""
    message = handling.find(pk)
    asked = _asked(
        message,
        _("Sisihkan pesan"),
        _("Sisihkan"),
        _("Isinya dihapus sesudah 30 hari. Sampai saat itu pesan bisa dikembalikan."),
    )
    step = lambda said: handling.set_aside(pk, said["reason"], by=user_of(request), at=at)  # noqa: E731
    return form_page.answer(request, AsideForm(form_page.posted(request)), asked, step, done=_("Pesan disisihkan."))


@require_POST
@desk.for_roles(desk.CHANNEL_KEEPERS)
def take_back(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """It waits again."""
    try:
        with transaction.atomic(durable=True):
            handling.take_back(pk)
        messages.success(request, _("Pesan menunggu lagi di kotak saluran."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("workspace:incoming")


def _asked(message: IncomingMessage, heading: str, send: str, *lead: str) -> Asked:
    """The way back leads to the message, which then says what became of it."""
    back = reverse("workspace:incoming_message", args=[message.pk])
    return Asked(
        heading=heading, send=send, back=back, lead=tuple(filter(None, lead)), warning=handling.who_was_first(message)
    )
