"""Actions that decide who must act: hand on, take on, return, arbitrate, split, join."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import UnitQuerySet
from lapor.core.numbers import read_number
from lapor.reports import referral, routes
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Relation
from lapor.reports.models import Report
from lapor.workspace.forms import StepForm, UnitField, long_text, reason, unit_choices

MOST_PARTS = 4


def offer_units(form: StepForm, targets: UnitQuerySet, *names: str, held: Sequence[int] = ()) -> None:
    """Give these fields of the form what its officer may choose; first those who have `held` the report before."""
    unit_choices(form, targets, form.report, slug=form.slug, at=form.at, names=names, held=held)


def suggest_unit(form: StepForm, targets: UnitQuerySet, name: str, *, fill_in: bool = True) -> None:
    """Say beside the field whom the routing rules name, and why; what a rule says is filled in, the officer decides."""
    found = routes.suggestion(form.report, targets, by=form.by, at=form.at)
    if found:
        field = form.fields[name]
        field.help_text = format_html("{} {}", field.help_text, found.why)
        if fill_in and found.is_rule:
            form.initial.setdefault(name, found.unit.pk)


class Refer(StepForm):
    action, slug, key = Action.REFER, "teruskan", "t"
    label, done = _("Teruskan"), _("Laporan diteruskan.")
    says = _("Unit penerima wajib menindaklanjuti dalam 5 hari kerja. Pelapor melihat siapa yang memegang laporannya.")

    to = UnitField(_("Teruskan ke"))
    note = long_text(_("Catatan untuk penerima"), _("Hanya petugas yang membacanya."), required=False, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        targets = self.targets(self.report, by=self.by, at=self.at)
        suggest_unit(self, targets, "to")
        offer_units(self, targets, "to")

    targets = staticmethod(referral.targets)

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.in_arbitration

    def take(self, *, by: Actor, at: datetime) -> Report:
        return referral.refer(self.report.number, **self.cleaned_data, by=by, at=at)


class TakeOn(StepForm):
    action, slug = Action.TAKE_ON, "tangani"
    label, done, icon = _("Tangani sendiri"), _("Laporan ini Anda tangani."), "person"
    says = _("Unit Anda sendiri yang menindaklanjuti laporan ini.")
    at_once = True

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.in_arbitration

    def take(self, *, by: Actor, at: datetime) -> Report:
        return referral.take_on(self.report.number, by=by, at=at)


class Return(StepForm):
    action, slug, key = Action.RETURN, "kembalikan", "b"
    label, done, icon = _("Kembalikan"), _("Laporan dikembalikan."), "back"

    reason = reason(_("Mengapa bukan wewenang unit Anda, dan siapa menurut Anda yang berwenang."))

    @property
    def says(self) -> Any:
        returned = self.report.return_count
        if returned + 1 >= referral.RETURNS_BEFORE_ARBITRATION:
            return _("Ini pengembalian ketiga: koordinator akan memutuskan siapa yang berwenang.")
        if returned:
            return _("Laporan ini sudah dikembalikan %s kali. Tenggat tetap berjalan.") % returned
        return _("Laporan naik satu tingkat. Tenggat tetap berjalan.")

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        at_the_top = report.holder.code == referral.intake.NATIONAL_DESK
        return not (at_the_top or report.in_arbitration or referral.is_bound(report))

    def take(self, *, by: Actor, at: datetime) -> Report:
        return referral.give_back(self.report.number, **self.cleaned_data, by=by, at=at)


class Arbitrate(StepForm):
    action, slug = Action.ARBITRATE, "putuskan"
    label, done, icon = _("Putuskan penanggung jawab"), _("Penanggung jawab diputuskan."), "check"
    says = _("Laporan ini sudah tiga kali dikembalikan. Siapa pun yang Anda pilih tidak bisa mengembalikannya lagi.")

    to = UnitField(_("Yang berwenang"))
    reason = reason(_("Terbaca oleh umum."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = referral.earlier_holders(self.report)
        offer_units(self, self.targets(self.report, by=self.by, at=self.at), "to", held=held)

    targets = staticmethod(referral.arbitration_targets)

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return report.in_arbitration

    def take(self, *, by: Actor, at: datetime) -> Report:
        return referral.arbitrate(self.report.number, **self.cleaned_data, by=by, at=at)


class Split(StepForm):
    action, slug = Action.SPLIT, "bagi"
    label, done, icon = _("Bagi ke beberapa unit"), _("Laporan dibagi."), "plus"
    says = _(
        "Tiap bagian dikerjakan pemegangnya dengan nomor sendiri; tenggatnya berjalan terus. Pelapor membaca satu "
        "alur, dan laporan ini selesai dengan sendirinya bila semua bagiannya selesai."
    )
    template_name_of_page = "workspace/actions/split.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in range(1, MOST_PARTS + 1):
            needed = part <= (1 if self.report.is_divided else 2)  # one that is divided may get one more
            self.fields[f"to_{part}"] = UnitField(_("Unit"), required=needed)
            self.fields[f"text_{part}"] = long_text(
                _("Yang diminta dari unit ini"), _("Terbaca oleh umum."), required=needed, rows=3
            )
        names = tuple(f"to_{part}" for part in range(1, MOST_PARTS + 1))
        offer_units(self, self.targets(self.report, by=self.by, at=self.at), *names)

    targets = staticmethod(referral.targets)

    @property
    def parts(self) -> list[list[forms.BoundField]]:
        return [[self[f"to_{part}"], self[f"text_{part}"]] for part in range(1, MOST_PARTS + 1)]

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return not report.relation

    def clean(self) -> None:
        for part in range(1, MOST_PARTS + 1):
            to, text = self.cleaned_data.get(f"to_{part}"), self.cleaned_data.get(f"text_{part}")
            missing = "text" if to else "to"
            if bool(to) != bool(text) and f"{missing}_{part}" not in self.errors:
                self.add_error(f"{missing}_{part}", _("Isi keduanya, atau kosongkan keduanya."))

    def take(self, *, by: Actor, at: datetime) -> list[Report]:
        said = self.cleaned_data
        parts = [
            referral.PartFor(said[f"to_{part}"], said[f"text_{part}"])
            for part in range(1, MOST_PARTS + 1)
            if said[f"to_{part}"]
        ]
        return referral.split(self.report.number, parts=parts, by=by, at=at)


class Join(StepForm):
    action, slug = Action.JOIN, "gabungkan"
    label, done, icon = _("Gabungkan sebagai duplikat"), _("Laporan digabungkan."), "plus"
    says = _("Laporan ini diarsipkan sebagai pelengkap laporan induk. Pelapornya mengikuti kabar laporan induk.")
    is_grave = True

    into = forms.CharField(
        label=_("Nomor laporan induk"), max_length=20, widget=forms.TextInput({"inputmode": "numeric"})
    )
    reason = long_text(_("Catatan"), _("Hanya petugas yang membacanya."), required=False, rows=3)

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return report.relation != Relation.PART

    def clean_into(self) -> int:
        number = read_number(self.cleaned_data["into"])
        if number is None or not Report.objects.visible_to(self.by).filter(number=number).exists():
            raise forms.ValidationError(_("Tidak ada laporan dengan nomor ini yang bisa Anda buka. Periksa lagi."))
        return number

    def take(self, *, by: Actor, at: datetime) -> Report:
        return referral.join(self.report.number, **self.cleaned_data, by=by, at=at)
