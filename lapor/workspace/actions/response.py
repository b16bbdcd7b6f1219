"""Actions of whoever handles the report: ask, tell, answer, have an answer approved, extend."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import AnswerTemplate
from lapor.core.http import read_id
from lapor.reports import holding, response, roles
from lapor.reports.actors import Actor
from lapor.reports.appeal import is_undecided
from lapor.reports.lifecycle import Action, AnswerKind, AppealOutcome
from lapor.reports.models import Report
from lapor.workspace.actions.referral import Return
from lapor.workspace.forms import StepForm, files_field, long_text, reason


class Writing(StepForm):
    """A text that the reporter reads, which may start from a template of the officer's units."""

    template_name_of_page = "workspace/actions/writing.html"

    def templates(self) -> QuerySet[AnswerTemplate]:
        above = {int(unit_id) for seat in self.by.seats for unit_id in seat.unit_path.strip("/").split("/")}
        return AnswerTemplate.objects.filter(unit__in=above)

    def start_from(self, template_id: str) -> None:
        """Without a script a template is a link to this form."""
        known = self.templates().filter(pk=read_id(template_id) or 0)
        self.initial["text"] = known.values_list("body", flat=True).first()


class FollowUp(Writing):
    action, slug, key = Action.FOLLOW_UP, "tindak-lanjut", "l"
    label, done, icon = _("Tindak lanjut"), _("Tindak lanjut terkirim."), "building"
    says = _("Beri tahu pelapor apa yang sudah dan akan dikerjakan. Laporan tetap di tangan Anda.")

    text = long_text(_("Yang sudah dikerjakan"), _("Terbaca oleh pelapor dan umum. Jangan tulis data pribadi."))
    files = files_field()  # type: ignore[assignment]  # Django takes the fields off the class

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.in_arbitration and not response.needs_approval(report, by=by)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.follow_up(self.report.number, **self.cleaned_data, by=by, at=at)


class Answering(Writing):
    """What an answer needs, whether it goes out at once or is first proposed."""

    appeal = forms.ChoiceField(
        label=_("Hasil banding"),
        choices=AppealOutcome,
        widget=forms.RadioSelect,
        help_text=_("Pelapor membantah jawaban sebelumnya. Katakan terus terang apa hasil pemeriksaan Anda."),
    )
    kind = forms.ChoiceField(label=_("Hasilnya"), choices=AnswerKind, widget=forms.RadioSelect)
    text = long_text(
        _("Jawaban"), _("Jawab pertanyaan pelapor langsung di kalimat pertama. Terbaca oleh umum."), rows=7
    )
    planned_date = forms.DateField(
        label=_("Tanggal yang dijanjikan"),
        required=False,
        widget=forms.DateInput({"type": "date", "data-when": AnswerKind.PLANNED}),
        help_text=_("Bila dijadwalkan: pada tanggal ini laporan kembali kepada Anda."),
    )
    ground = long_text(
        _("Dasar hukum"), _("Bila tidak dapat dipenuhi: peraturan dan pasalnya."), required=False, rows=2
    )
    ground.widget.attrs["data-when"] = AnswerKind.REFUSED
    files = files_field()  # type: ignore[assignment]  # Django takes the fields off the class

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_undecided(self.report):
            del self.fields["appeal"]

    @property
    def instead(self) -> type[StepForm] | None:
        """What to do with a report of somebody else's: it is never answered away."""
        can_return = Action.RETURN in self.report.offers(by=self.by) and Return.fits(self.report, by=self.by)
        return Return if can_return else None

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.in_arbitration and not roles.gave_contested_answer(report, by=by)

    def answer(self) -> response.Answer:
        """What was filled in; a date or ground left over from another choice isn't part of it."""
        said = self.cleaned_data
        kind = AnswerKind(said["kind"])
        return response.Answer(
            kind,
            said["text"],
            planned_date=said["planned_date"] if kind == AnswerKind.PLANNED else None,
            ground=said["ground"] if kind == AnswerKind.REFUSED else "",
            files=said["files"],
            appeal=said.get("appeal", ""),
        )


class Answer(Answering):
    action, slug, key = Action.ANSWER, "jawab", "j"
    label, done, icon = _("Jawab"), _("Jawaban terkirim."), "check"
    says = _("Pelapor mendapat 10 hari kerja untuk menilai atau membantah. Tenggat Anda berhenti.")

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return super().fits(report, by=by) and not response.needs_approval(report, by=by)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.answer(self.report.number, self.answer(), by=by, at=at)


class Propose(Answering):
    action, slug, key = Action.PROPOSE, "ajukan-jawaban", "j"
    label, done, icon = _("Ajukan jawaban"), _("Jawaban diajukan untuk disetujui."), "check"
    says = _("Instansi Anda meminta persetujuan admin. Pelapor membacanya setelah disetujui.")

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return super().fits(report, by=by) and response.needs_approval(report, by=by)

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.propose(self.report.number, self.answer(), by=by, at=at)


class Decision(StepForm):
    """On a proposed answer, by somebody else than its author."""

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        proposal = report.proposal
        own = proposal and (proposal.actor_kind, proposal.actor_ref) == (by.kind, by.ref)
        is_judge = not response.needs_approval(report, by=by) and not roles.gave_contested_answer(report, by=by)
        return proposal is not None and not own and is_judge


class Approve(Decision):
    action, slug, key = Action.ANSWER, "setujui", "s"
    label, done, icon = _("Setujui dan kirim jawaban"), _("Jawaban disetujui dan terkirim."), "check"
    says = _("Usulan jawaban dikirim kepada pelapor seperti tertulis.")
    at_once = True

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.approve(self.report.number, by=by, at=at)


class Reject(Decision):
    action, slug = Action.REJECT, "tolak"
    label, done, icon = _("Tolak usulan jawaban"), _("Usulan jawaban ditolak."), "back"
    says = _("Usulan kembali kepada penulisnya bersama alasan Anda.")

    reason = reason(_("Yang perlu diperbaiki. Hanya petugas yang membacanya."))

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.reject(self.report.number, **self.cleaned_data, by=by, at=at)


class Hold(StepForm):
    action, slug, key = Action.HOLD, "tanya-pelapor", "p"
    label, done, icon = _("Tanya pelapor"), _("Pertanyaan terkirim kepada pelapor."), "tunda"
    says = _("Tenggat Anda berhenti sampai pelapor menjawab, paling lama 30 hari. Setelah itu laporan diarsipkan.")

    text = long_text(
        _("Apa yang kurang?"), _("Tanyakan persis yang Anda perlukan, misalnya: “Di kilometer berapa?”"), rows=3
    )

    def take(self, *, by: Actor, at: datetime) -> Report:
        return holding.hold(self.report.number, question=self.cleaned_data["text"], by=by, at=at)


class Extend(StepForm):
    action, slug = Action.EXTEND, "perpanjang"
    label, done, icon = _("Perpanjang tenggat"), _("Tenggat diperpanjang."), "clock"
    says = _("Paling banyak dua kali. Pelapor melihat tenggat baru dan alasannya di halaman laporannya.")

    days = forms.TypedChoiceField(
        label=_("Sampai kapan"),
        coerce=int,
        help_text=_("Dihitung dari tenggat sekarang, atau dari hari ini bila sudah lewat."),
    )
    reason = reason(_("Terbaca oleh pelapor dan umum."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sentence = gettext("%(days)s hari kerja: sampai %(day)s")
        self.fields["days"].choices = [
            (days, sentence % {"days": days, "day": date_format(day, "DATE_FORMAT")})
            for days, day in response.possible_extensions(self.report, at=self.at).items()
        ]

    def take(self, *, by: Actor, at: datetime) -> Report:
        return response.extend(self.report.number, **self.cleaned_data, by=by, at=at)
