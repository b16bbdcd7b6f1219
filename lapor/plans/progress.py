"""How far an item came, and what shows it. Call every step in a transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.memberships import Seat
from lapor.core import storage
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted
from lapor.plans import reading, roles
from lapor.plans.models import Evidence, Item, Plan, Progress

MOST_EVIDENCE = 20  # of one item


def may(item: Item, seats: tuple[Seat, ...]) -> bool:
    """May they report on this item now? A draft has nothing to report on."""
    return not item.plan.is_draft and roles.follows(seats, item.plan.agency_id, item.owner_unit)


def report(pk: int, percent: int, *, note: str, seen: int | None = None, by: User, at: datetime) -> Item:
    """How far it is now; the history keeps what was said before.

    Raises NotFound, Stale; Refused: `draft`, `not_your_step`, `percent`, `note`.
    """
    item = _locked(pk, seen=seen, by=by, at=at)
    if not 0 <= percent <= 100:
        raise Refused("percent", _("Capaian antara 0 dan 100 persen."), field="percent")
    if not note.strip():
        raise Refused("note", _("Tulis singkat apa yang sudah dikerjakan."), field="note")
    Progress.objects.create(item=item, percent=percent, note=note, at=at, by=by)
    item.progress = percent
    item.version += 1
    item.save(update_fields=["progress", "version"])
    return item


def show(pk: int, *, title: str, file: Accepted | None = None, link: str = "", by: User, at: datetime) -> Evidence:
    """A file or a link that shows it.

    Raises NotFound; Refused: `draft`, `not_your_step`, `file_or_link`, `too_many`.
    """
    item = _locked(pk, seen=None, by=by, at=at)
    if (file is None) == (link == ""):
        raise Refused("file_or_link", _("Pilih satu berkas, atau tulis satu tautan."), field="file")
    if item.evidence.filter(withdrawn_at=None).count() >= MOST_EVIDENCE:
        raise Refused("too_many", _("Satu butir paling banyak punya %d bukti.") % MOST_EVIDENCE, field="file")
    evidence = Evidence(item=item, title=title, link=link, at=at, by=by)
    if file is not None:
        evidence.keep(file)
    evidence.save()
    return evidence


def withdraw(evidence: Evidence, *, by: User, at: datetime) -> Evidence:
    """Take evidence back: its file and link go, its title stays with who took it back. Raises as `show`."""
    item = _locked(evidence.item_id, seen=None, by=by, at=at)
    evidence = item.evidence.get(pk=evidence.pk)
    if evidence.withdrawn_at is None:
        stored, evidence.stored, evidence.link = evidence.stored, "", ""
        evidence.withdrawn_at, evidence.withdrawn_by = at, by
        evidence.save(update_fields=["stored", "link", "withdrawn_at", "withdrawn_by"])
        if stored:
            transaction.on_commit(lambda: storage.erase(stored))
    return evidence


def evidence_of(token: UUID, *, seats: tuple[Seat, ...]) -> Evidence:
    """The evidence with this token, for those who may read its plan. Raises NotFound."""
    readable = Plan.objects.visible_to(seats)
    found = Evidence.objects.filter(token=token, item__plan__in=readable, withdrawn_at=None).first()
    if found is None:
        raise NotFound(token)
    return found


def _locked(pk: int, *, seen: int | None, by: User, at: datetime) -> Item:
    seats = memberships.of(by, at)
    item = reading.locked_item(pk, seats=seats, seen=seen)
    if not roles.follows(seats, item.plan.agency_id, item.owner_unit):
        raise reading.not_yours()
    if item.plan.is_draft:
        raise Refused("draft", _("Rencana ini masih draf. Capaian dicatat setelah rencana disetujui."))
    return item
