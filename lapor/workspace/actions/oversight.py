"""Actions beside the work itself: notes, checking what was done, priorities, the reporter's identity."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.ombudsman import packages, standing
from lapor.reports import identity, oversight
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action
from lapor.reports.models import Programme, Report
from lapor.reports.oversight import Inspection
from lapor.workspace.forms import StepForm, files_field, long_text, reason


class Note(StepForm):
    action, slug, key = Action.NOTE, "catat", "c"
    label, done, icon = _("Catat"), _("Catatan disimpan."), "file"
    says = _("Hanya petugas yang membacanya, tidak pernah pelapor atau umum.")

    text = long_text(_("Catatan"), rows=4)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return oversight.note(self.report.number, **self.cleaned_data, by=by, at=at)


class Inspect(StepForm):
    action, slug = Action.INSPECT, "periksa"
    label, done, icon = _("Periksa hasilnya"), _("Hasil pemeriksaan dicatat."), "search"
    says = _("Apakah yang dijawab benar sudah dikerjakan? Status laporan tidak berubah.")

    result = forms.ChoiceField(
        label=_("Hasil pemeriksaan"),
        widget=forms.RadioSelect,
        choices=[(Inspection.VERIFIED, _("Benar sudah dikerjakan")), (Inspection.NOT_VERIFIED, _("Belum dikerjakan"))],
    )
    text = long_text(_("Yang Anda temukan"), _("Hanya petugas yang membacanya."), rows=4)
    files = files_field()  # type: ignore[assignment]  # Django takes the fields off the class

    def take(self, *, by: Actor, at: datetime) -> Report:
        said = self.cleaned_data | {"result": Inspection(self.cleaned_data["result"])}
        return oversight.inspect(self.report.number, **said, by=by, at=at)


class Prioritize(StepForm):
    action, slug = Action.PRIORITIZE, "prioritas"
    label, done, icon = _("Tandai atau lepas prioritas"), _("Tanda prioritas diubah."), "warning"

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Program atau isu"),
        required=False,
        empty_label=_("Tanpa program"),
        help_text=_("Untuk pantauan program prioritas dan isu strategis."),
    )
    reason = reason(_("Hanya petugas yang membacanya."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.current(self.at)
        if self.report.is_priority:
            del self.fields["programme"]

    @property
    def says(self) -> Any:
        if self.report.is_priority:
            return _("Laporan ini sekarang prioritas. Tandanya akan dilepas.")
        return _("Laporan ini akan tampil paling depan di kotak masuk.")

    def take(self, *, by: Actor, at: datetime) -> Report:
        return oversight.prioritize(self.report.number, **self.cleaned_data, by=by, at=at)


class HandOver(StepForm):
    action, slug = Action.HAND_OVER, "berkas-ombudsman"
    label, done, icon = _("Buat berkas Ombudsman"), _("Berkas diserahkan kepada Ombudsman."), "arrow"
    says = _("Pelapor mengizinkannya. Seluruh riwayat ikut, juga catatan petugas; data diri pelapor tidak Anda lihat.")

    reason = reason(_("Mengapa Anda membuka laporan rahasia ini. Hanya petugas dan Ombudsman yang membacanya."))

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return standing.waits_for_officer(report)

    def take(self, *, by: Actor, at: datetime) -> object:
        return packages.hand_over(self.report.number, **self.cleaned_data, by=by, at=at)


class ReleaseIdentity(StepForm):
    action, slug = Action.RELEASE_IDENTITY, "identitas"
    label, done, icon = _("Buka identitas pelapor"), _("Identitas terbuka untuk Anda selama satu jam."), "person"
    says = _("Hanya untuk Anda dan selama satu jam. Setiap pembukaan dicatat bersama alasannya.")

    reason = reason(_("Untuk apa Anda memerlukannya. Hanya petugas yang membacanya."))

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not identity.is_shut(report, by=by)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return identity.release(self.report.number, **self.cleaned_data, by=by, at=at)
