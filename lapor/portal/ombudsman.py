"""What the reporter is asked for the Ombudsman, after the consent, and how that stands on the report's page."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.core.encryption import Undecipherable
from lapor.ombudsman import details, standing
from lapor.ombudsman.details import Details, MaritalStatus
from lapor.ombudsman.models import Package
from lapor.portal.forms import Words
from lapor.reports import identity, overseeing, timeline
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Relation
from lapor.reports.models import Report


def _day(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _words(label: Any, help_text: Any, *, most: int, rows: int = 0) -> Words:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return Words(label=label, help_text=help_text, max_length=most, widget=widget)


class DetailsForm(forms.Form):
    """What Pasal 24 UU 37/2008 asks for; every hint says why."""

    name = _words(
        gettext_lazy("Nama lengkap"),
        gettext_lazy("Seperti di KTP. Ombudsman hanya menerima laporan yang pelapornya jelas."),
        most=details.NAME_LENGTH,
    )
    birth_place = _words(
        gettext_lazy("Tempat lahir"),
        gettext_lazy("Bersama tanggal lahir membedakan Anda dari orang yang senama."),
        most=details.NAME_LENGTH,
    )
    birth_date = _day(gettext_lazy("Tanggal lahir"), gettext_lazy("Seperti di KTP."))
    marital_status = forms.ChoiceField(
        label=gettext_lazy("Status perkawinan"),
        help_text=gettext_lazy("Diminta undang-undangnya; tidak memengaruhi pemeriksaan."),
        choices=MaritalStatus,
        widget=forms.RadioSelect,
    )
    occupation = _words(
        gettext_lazy("Pekerjaan"),
        gettext_lazy("Diminta undang-undangnya. Contoh: guru, nelayan, belum bekerja."),
        most=details.NAME_LENGTH,
    )
    address = _words(
        gettext_lazy("Alamat lengkap"),
        gettext_lazy("Ke sini Ombudsman bersurat kepada Anda."),
        most=details.ADDRESS_LENGTH,
        rows=3,
    )
    keep_secret = forms.BooleanField(
        label=gettext_lazy("Minta Ombudsman merahasiakan identitas saya"),
        required=False,
        help_text=gettext_lazy("Dalam keadaan tertentu Ombudsman boleh tidak menyebut nama Anda kepada siapa pun."),
    )
    event_date = _day(
        gettext_lazy("Kapan terjadi?"),
        gettext_lazy(
            "Ombudsman memeriksa peristiwa yang belum lewat dua tahun. Sudah lewat? Tetap boleh Anda kirim; "
            "Ombudsman yang memutuskan."
        ),
    )
    description = _words(
        gettext_lazy("Apa yang terjadi?"),
        gettext_lazy("Sudah kami isi dengan laporan Anda. Tambahkan apa yang tidak dilakukan instansinya."),
        most=details.TEXT_LENGTH,
        rows=8,
    )
    complained = _words(
        gettext_lazy("Bagaimana Anda mengadukannya kepada instansi itu?"),
        gettext_lazy(
            "Ombudsman baru memeriksa sesudah instansinya diberi kesempatan. Laporan ini sudah membuktikannya."
        ),
        most=details.TEXT_LENGTH,
        rows=4,
    )


def first_values(report: Report, by: Actor) -> dict[str, Any]:
    """What the form starts with: what was told before, or what the report itself already says."""
    told = details.read(report, by=by)
    if told:
        return asdict(told)
    words = timeline.original(report, by=by)
    return {
        "name": _own_name(report, by),
        "event_date": report.event_date,
        "description": words.body if words else "",
        "complained": _("Melalui LAPOR! dengan nomor %(number)s, dikirim %(day)s.")
        % {"number": report.number, "day": date_format(report.submitted_at, "DATE_FORMAT")},
    }


def _own_name(report: Report, by: Actor) -> str:
    try:
        own = identity.seen_by(report, by=by, at=report.submitted_at)
    except Undecipherable:
        return ""
    return own.name if own else ""


def tell(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return details.disclose(number, Details(**said), by=by, at=at)


def can_tell(report: Report, at: datetime) -> bool:
    """The consent stands, and nothing was handed over under it yet."""
    return report.ombudsman_consent_at is not None and standing.may_be_handed_over(report)


class Said(NamedTuple):
    """A notice on the report's page: what stands with the Ombudsman, and what can be done about it."""

    title: str
    text: str
    url: str = ""
    offer: str = ""


def notice(report: Report, *, by: Actor, at: datetime) -> Said | None:
    """What the reporter should know of the Ombudsman now; None where there is nothing to say."""
    if report.relation == Relation.PART:
        return None
    if report.ombudsman_consent_at is None:
        return _ask(report) if overseeing.may_be_asked(report, at=at) else None
    package = Package.objects.filter(report=report, consent_at=report.ombudsman_consent_at).first()
    if package:
        return _handed_over(package)
    if not can_tell(report, at):
        return None
    told = details.read(report, by=by)
    url = reverse("portal:errand", args=[report.number, "data-ombudsman"])
    return _told(told, report, at, url) if told else _nothing_told(url)


def _ask(report: Report) -> Said:
    return Said(
        _("60 hari sudah lewat"),
        _("Ombudsman RI bisa memeriksa mengapa laporan ini belum selesai. Tanpa izin Anda, Ombudsman hanya melihat "
          "jumlah laporan, bukan isinya."),
        reverse("portal:errand", args=[report.number, "ombudsman"]),
        _("Izinkan Ombudsman membaca laporan ini"),
    )  # fmt: skip


def _nothing_told(url: str) -> Said:
    return Said(
        _("Ombudsman masih memerlukan data Anda"),
        _("Supaya laporan ini bisa diserahkan, undang-undangnya meminta data diri Anda. Boleh nanti; tidak mau juga "
          "boleh, dan izinnya bisa Anda cabut."),
        url,
        _("Isi data untuk Ombudsman"),
    )  # fmt: skip


def _told(told: Details, report: Report, at: datetime, url: str) -> Said:
    text = _("Data Anda sudah tersimpan dan berkasnya sedang disiapkan. Sampai diserahkan Anda bisa mengubahnya.")
    if report.is_secret:
        text += " " + _("Laporan Anda rahasia, jadi petugas yang boleh membukanya yang menyiapkannya.")
    if told.is_old(at):
        text += " " + _("Peristiwanya lebih dari dua tahun lalu, jadi Ombudsman yang memutuskan apakah diperiksa.")
    return Said(_("Berkas untuk Ombudsman"), text, url, _("Ubah data"))


def _handed_over(package: Package) -> Said | None:
    if package.outcome:
        return Said(_("Hasil dari Ombudsman: %s") % package.get_outcome_display(), _("Penjelasannya ada di riwayat."))
    if package.register:
        text = _("Sebutkan nomor register ini bila Anda menghubungi Ombudsman: %s.") % package.register
        return Said(_("Ombudsman sudah menerima laporan ini"), text)
    return Said(_("Sudah diserahkan kepada Ombudsman"), _("Kami kabari Anda begitu Ombudsman mencatatnya."))
