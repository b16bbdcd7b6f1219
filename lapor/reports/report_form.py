"""What every form for a new report checks alike: the day, the contact, and the place and the agency by their names."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lapor.accounts import contacts
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.core.queries import one
from lapor.regions.models import Region
from lapor.reports import intake
from lapor.ui.named import NamedForm

MOST_OFFERS = 8
INDEPENDENCE = 1945  # an earlier year is a slip of the keyboard


class ReportForm(NamedForm):
    """A door adds its fields: `event_date`, `contact`, `area` with `region`, `office` with `agency`."""

    at: datetime

    def clean_event_date(self) -> date | None:
        day = self.cleaned_data["event_date"]
        if day and day.year < INDEPENDENCE:
            raise forms.ValidationError(_("Periksa tahunnya: %s tampaknya terlalu lama.") % day.year)
        try:
            intake.check_event_date(day, at=self.at)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence)
        return day

    def clean_contact(self) -> dict[str, str]:
        """The contact by its kind, for a Submission."""
        typed = self.cleaned_data["contact"]
        try:
            return dict([contacts.read(typed)]) if typed else {}
        except Refused as refused:
            raise forms.ValidationError(refused.sentence)

    def clean(self) -> dict:
        self.choose(
            "area",
            "region",
            lambda code: one(Region.objects.valid(at=self.at).filter(code=code)),
            lambda typed: Region.objects.search(typed, at=self.at, limit=MOST_OFFERS),
        )
        self.choose(
            "office",
            "agency",
            lambda code: one(Unit.objects.current(self.at).select_related("agency").filter(code=code)),
            lambda typed: Unit.objects.search(typed, self.at, limit=MOST_OFFERS),
        )
        return self.cleaned_data


def place_of(said: dict[str, Any]) -> str:
    """The words for the place; a name that we know no region by is still a place."""
    words = [said["place"], "" if said["region"] else said["area"]]
    return ", ".join(filter(None, words))[: intake.PLACE_LENGTH]
