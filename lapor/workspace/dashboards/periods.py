"""The period of a dashboard, chosen in its address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.statistics.figures import Period
from lapor.statistics.rebuild import day_of

LENGTHS = {
    "7": gettext_lazy("7 hari"),
    "30": gettext_lazy("30 hari"),
    "90": gettext_lazy("90 hari"),
    "365": gettext_lazy("1 tahun"),
}
USUAL = "30"


@dataclass(frozen=True)
class Choice:
    query: str
    words: Any
    is_here: bool


@dataclass(frozen=True)
class Chosen:
    """What was asked for; `problem` says so where it can't be had."""

    period: Period
    words: Any
    choices: list[Choice]
    problem: str = ""


def chosen(request: HttpRequest, at: datetime) -> Chosen:
    """The days asked for, up to today; what isn't a period is said and replaced by the usual one."""
    asked = request.GET.get("hari", USUAL)
    known = asked if asked in LENGTHS else USUAL
    problem = "" if known == asked else _("Rentang ini tidak ada, jadi belum dipakai. Pilih salah satu di bawah.")
    choices = [Choice(f"?hari={length}", words, length == known) for length, words in LENGTHS.items()]
    return Chosen(Period.until(day_of(at), days=int(known)), LENGTHS[known], choices, problem)
