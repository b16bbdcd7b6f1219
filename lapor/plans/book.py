"""The printed book of a plan: cover, contents, foreword, a table for each part, charts of progress, signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lapor.agencies.models import Membership, Role
from lapor.plans.models import Evidence, Item, Part, Plan, Progress, State, Taken
from lapor.ui.charts import Figure
from lapor.ui.pdf import pdf


@dataclass(frozen=True)
class Chapter:
    """One part of the plan with its items."""

    part: Part
    items: list[Item]

    @property
    def mean(self) -> float | None:
        return sum(item.progress for item in self.items) / len(self.items) if self.items else None


@dataclass(frozen=True)
class Counted:
    """How many items are done, running, not begun, and late, of all."""

    done: int
    running: int
    waiting: int
    late: int
    whole: int


def chapters(plan: Plan) -> list[Chapter]:
    """The three parts with their items, by day; one query."""
    items = list(plan.items.select_related("owner_unit"))
    return [Chapter(part, [item for item in items if item.part == part]) for part in Part]


def counted(parts: list[Chapter], day: date) -> Counted:
    items = [item for chapter in parts for item in chapter.items]
    return Counted(
        done=sum(item.progress == 100 for item in items),
        running=sum(0 < item.progress < 100 and not item.is_late(day) for item in items),
        waiting=sum(item.progress == 0 and not item.is_late(day) for item in items),
        late=sum(item.is_late(day) for item in items),
        whole=len(items),
    )


def printed(plan: Plan, *, at: datetime) -> bytes:
    """The book as a PDF: an official paper, in Indonesian whoever asks. Raises Refused: `no_printer`, `too_long`."""
    with translation.override(settings.LANGUAGE_CODE):
        return pdf("plans/book.html", contents(plan, at=at))


def contents(plan: Plan, *, at: datetime) -> dict[str, Any]:
    """What stands in the book; a fixed number of queries, however long the plan."""
    day = timezone.localdate(at)
    parts = chapters(plan)
    sums = counted(parts, day)
    steps = list(plan.steps.select_related("by"))
    notes = Progress.objects.filter(item__plan=plan).order_by("item_id", "-id").distinct("item_id")
    latest = {progress.item_id: progress for progress in notes}
    evidence: dict[int, list[str]] = {}
    for item, title in Evidence.objects.filter(item__plan=plan, withdrawn_at=None).values_list("item", "title"):
        evidence.setdefault(item, []).append(title)
    return {
        "plan": plan,
        "at": at,
        "chapters": [
            (chapter, [(item, latest.get(item.pk), evidence.get(item.pk, [])) for item in chapter.items])
            for chapter in parts
        ],
        "sums": sums,
        "approved": _last(steps, State.APPROVED),
        "registered": _last(steps, State.REGISTERED),
        "steps": steps,
        "day": day,
        "by_part": [
            Figure(str(chapter.part.label), chapter.mean, _("%d butir") % len(chapter.items)) for chapter in parts
        ],
        "by_state": [
            Figure(_("Selesai"), sums.done, tone="selesai"),
            Figure(_("Berjalan"), sums.running, tone="proses"),
            Figure(_("Belum mulai"), sums.waiting),
            Figure(_("Lewat tenggat"), sums.late, tone="belum"),
        ],
        "head": _head(plan, at),
    }


def _last(steps: list[Taken], state: State) -> Taken | None:
    """The step to a state that still holds: a draft has been approved by nobody."""
    after_draft = steps[max((n for n, step in enumerate(steps) if step.state == State.DRAFT), default=0) :]
    return next((step for step in after_draft if step.state == state), None)


def _head(plan: Plan, at: datetime) -> str:
    """The name of who leads the agency, where it is known: the book leaves room for the signature either way."""
    held = Membership.objects.current(at).filter(unit=plan.agency_id, role=Role.HEAD_OF_AGENCY)
    return held.order_by("-id").values_list("user__name", flat=True).first() or ""
