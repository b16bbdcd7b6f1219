"""What officers do with one report: each action is a form, grouped as the steps in lapor/reports are.

The buttons come from the life-cycle table and from each form's `fits`; nothing here decides who may do what.
"""

from lapor.reports.actors import Actor
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.workspace.actions.closing import Archive, Reopen
from lapor.workspace.actions.oversight import HandOver, Inspect, Note, Prioritize, ReleaseIdentity
from lapor.workspace.actions.referral import Arbitrate, Join, Refer, Return, Split, TakeOn
from lapor.workspace.actions.response import Answer, Approve, Extend, FollowUp, Hold, Propose, Reject
from lapor.workspace.actions.verification import LowerPrivacy, RaisePrivacy, Reclassify, Revise, Verify
from lapor.workspace.forms import StepForm

# In the order in which a page lists them: what moves the report first, what ends it last.
FORMS: tuple[type[StepForm], ...] = (
    Verify, Approve, Arbitrate, FollowUp, Answer, Propose, Reject, TakeOn, Refer, Hold, Return, Split, Extend, Inspect,
    Note, Reclassify, Revise, RaisePrivacy, LowerPrivacy, ReleaseIdentity, Prioritize, HandOver, Join, Reopen, Archive,
)  # fmt: skip
BY_SLUG = {form.slug: form for form in FORMS}

# The one strong button: the first of these that is offered.
NEXT: dict[str, tuple[type[StepForm], ...]] = {
    State.SUBMITTED: (Verify, Refer, TakeOn),
    State.REFERRED: (Arbitrate, Approve, FollowUp, Propose, Refer),
    State.IN_PROGRESS: (Approve, Answer, Propose, FollowUp, Refer),
    State.ANSWERED: (Inspect,),
}


def offered(report: Report, *, by: Actor) -> list[type[StepForm]]:
    """What this officer can do with this report now."""
    allowed = report.offers(by=by)
    return [form for form in FORMS if form.action in allowed and form.fits(report, by=by)]


def next_sensible(report: Report, forms: list[type[StepForm]]) -> type[StepForm] | None:
    """What most probably comes next. A report that has just reached an agency is handed on before it is worked on."""
    likely = NEXT.get(report.state, ())
    if report.state == State.REFERRED and report.holder.parent_id is None:
        likely = (Arbitrate, Approve, Refer, *likely)
    return next((form for form in likely if form in forms), None)
