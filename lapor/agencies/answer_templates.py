"""Texts to start an answer from: kept by the officers of a unit and by the admins above it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.memberships import Seat
from lapor.agencies.models import AnswerTemplate, Role, Unit
from lapor.core.errors import Refused

KEEPERS = frozenset({Role.LIAISON, Role.AGENCY_ADMIN})


def kept_by(seats: tuple[Seat, ...]) -> QuerySet[AnswerTemplate]:
    """Those that these seats may change: of a liaison's own unit, and of every unit below an admin."""
    kept = Q(pk__in=[])
    for seat in seats:
        if seat.role == Role.AGENCY_ADMIN:
            kept |= Q(unit__path__startswith=seat.unit_path)
        elif seat.role == Role.LIAISON:
            kept |= Q(unit=seat.unit_id)
    return AnswerTemplate.objects.filter(kept).select_related("unit", "created_by").order_by("unit__path", "title")


def units_of(seats: tuple[Seat, ...]) -> QuerySet[Unit]:
    """The units for which these seats may add one: those in which they are keepers."""
    return Unit.objects.filter(pk__in=[seat.unit_id for seat in seats if seat.role in KEEPERS]).order_by("path")


def keep(template: AnswerTemplate, *, by: User, at: datetime) -> AnswerTemplate:
    """Save one, new or changed. Raises Refused: `title_taken`."""
    if template.pk is None:
        template.created_by = by
    template.updated_at = at
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        sentence = _("Unit ini sudah punya templat dengan judul itu. Pilih judul lain.")
        raise Refused("title_taken", sentence, field="title") from error
    return template
