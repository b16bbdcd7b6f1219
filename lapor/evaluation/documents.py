"""Results to take along: one agency or a whole ranking, as a workbook or on paper."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lapor.core.sheets import Column, Sheet, write
from lapor.evaluation import readings
from lapor.evaluation.indicators import INDICATORS
from lapor.evaluation.models import Evaluation, Method, Result
from lapor.evaluation.readings import Reading
from lapor.ui.pdf import pdf


def ranking_book(evaluation: Evaluation, results: Sequence[Result]) -> bytes:
    """Every result with all its counts, and how they were counted."""
    columns = [
        Column(_("Jenis"), 24),
        Column(_("Kelompok"), 18),
        Column(_("Peringkat"), 10, "number"),
        Column(_("Instansi"), 44),
        Column(_("Laporan diterima"), 12, "number"),
        Column(_("Nilai"), 10, "number"),
        Column(_("Predikat"), 14),
    ]
    for indicator in INDICATORS:
        columns += [
            Column(f"{indicator.name}: {_('dihitung')}", 14, "number"),
            Column(f"{indicator.name}: {_('dari')}", 14, "number"),
            Column(str(indicator.name), 14, "number" if indicator.in_days else "percent"),
        ]
    rows = (_row(result, evaluation.method) for result in results)
    return write(Sheet(readings.title(evaluation), columns, rows), _method_sheet(evaluation.method))


def _row(result: Result, method: Method) -> list[Any]:
    cells: list[Any] = [
        result.get_kind_display(),
        result.get_size_display(),
        result.rank,
        result.agency.name,
        result.received,
        result.score,
        result.get_predicate_display() or _("Belum dinilai"),
    ]
    for reading in readings.of(result, method):
        cells += [reading.figure.part, reading.figure.whole, _number(reading)]
    return cells


def _number(reading: Reading) -> float | None:
    if reading.is_small:
        return None
    if reading.indicator.in_days:
        return reading.figure.amount
    return reading.figure.part / reading.figure.whole


def agency_book(result: Result, group: Sequence[Result]) -> bytes:
    """The figures of one agency, beside those it is compared with, and how they were counted."""
    method = result.evaluation.method
    columns = [
        Column(_("Ukuran"), 34),
        Column(_("Hasil"), 12),
        Column(_("Dihitung"), 12, "number"),
        Column(_("Dari"), 12, "number"),
        Column(_("Yang sebanding"), 14),
        Column(_("Bobot"), 10, "number"),
        Column(_("Poin"), 10, "number"),
    ]
    rows = [
        [each.indicator.name, each.value, each.figure.part, each.figure.whole, each.of_group, each.weight, each.points]
        for each in readings.of(result, method, group)
    ]
    rows.append([_("Nilai"), "", None, None, "", None, result.score])
    rows.append([_("Predikat"), result.get_predicate_display() or _("Belum dinilai"), None, None, "", None, None])
    return write(Sheet(readings.title(result.evaluation), columns, rows), _method_sheet(method))


def _method_sheet(method: Method) -> Sheet:
    columns = [
        Column(_("Ukuran"), 34),
        Column(_("Dihitung"), 60),
        Column(_("Dari"), 60),
        Column(_("Bobot"), 10, "number"),
    ]
    rows = [
        [line["indicator"].name, line["indicator"].met, line["indicator"].counted, line["weight"]]
        for line in readings.method_lines(method)
    ]
    return Sheet(_("Cara menghitung"), columns, rows)


def ranking_pdf(evaluation: Evaluation, results: Sequence[Result]) -> bytes:
    """The ranking as a book. Raises Refused: `too_long`, `no_printer`."""
    context = {
        "evaluation": evaluation,
        "results": results,
        "spread": readings.spread(result.predicate for result in results),
        "method": evaluation.method,
        "lines": readings.method_lines(evaluation.method),
    }
    return pdf("evaluation/ranking_pdf.html", context)


def agency_pdf(result: Result, group: Sequence[Result]) -> bytes:
    """One agency's half-year. Raises Refused: `no_printer`."""
    evaluation = result.evaluation
    known = readings.of(result, evaluation.method, group)
    context = {
        "result": result,
        "evaluation": evaluation,
        "readings": known,
        "shares": readings.shares(known),
        "lines": readings.method_lines(evaluation.method),
    }
    return pdf("evaluation/agency_pdf.html", context)
