"""Charts that people can look at, each with its table: `{% load charts %}`. Drawn by the server, without a script."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from lapor.ui import charts

register = template.Library()


@register.inclusion_tag("ui/components/chart_bars.html")
def bars(
    figures: Iterable[Any], *, title: str, unit: str = "", name: str = "", source: str = "", none: str = ""
) -> dict:
    """Horizontal bars. Figures have .label and .value (None: can't be said), and perhaps .note, .href and .tone.

    `none` is said where there are no figures, if that is good news.
    """
    shown = list(figures)
    return charts.bars(shown, unit=unit) | _frame(shown, title, unit, name, source) | {"none": none}


@register.inclusion_tag("ui/components/chart_columns.html")
def columns(figures: Iterable[Any], *, title: str, unit: str = "", name: str = "", source: str = "") -> dict:
    """Upright bars for what follows in time, say by month; figures as for `bars`."""
    shown = list(figures)
    return charts.columns(shown, unit=unit) | _frame(shown, title, unit, name, source)


@register.inclusion_tag("ui/components/chart_lines.html")
def lines(series: Iterable[Any], *, title: str, unit: str = "", name: str = "", source: str = "") -> dict:
    """Up to five lines. Series have .name and .points, a list of (label, value) with the same labels in each."""
    shown = list(series)[: charts.SERIES]
    heads = [name or _("Waktu"), *(_heading(one.name, unit) for one in shown)]
    labels = [label for label, _value in shown[0].points] if shown else []
    cells = [[charts.written(value, unit) for _label, value in one.points] for one in shown]
    return charts.lines(shown, unit=unit) | {
        "title": title,
        "source": source,
        "table": {"columns": _columns(heads), "rows": [list(row) for row in zip(labels, *cells, strict=True)]},
    }


@register.inclusion_tag("ui/components/chart_share.html")
def share(
    part: float, whole: float, *, title: str, unit: str = "", name: str = "", tone: str = "main", source: str = ""
) -> dict:
    """A part of a whole as one bar: the percentage, and of how many."""
    of_hundred = charts.percentage(part, whole)
    counted = {"part": charts.written(part), "whole": charts.written(whole), "unit": unit or _("laporan")}
    rows = [
        [name or title, charts.written(part), charts.written(of_hundred, "%")],
        [_("Selebihnya"), charts.written(whole - part), charts.written(charts.percentage(whole - part, whole), "%")],
        [_("Semua"), charts.written(whole), "100%" if whole else "–"],
    ]
    return {
        "title": title,
        "source": source,
        "tone": tone,
        "value": charts.written(of_hundred, "%"),
        "width": f"{of_hundred or 0:.2f}%",
        "note": _("%(part)s dari %(whole)s %(unit)s") % counted,
        "table": {"columns": _columns([_("Bagian"), counted["unit"], _("Persen")]), "rows": rows},
    }


def _frame(shown: list[Any], title: str, unit: str, name: str, source: str) -> dict:
    """What stands around bars and columns: the caption, the source and the table, with notes where there are any."""
    has_notes = any(getattr(figure, "note", "") for figure in shown)
    heads = [name or _("Nama"), _("Persen") if unit == "%" else unit or _("Jumlah")]
    rows = [[_linked(figure), charts.written(figure.value, unit)] for figure in shown]
    if has_notes:
        heads.append(_("Dihitung dari"))
        rows = [[*row, getattr(figure, "note", "")] for row, figure in zip(rows, shown, strict=True)]
    return {"title": title, "source": source, "table": {"columns": _columns(heads), "rows": rows}}


def _linked(figure: Any) -> str:
    href = getattr(figure, "href", "")
    return format_html('<a href="{}">{}</a>', href, figure.label) if href else figure.label


def _heading(name: str, unit: str) -> str:
    return f"{name} (%)" if unit == "%" else name


def _columns(heads: list[str]) -> list[dict[str, Any]]:
    return [{"label": f"{head[:1].upper()}{head[1:]}", "number": n > 0} for n, head in enumerate(heads)]
