"""A divided report: what the reporter says of the whole is said to each part, and the whole stands where they stand.

The work is done on the parts (`lifecycle.OF_A_WHOLE` is what is left for the whole); `record.advance` lets the whole
follow whenever a part moves on.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from lapor.reports import record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience, Relation, Step
from lapor.reports.models import Part, Report
from lapor.reports.querysets import ReportQuerySet


def of(whole: Report) -> ReportQuerySet:
    """Its parts, the first one first."""
    return Report.objects.filter(parent=whole, relation=Relation.PART).order_by("id")


def to_each(
    whole: Report,
    action: Action,
    take: Callable[[int, Actor], object],
    *,
    among: Q,
    by: Actor,
    at: datetime,
    text: str = "",
    data: dict | None = None,
) -> Report:
    """Record it once on the whole and take the step on each of these parts; the whole then follows them.

    The caller has locked the whole, which comes before its parts for everybody. Raises what `take` and `may` raise.
    """
    step = whole.may(action, by=by)
    said = Step(action, step.origin, None, step.who)  # the parts move, and with them the clocks; here it is only said
    texts = {Part.TEXT: text.strip()[:5000]}
    record.advance(whole, said, by=by, at=at, audience=Audience.REPORTER, data=data, texts=texts)
    for number in list(of(whole).filter(among).values_list("number", flat=True)):
        take(number, by.acting())
    whole.refresh_from_db()
    return whole
