"""Actions of whoever verifies: class and topic, the public version, privacy."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.reports import privacy, referral, timeline, verification
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Kind, ReportClass
from lapor.reports.models import Report
from lapor.workspace.actions.referral import offer_units, suggest_unit
from lapor.workspace.forms import CategoryField, PublicFilesField, StepForm, UnitField, long_text, reason

LIKELY_CLASS = {
    Kind.COMPLAINT: ReportClass.COMPLAINT,
    Kind.ASPIRATION: ReportClass.ASPIRATION,
    Kind.INFORMATION: ReportClass.INFORMATION,
}
PERSONAL_DATA = {
    "NIK": _("NIK"),
    "PHONE": _("nomor telepon"),
    "EMAIL": _("alamat surel"),
    "NAME": _("nama pelapor"),
}


def marked(text: str, *, reporter_name: str = "") -> list[tuple[str, Any]]:
    """The text in pieces, each with the kind of personal data that it seems to be, or with nothing."""
    pieces, done = [], 0
    for found in privacy.findings(text, reporter_name=reporter_name):
        if found.start >= done:
            pieces += [(text[done : found.start], ""), (text[found.start : found.end], PERSONAL_DATA[found.kind])]
            done = found.end
    return [*pieces, (text[done:], "")]


class PublicVersion(StepForm):
    """What everybody may read, beside the reporter's own words; the fields of `verify` and `revise`."""

    template_name_of_page = "workspace/actions/public_version.html"

    public_title = forms.CharField(label=_("Judul untuk umum"), max_length=verification.PUBLIC_TITLE_LENGTH)
    public_text = long_text(
        _("Isi untuk umum"), _("Ringkas dan tanpa data pribadi. Kata-kata asli pelapor tetap tersimpan."),
        rows=8, most=verification.PUBLIC_TEXT_LENGTH,
    )  # fmt: skip
    public_files = PublicFilesField()
    personal_data_checked = forms.BooleanField(
        label=_("Sudah saya periksa: tidak ada data pribadi seseorang"),
        required=False,
        help_text=_("Wajib bila di atas ada nomor telepon atau surel, misalnya milik kantor."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["public_files"].offer(self.report)
        if not self.fields["public_files"].queryset.exists():
            del self.fields["public_files"]

    @property
    def findings(self) -> list[tuple[str, Any]]:
        """The text of the field in pieces, so that the page can mark what looks like personal data.

        Who reports anonymously isn't named by a mark either; publishing the name is refused all the same.
        """
        name = "" if self.report.is_anonymous else privacy.scanned_identity(self.report).name
        pieces = marked(str(self["public_text"].value() or ""), reporter_name=name)
        return pieces if any(kind for _text, kind in pieces) else []

    def chosen_files(self) -> frozenset[int]:
        return frozenset(file.pk for file in self.cleaned_data.get("public_files") or [])


class Verify(PublicVersion):
    action, slug, key = Action.VERIFY, "verifikasi", "v"
    label, done, icon = _("Verifikasi"), _("Laporan diverifikasi."), "check"
    says = _(
        "Tentukan klasifikasi dan topik, periksa versi untuk umum, lalu teruskan bila sudah jelas siapa yang berwenang."
    )

    report_class = forms.ChoiceField(label=_("Klasifikasi"), choices=ReportClass, widget=forms.RadioSelect)
    category = CategoryField()
    raise_anonymous = forms.BooleanField(
        label=_("Jadikan anonim"),
        required=False,
        help_text=_("Nama pelapor disembunyikan, juga dari instansi terlapor."),
    )
    raise_secret = forms.BooleanField(
        label=_("Jadikan rahasia"), required=False, help_text=_("Laporan tidak terbit untuk umum.")
    )
    to = UnitField(_("Langsung teruskan ke"), required=False, help_text=_("Boleh dikosongkan dan diteruskan nanti."))
    note = long_text(_("Catatan untuk penerima"), required=False, rows=2)

    targets = staticmethod(referral.targets)
    field_order = ["report_class", "category", "raise_anonymous", "raise_secret", "public_title", "public_text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(self.report.agency, self.at)
        targets = self.targets(self.report, by=self.by, at=self.at)
        suggest_unit(self, targets, "to", fill_in=False)  # whoever only verifies must not refer by accident
        offer_units(self, targets, "to")
        for flag, is_set in (("raise_anonymous", self.report.is_anonymous), ("raise_secret", self.report.is_secret)):
            if is_set:  # raised already; here it can't be lowered
                del self.fields[flag]
        if self.report.is_secret:
            for name in PublicVersion.base_fields:
                self.fields.pop(name, None)
        else:
            self._leave_unpublished()
            if not self.is_bound:
                self._start_from_original()
        self.initial |= {
            "report_class": LIKELY_CLASS[Kind(self.report.kind)],
            "category": self.report.category_id,
        }

    def _leave_unpublished(self) -> None:
        """Whoever makes it secret now needs no public version."""
        if self.is_bound and self.data.get("raise_secret"):
            self.fields["public_title"].required = self.fields["public_text"].required = False

    def _start_from_original(self) -> None:
        words = timeline.original(self.report, by=self.by)
        if words:
            self.initial |= {"public_title": words.title, "public_text": words.body}

    def take(self, *, by: Actor, at: datetime) -> Report:
        said = self.cleaned_data
        finding = verification.Finding(
            report_class=ReportClass(said["report_class"]),
            category=said["category"],
            public_title=said.get("public_title", ""),
            public_text=said.get("public_text", ""),
            raise_anonymous=said.get("raise_anonymous", False),
            raise_secret=said.get("raise_secret", False),
            public_files=self.chosen_files(),
            personal_data_checked=said.get("personal_data_checked", False),
        )
        return verification.verify(self.report.number, finding, by=by, at=at, to=said["to"], note=said["note"])


class Revise(PublicVersion):
    action, slug = Action.REVISE, "versi-publik"
    label, done, icon = _("Perbaiki versi publik"), _("Versi publik diperbaiki."), "file"
    says = _("Yang Anda tulis di sini menggantikan yang dibaca umum. Kata-kata asli pelapor tidak berubah.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"public_title": self.report.public_title, "public_text": self.report.public_text}
        if "public_files" in self.fields:
            shown = [file.pk for file in self.fields["public_files"].queryset if file.audience == "public"]
            self.initial["public_files"] = shown

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.is_secret

    def take(self, *, by: Actor, at: datetime) -> Report:
        said = self.cleaned_data
        return verification.revise(
            self.report.number, title=said["public_title"], text=said["public_text"],
            public_files=self.chosen_files(), checked=said["personal_data_checked"], by=by, at=at,
        )  # fmt: skip


class Reclassify(StepForm):
    action, slug = Action.RECLASSIFY, "klasifikasi"
    label, done, icon = _("Ubah klasifikasi"), _("Klasifikasi diubah."), "file"
    says = _("Tenggat penyelesaian mengikuti klasifikasi yang baru, dihitung dari awal yang sama.")

    report_class = forms.ChoiceField(label=_("Klasifikasi"), choices=ReportClass, widget=forms.RadioSelect)
    category = CategoryField()
    reason = reason(_("Hanya petugas yang membacanya."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(self.report.agency, self.at)
        self.initial |= {"report_class": self.report.report_class, "category": self.report.category_id}

    def take(self, *, by: Actor, at: datetime) -> Report:
        said = self.cleaned_data
        return verification.reclassify(
            self.report.number, report_class=ReportClass(said["report_class"]), category=said["category"],
            reason=said["reason"], by=by, at=at,
        )  # fmt: skip


class Flags(StepForm):
    """Anonim and Rahasia as two ticks, of which at least one is needed."""

    anonymous = forms.BooleanField(required=False)
    secret = forms.BooleanField(required=False)

    def clean(self) -> None:
        if not any(self.cleaned_data.values()):
            self.add_error(next(iter(self.fields), None), _("Pilih paling sedikit satu."))

    def keep_only(self, *, anonymous: bool, secret: bool) -> None:
        for flag, kept in (("anonymous", anonymous), ("secret", secret)):
            if not kept:
                del self.fields[flag]


class RaisePrivacy(Flags):
    action, slug = Action.RAISE_PRIVACY, "rahasiakan"
    label, done, icon = _("Tingkatkan kerahasiaan"), _("Kerahasiaan ditingkatkan."), "lock"
    says = _("Berlaku saat ini juga di semua halaman. Hanya dengan persetujuan pelapor bisa diturunkan lagi.")

    anonymous = forms.BooleanField(
        label=_("Jadikan anonim"), required=False, help_text=_("Nama pelapor disembunyikan dari umum dan terlapor.")
    )
    secret = forms.BooleanField(
        label=_("Jadikan rahasia"), required=False, help_text=_("Laporan ditarik dari halaman umum dan pencarian.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.keep_only(anonymous=not self.report.is_anonymous, secret=not self.report.is_secret)

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not (report.is_anonymous and report.is_secret)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return privacy.raise_flags(self.report.number, **self.cleaned_data, by=by, at=at)


class LowerPrivacy(Flags):
    action, slug = Action.LOWER_PRIVACY, "turunkan-kerahasiaan"
    label, done, icon = _("Turunkan kerahasiaan"), _("Kerahasiaan diturunkan."), "lock"
    says = _("Pelapor sudah menyetujuinya. Laporan baru terbit setelah versi publiknya Anda periksa lagi.")
    is_grave = True

    anonymous = forms.BooleanField(
        label=_("Tidak lagi anonim"), required=False, help_text=_("Nama pelapor bisa dibuka oleh instansi terlapor.")
    )
    secret = forms.BooleanField(
        label=_("Tidak lagi rahasia"), required=False, help_text=_("Versi publiknya boleh diterbitkan.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.keep_only(anonymous=self.report.is_anonymous, secret=self.report.is_secret)

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return report.privacy_consent_at is not None and (report.is_anonymous or report.is_secret)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return privacy.lower_flags(self.report.number, **self.cleaned_data, by=by, at=at)
