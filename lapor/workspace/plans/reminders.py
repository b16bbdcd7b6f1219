"""What an agency's admin and head are reminded of above their inbox: items of the plan that are due."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.plans.models import Item
from lapor.plans.roles import APPROVERS
from lapor.reports.actors import Actor

MOST = 20  # counting goes no further


def sentence(by: Actor, at: datetime) -> str:
    """What is due, in a sentence; empty where nothing is, and for everybody else without asking the database."""
    agencies = [seat.agency_id for seat in by.seats if seat.role in APPROVERS]
    if not agencies:
        return ""
    pressing = Item.objects.filter(plan__agency__in=agencies).pressing(timezone.localdate(at))
    titles = list(pressing.values_list("title", flat=True)[:MOST])
    if len(titles) > 1:
        words = {"title": titles[0], "others": len(titles) - 1}
        return _("“%(title)s” dan %(others)d butir lain jatuh tempo atau lewat tenggat.") % words
    return _("“%s” jatuh tempo atau lewat tenggat.") % titles[0] if titles else ""
