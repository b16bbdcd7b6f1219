"""What officers ask of the reports they may see, beside what everybody asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.reports.filters import Filters
from lapor.reports.lifecycle import State
from lapor.reports.querysets import ReportQuerySet

FLAGS: dict[str, tuple[Any, dict[str, Any]]] = {
    "rahasia": (_("Rahasia"), {"is_secret": True}),
    "anonim": (_("Anonim"), {"is_anonymous": True}),
    "prioritas": (_("Prioritas"), {"is_priority": True}),
    "dibantah": (_("Dibantah pelapor"), {"is_contested": True}),
    "kembali": (_("Pernah dikembalikan"), {"return_count__gt": 0}),
}


class OfficerFilters(Filters):
    status = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    tanda = forms.MultipleChoiceField(
        label=_("Tanda"),
        required=False,
        choices=[(slug, label) for slug, (label, _columns) in FLAGS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Semua yang dicentang harus berlaku."),
    )
    terlambat = forms.BooleanField(label=_("Hanya yang terlambat"), required=False)

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        reports, used = super().apply(reports), self.used
        if states := used.get("status"):
            reports = reports.filter(state__in=states)
        for slug in used.get("tanda", []):
            reports = reports.filter(**FLAGS[slug][1])
        return reports.overdue(self.at) if used.get("terlambat") else reports
