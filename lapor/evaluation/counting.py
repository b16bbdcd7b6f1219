"""An evaluation's life: counted for all agencies at once, again and again while it is a draft, then published."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lapor.agencies.models import Unit
from lapor.core.errors import NotFound, Refused
from lapor.evaluation import scoring
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.indicators import INDICATORS, OFFICE, RECEIVED, Indicator
from lapor.evaluation.models import Evaluation, Method, Result
from lapor.evaluation.roles import check_may_decide
from lapor.evaluation.scoring import Figure
from lapor.reports.actors import Actor

FURTHEST_EAST, FURTHEST_WEST = timedelta(hours=9), timedelta(hours=7)  # WIT and WIB, ahead of UTC
MOST = 1000  # results in one statement


def _found(indicator: Indicator) -> str:
    """A report once for each agency and figure: good only if always so, bad already if once."""
    together = "bool_or" if indicator.fewer_is_better else "bool_and"
    return f"""
    SELECT '{indicator.key}' AS indicator, agency_id, report_id, {together}(met) AS met, max(amount) AS amount
    FROM ({indicator.sql}) counted GROUP BY agency_id, report_id"""  # noqa: S608  # our own texts


COUNT = f"""
WITH office AS ({OFFICE}), found AS ({" UNION ALL ".join(_found(indicator) for indicator in INDICATORS)})
INSERT INTO evaluation_case (evaluation_id, agency_id, report_id, counted, met, days, rating)
SELECT %(evaluation)s, agency_id, report_id, array_agg(indicator),
       coalesce(array_agg(indicator) FILTER (WHERE met), '{{}}'),
       max(amount) FILTER (WHERE indicator = 'days'), max(amount) FILTER (WHERE indicator = 'satisfied')
FROM found GROUP BY agency_id, report_id
"""  # noqa: S608
SUM_UP = """
SELECT agency_id, indicator, count(*) FILTER (WHERE indicator = ANY(met)), count(*),
       CASE indicator WHEN 'days' THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
                      WHEN 'satisfied' THEN avg(rating)::float END
FROM evaluation_case CROSS JOIN unnest(counted) AS indicator
WHERE evaluation_id = %s GROUP BY agency_id, indicator
"""


def draft(half: HalfYear, *, at: datetime) -> Evaluation:
    """The draft of a half-year: the one there is, or the next edition. Raises Refused: `not_begun`."""
    if half > HalfYear.now(at):
        raise Refused("not_begun", _("%s belum dimulai.") % half.name, field="half")
    known = {"year": half.year, "semester": half.semester}
    new = {"edition": Evaluation.objects.filter(**known).count() + 1, "method": Method.objects.of(half)}
    return Evaluation.objects.get_or_create(**known, published_at=None, defaults=new)[0]


@transaction.atomic
def count(evaluation_id: int, *, at: datetime) -> Evaluation:
    """Count a draft anew from the record, for all agencies. Raises NotFound; Refused: `published`."""
    evaluation = _locked(evaluation_id)
    evaluation.method = Method.objects.of(evaluation.half)
    evaluation.results.all().delete()
    evaluation.cases.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"evaluation": evaluation.pk} | _span(evaluation.half, at))
        cursor.execute("ANALYZE evaluation_case")
        cursor.execute(SUM_UP, [evaluation.pk])
        rows = cursor.fetchall()
    figures: dict[int, dict[str, Figure]] = defaultdict(lambda: {each.key: Figure() for each in INDICATORS})
    for agency_id, indicator, part, whole, amount in rows:
        figures[agency_id][indicator] = Figure(part, whole, amount)
    results = [_result(evaluation, agency, figures[agency.pk]) for agency in Unit.objects.filter(pk__in=figures)]
    Result.objects.bulk_create(scoring.ranked(results), batch_size=MOST)
    evaluation.counted_at = at
    evaluation.save(update_fields=["method", "counted_at"])
    return evaluation


def _span(half: HalfYear, at: datetime) -> dict:
    midnight = datetime.min.time()
    return {
        "first": half.first,
        "last": half.last,
        "since": datetime.combine(half.first, midnight, UTC) - FURTHEST_EAST,
        "until": datetime.combine(half.next.first, midnight, UTC) - FURTHEST_WEST,
        "at": at,
    }


def _result(evaluation: Evaluation, agency: Unit, figures: dict[str, Figure]) -> Result:
    method, received = evaluation.method, figures[RECEIVED.key].whole
    scored = scoring.score(figures, method)
    return Result(
        evaluation=evaluation,
        agency=agency,
        figures={key: [figure.part, figure.whole, figure.amount] for key, figure in figures.items()},
        received=received,
        kind=agency.kind,
        size=scoring.size(received, method),
        score=scored,
        predicate=scoring.predicate(scored, method),
    )


@transaction.atomic
def publish(evaluation_id: int, *, counted_at: datetime | None, by: Actor, at: datetime) -> Evaluation:
    """Fix a draft as it was counted at that moment: nobody changes it from now on.

    Raises NotFound; Refused: `not_your_step`, `published`, `not_over`, `count_first`, `counted_again`.
    """
    check_may_decide(by)
    evaluation = _locked(evaluation_id)
    if not evaluation.half.is_over(at):
        raise Refused("not_over", _("%s belum berakhir, jadi belum bisa ditetapkan.") % evaluation.half.name)
    if evaluation.counted_at is None or not evaluation.half.is_over(evaluation.counted_at):
        raise Refused("count_first", _("Hitung ulang dulu: angka ini dibuat sebelum semesternya berakhir."))
    if evaluation.counted_at != counted_at:
        raise Refused("counted_again", _("Angkanya dihitung ulang sejak Anda membacanya. Baca lagi, lalu tetapkan."))
    evaluation.published_at, evaluation.published_by_id = at, int(by.ref)
    evaluation.save(update_fields=["published_at", "published_by"])
    return evaluation


def _locked(evaluation_id: int) -> Evaluation:
    evaluation = Evaluation.objects.select_for_update().filter(pk=evaluation_id).first()
    if evaluation is None:
        raise NotFound(evaluation_id)
    if evaluation.is_published:
        raise Refused(
            "published", _("Evaluasi ini sudah ditetapkan. Hitung edisi baru bila ada yang perlu diperbaiki.")
        )
    return evaluation
