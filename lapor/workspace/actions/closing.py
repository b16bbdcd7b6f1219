"""Actions at the end of a report: archive, reopen."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.reports import closing, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, ArchiveReason, Who
from lapor.reports.models import Report
from lapor.workspace.forms import StepForm, long_text, reason

BY_HAND = [choice for choice in ArchiveReason.choices if choice[0] not in closing.OWN_ACTION]
NATIONAL = ArchiveReason.NOT_GOVERNMENT  # only the national desk says so


class Archive(StepForm):
    action, slug = Action.ARCHIVE, "arsipkan"
    label, done, icon = _("Arsipkan"), _("Laporan diarsipkan."), "arsip"
    says = _("Laporan berakhir tanpa ditangani. Bila hanya kurang data, tanyakan dulu kepada pelapor.")
    is_grave = True

    reason = forms.ChoiceField(label=_("Alasan"), choices=BY_HAND, widget=forms.RadioSelect)
    explanation = long_text(
        _("Penjelasan untuk pelapor"), _("Jelaskan dengan kata-kata sederhana, dan ke mana ia bisa pergi."), rows=4
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if Who.NATIONAL_ADMIN not in roles.stance(self.report, by=self.by):
            self.fields["reason"].choices = [choice for choice in BY_HAND if choice[0] != NATIONAL]
            self.fields["reason"].help_text = _("Bukan wewenang instansi Anda? Verifikasi lalu kembalikan.")

    def take(self, *, by: Actor, at: datetime) -> Report:
        said = self.cleaned_data
        return closing.archive(
            self.report.number, reason=ArchiveReason(said["reason"]), explanation=said["explanation"], by=by, at=at
        )


class Reopen(StepForm):
    action, slug = Action.REOPEN, "buka-kembali"
    label, done, icon = _("Buka kembali"), _("Laporan dibuka kembali."), "back"
    says = _("Tenggat penyelesaian berjalan lagi. Pelapor melihatnya di halaman laporannya.")

    reason = reason(_("Terbaca oleh pelapor."))

    def take(self, *, by: Actor, at: datetime) -> Report:
        return closing.reopen(self.report.number, **self.cleaned_data, by=by, at=at)
