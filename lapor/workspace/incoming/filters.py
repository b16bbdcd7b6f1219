"""Which of the waiting messages are shown: channel and reason, in the address."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lapor.channels import reasons
from lapor.channels.handling import CAME_BY
from lapor.channels.models import IncomingMessage
from lapor.workspace.incoming.shown import NAMES

UNKNOWN = {"invalid_choice": _("Pilihan ini tidak ada, jadi belum dipakai.")}


class InboxFilters(forms.Form):
    """What isn't understood is said and left out."""

    saluran = forms.ChoiceField(label=_("Saluran"), required=False, error_messages=UNKNOWN)
    alasan = forms.ChoiceField(label=_("Alasan"), required=False, error_messages=UNKNOWN)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        channels = [("", _("Semua saluran")), *((name, capfirst(str(NAMES[name]))) for name in CAME_BY)]
        self.fields["saluran"].choices = channels  # type: ignore[attr-defined]
        self.fields["alasan"].choices = [("", _("Semua alasan")), *reasons.WAITING.items()]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def used(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """What the next page's address begins with."""
        return urlencode(self.used)

    def apply(self, found: QuerySet[IncomingMessage]) -> QuerySet[IncomingMessage]:
        if channel := self.used.get("saluran"):
            found = found.filter(channel=channel)
        if reason := self.used.get("alasan"):
            found = found.filter(Q(reason=reason) | Q(reason__startswith=f"{reason} "))  # a code may carry more
        return found
