"""Which of the waiting messages are shown: channel and reason, in the address."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lapor.channels import handling, reasons
from lapor.channels.models import IncomingMessage
from lapor.ui.templatetags.ui import angka
from lapor.workspace.incoming.shown import NAMES

UNKNOWN = {"invalid_choice": _("Pilihan ini tidak ada, jadi belum dipakai.")}


class InboxFilters(forms.Form):
    """What isn't understood is said and left out."""

    saluran = forms.ChoiceField(label=_("Saluran"), required=False, error_messages=UNKNOWN)
    alasan = forms.ChoiceField(label=_("Alasan"), required=False, error_messages=UNKNOWN)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        by_channel, by_reason = handling.tally()
        self.total = by_channel.total()
        self._offer("saluran", _("Semua saluran"), {name: NAMES[name] for name in handling.CAME_BY}, by_channel)
        self._offer("alasan", _("Semua alasan"), reasons.WAITING, by_reason)
        self.is_valid()

    def _offer(self, name: str, everything: Promise, choices: Mapping[str, Any], waiting: Counter[str]) -> None:
        """Each with how many wait."""
        named = ((code, f"{capfirst(str(label))} ({angka(waiting[code])})") for code, label in choices.items())
        self.fields[name].choices = [("", everything), *named]  # type: ignore[attr-defined]

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
