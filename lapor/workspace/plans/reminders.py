"""What an agency's admin and head are reminded of above their inbox: items of the plan that are due."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.plans.models import Item, ItemQuerySet
from lapor.plans.roles import APPROVERS
from lapor.reports.actors import Actor


def due(by: Actor, at: datetime) -> ItemQuerySet:
    """The items of their agencies that are due within two weeks or late; none for everybody else."""
    agencies = [seat.agency_id for seat in by.seats if seat.role in APPROVERS]
    return Item.objects.filter(plan__agency__in=agencies).pressing(timezone.localdate(at))


def sentence(number: str) -> str:
    """How many there are, in words; `number` is written as the counts of the inbox are ("99+")."""
    return _("%s butir rencana aksi jatuh tempo dalam dua minggu atau lewat tenggat.") % number
