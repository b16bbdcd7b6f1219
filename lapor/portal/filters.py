"""What the public list can be asked beside what every list can: the public colours, and by time or by fit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.reports.filters import Filters
from lapor.reports.lifecycle import State, colour
from lapor.reports.querysets import ReportQuerySet

COLOURS = [("belum", _("Belum ditanggapi")), ("proses", _("Sedang dikerjakan")), ("selesai", _("Selesai"))]


class FilterForm(Filters):
    keadaan = forms.MultipleChoiceField(
        label=_("Keadaan"), required=False, choices=COLOURS, widget=forms.CheckboxSelectMultiple
    )
    urut = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("q", "keadaan")
    not_filters = Filters.not_filters | {"urut"}

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        reports = super().apply(reports)
        if colours := self.used.get("keadaan"):
            reports = reports.filter(state__in=[state for state in State if colour(state) in colours])
        return reports
