"""Dates, numbers and pictures for every template: `{% load ui %}`."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lapor.ui.journey import STEPS, holder_sentence, steps

register = template.Library()

# Indonesians say WIB, WITA, WIT; the zone data base says Asia/Jakarta. Pontianak keeps the time of Jakarta.
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@register.simple_tag
@lru_cache  # a page has dozens, and there are few drawings
def icon(name: str) -> SafeString:
    """A drawing from ui/icons/, hidden from screen readers: the words beside it carry the meaning."""
    return render_to_string(f"ui/icons/{name}.svg")


@register.inclusion_tag("ui/components/journey.html")
def journey(
    step: int, *, holder: str = "", until: str = "", note: str = "", state: str = "open", yours: bool = False
) -> dict:
    """The journey line of a report.

    step: 1–5; holder: the name of who has it now ("Dinas PU Kutai Timur"); yours: it is the reader's turn;
    until: by when, without a full stop ("dijawab paling lambat Selasa, 1 Desember 2026");
    note: a sentence on what happens after that; state: open, on_hold, archived or closed.
    """
    return {
        "steps": steps(step, state),
        "at": step,
        "state": state,
        "now": holder_sentence(state, holder, yours=yours),
        "until": until,
        "note": note,
    }


@register.inclusion_tag("ui/components/journey_small.html")
def journey_small(step: int, *, holder: str = "", until: str = "", state: str = "open", yours: bool = False) -> dict:
    """The journey line for cards and lists: five marks and one line of words; parameters as `journey`."""
    return {
        "steps": steps(step, state),
        "at": step,
        "label": STEPS[step - 1],
        "state": state,
        "who": _("giliran Anda") if yours else holder,
        "until": until,
    }


@register.filter
def beside(cells: Iterable, columns: list[dict]) -> Iterator[dict]:
    """Each cell of a row with its column, for table.html."""
    return ({"value": value, "column": column} for value, column in zip(cells, columns, strict=True))


@register.filter
def hari_tanggal(value: date | None) -> str:
    """ "Selasa, 24 November 2026"; a moment is first brought to the current time zone."""
    if value is None:
        return ""
    return date_format(_local(value), "DATE_FORMAT")


@register.filter
def tanggal(value: date | None) -> str:
    """ "24 Nov 2026": for tables, where the weekday has no room."""
    if value is None:
        return ""
    return date_format(_local(value), "SHORT_DATE_FORMAT")


@register.filter
def waktu(value: datetime | None, zone: str = "") -> str:
    """ "Selasa, 24 November 2026 pukul 23.59 WIB", in an IANA zone or else the current one."""
    if value is None:
        return ""
    zone = str(zone or timezone.get_current_timezone_name())
    local = value.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'DATETIME_FORMAT')} {ZONES.get(zone, local.tzname())}"


@register.filter
def sejak(value: datetime, at: datetime | None = None) -> str:
    """ "3 hari lalu", counted to `at` (the moment of the page)."""
    return _("%(span)s lalu") % {"span": timesince(value, at, depth=1)}


@register.filter
def angka(value: int | float | Decimal | None) -> str:
    """A number with dots: 1.234."""
    if value is None:
        return ""
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def ukuran(size: int) -> str:
    """The size of a file as people say it: "18 MB", "1,4 MB", "820 KB"."""
    for unit, scale in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= scale:
            amount = round(Decimal(size) / scale, 1)
            return f"{number_format(amount if amount % 1 else int(amount), use_l10n=True)} {unit}"
    return f"{size} byte"


@register.filter
def nomor(number: int | str) -> str:
    """A tracking number in groups that can be read aloud: "123 456 7890"."""
    digits = str(number)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}".strip()


@register.filter
def alamat(path: str) -> str:
    """Where a page is in the language of this one: "/lacak/" is "/en/lacak/" on an English page."""
    language = get_language()
    return path if language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


@register.simple_tag(takes_context=True)
def other_languages(context: template.Context) -> list[dict[str, str]]:
    """This page in the other languages, where its address carries the language; nothing on an error page."""
    request = context.get("request")
    if request is None:
        return []
    here = request.get_full_path()
    pages = [{"code": code, "name": name, "url": translate_url(here, code)} for code, name in settings.LANGUAGES]
    return [page for page in pages if page["code"] != get_language() and page["url"] != here]


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.simple_tag
def options(optgroups: Any) -> SafeString:
    """The choices of a select, written in one go: Django's own template renders two more for each of hundreds."""
    return format_html_join("", "{}", ((_optgroup(name, choices),) for name, choices, _index in optgroups))


def _optgroup(name: str | None, choices: list[dict[str, Any]]) -> SafeString:
    written = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((choice["value"], flatatt(choice["attrs"]), choice["label"]) for choice in choices),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written
