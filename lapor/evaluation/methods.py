"""Weights and thresholds: announced before their half-year begins, so that nobody is judged by surprise."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import SCORED
from lapor.evaluation.models import Method
from lapor.evaluation.roles import check_may_decide
from lapor.reports.actors import Actor

AHEAD = 4  # half-years for which weights can be announced
MOST_REPORTS = 100_000


def possible(at: datetime) -> list[HalfYear]:
    """The half-years that haven't begun yet."""
    halves = [HalfYear.now(at).next]
    while len(halves) < AHEAD:
        halves.append(halves[-1].next)
    return halves


def announce(
    half: HalfYear,
    *,
    weights: dict[str, int],
    very_good: int,
    good: int,
    fair: int,
    smallest: int,
    few_below: int,
    many_from: int,
    basis: str,
    by: Actor,
    at: datetime,
) -> Method:
    """Set how agencies are judged from this half-year on; one announced for the same half-year before is overtaken.

    Raises Refused: `not_your_step`, `too_late`, `weights`, `predicates`, `sizes`, `empty`.
    """
    check_may_decide(by)
    if half not in possible(at):
        sentence = _("Bobot diumumkan sebelum semesternya dimulai. Pilih semester yang akan datang.")
        raise Refused("too_late", sentence, field="half")
    _check_weights(weights)
    if not 100 >= very_good > good > fair > 0:
        sentence = _("Batas predikat harus menurun: Sangat Baik di atas Baik, Baik di atas Sedang, antara 1 dan 100.")
        raise Refused("predicates", sentence, field="very_good")
    if not (1 <= smallest <= MOST_REPORTS and 1 <= few_below < many_from <= MOST_REPORTS):
        sentence = _(
            "Batas “banyak laporan” harus lebih besar dari batas “sedikit laporan”, dan semuanya paling kecil 1."
        )
        raise Refused("sizes", sentence, field="many_from")
    if not basis.strip():
        raise Refused("empty", _("Sebutkan dasar aturannya, misalnya nomor keputusan."), field="basis")
    said: dict[str, Any] = {"very_good": very_good, "good": good, "fair": fair, "smallest": smallest}
    said |= {"few_below": few_below, "many_from": many_from, "basis": basis.strip()[:200], "weights": weights}
    return Method.objects.create(since=half.first, made_by_id=int(by.ref), made_at=at, **said)


def _check_weights(weights: dict[str, int]) -> None:
    known = {indicator.key for indicator in SCORED}
    if weights.keys() != known or any(not 0 <= weight <= 100 for weight in weights.values()):
        raise Refused("weights", _("Setiap bobot adalah angka antara 0 dan 100."), field="verified")
    total = sum(weights.values())
    if total != 100:
        sentence = _("Jumlah bobot harus tepat 100; sekarang %d.")
        raise Refused("weights", sentence % total, field="verified")
