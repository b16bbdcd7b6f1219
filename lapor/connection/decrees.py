"""The team decree on its way: sent as a file, looked at by whoever leads the agency, accepted or sent back.

Only an accepted one becomes a `TeamDecree`, on which memberships stand; so nobody lets themselves in.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies import decrees as team_decrees
from lapor.agencies import memberships
from lapor.agencies.models import TeamDecree, Unit
from lapor.connection import ladder, roles
from lapor.connection.models import DecreeDocument, Invitation, Status
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted
from lapor.core.files.kinds import Kind

KINDS = frozenset({Kind.PDF, Kind.JPG, Kind.PNG})


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on a decree, and the scan of it."""

    number: str
    decree_date: date
    valid_from: date
    last_day: date
    file: Accepted
    about: str = ""


def send(agency: Unit, paper: Paper, *, by: User, at: datetime) -> DecreeDocument:
    """The agency's admin sends it to be looked at; from whoever leads the agency it is accepted at once.

    Call it in a transaction. Raises NotFound; Refused as `check` and `ladder.record`.
    """
    agency = ladder.locked(agency)
    seats = memberships.of(by, at)
    is_leader = roles.leads(seats, agency)
    if not (is_leader or roles.is_own_admin(seats, agency)):
        raise NotFound(agency.pk)
    document = _take(agency, paper, at=at, sent_by=by)
    return _accept(document, by=by, at=at) if is_leader else document


def send_invited(invitation: Invitation, paper: Paper, *, at: datetime) -> DecreeDocument:
    """The person who holds an invitation sends it; their account waits until it is accepted. Raises as `send`."""
    return _take(ladder.locked(invitation.agency), paper, at=at, invitation=invitation)


def accept(document_id: int, *, by: User, at: datetime) -> DecreeDocument:
    """Memberships may stand on it now. Raises NotFound; Refused: `judged`, `expired`, `number_taken`."""
    return _accept(_waiting(document_id, by=by, at=at), by=by, at=at)


def refuse(document_id: int, *, reason: str, by: User, at: datetime) -> DecreeDocument:
    """Back to the agency, with what is wrong; it steps down where this decree had brought it up. Raises as `accept`."""
    document = _waiting(document_id, by=by, at=at)
    document.judged_at, document.judged_by, document.refusal = at, by, reason
    document.save(update_fields=["judged_at", "judged_by", "refusal"])
    agency, today = document.agency, timezone.localdate(at)
    others = waiting_for(agency).exists() or TeamDecree.objects.filter(agency=agency).exists()
    if ladder.status_of(agency, on=today) == Status.DECREE_SENT and not others:
        ladder.record(agency, Status.INVITED, on=today, at=at, by=by, note=reason, document=document)
    return document


def waiting_for(agency: Unit) -> QuerySet[DecreeDocument]:
    return DecreeDocument.objects.filter(agency=agency, judged_at=None)


def check(agency: Unit, paper: Paper, *, at: datetime) -> None:
    """Could memberships stand on it? Raises Refused with a sentence beside the field.

    `wrong_kind`, `future`, `ends_before`, `made_after_end`, `expired`, `number_taken`.
    """
    today = timezone.localdate(at)
    if paper.file.kind not in KINDS:
        raise Refused("wrong_kind", _("Kirim SK sebagai PDF, atau sebagai foto JPG atau PNG."), field="file")
    if paper.decree_date > today:
        raise Refused("future", _("Tanggal SK ini masih akan datang. Periksa kembali tanggalnya."), field="decree_date")
    if paper.last_day < paper.valid_from:
        raise Refused("ends_before", _("SK ini berakhir sebelum mulai berlaku. Periksa keduanya."), field="last_day")
    if paper.last_day < paper.decree_date:
        sentence = _("SK ini berakhir sebelum ditetapkan. Periksa kembali tanggalnya.")
        raise Refused("made_after_end", sentence, field="last_day")
    _check_end(paper.last_day, today)
    sent = DecreeDocument.objects.filter(agency=agency, number__iexact=paper.number, refusal="")
    if sent.exists() or TeamDecree.objects.filter(agency=agency, number__iexact=paper.number).exists():
        raise Refused("number_taken", _("SK dengan nomor ini sudah dikirim untuk instansi ini."), field="number")


def _check_end(last_day: date, today: date) -> None:
    if last_day < today:
        sentence = _("SK ini berlaku hanya sampai %s. Kirim SK yang masih berlaku.")
        raise Refused("expired", sentence % date_format(last_day), field="last_day")


def _take(agency: Unit, paper: Paper, *, at: datetime, **sender) -> DecreeDocument:
    check(agency, paper, at=at)
    document = DecreeDocument(
        agency=agency,
        number=paper.number,
        decree_date=paper.decree_date,
        about=paper.about,
        valid_from=paper.valid_from,
        valid_until=paper.last_day + timedelta(days=1),
        sent_at=at,
        **sender,
    )
    document.keep(paper.file)
    document.save()
    today = timezone.localdate(at)
    if ladder.status_of(agency, on=today) == Status.INVITED:
        by = sender.get("sent_by")
        ladder.record(agency, Status.DECREE_SENT, on=today, at=at, by=by, document=document)
    return document


def _waiting(document_id: int, *, by: User, at: datetime) -> DecreeDocument:
    """A document that somebody who leads its agency may judge now, both locked."""
    found = DecreeDocument.objects.filter(pk=document_id).select_related("agency").first()
    if found is None:
        raise NotFound(document_id)
    agency = ladder.lead(found.agency, by=by, at=at)
    document = DecreeDocument.objects.get(pk=document_id)  # as it is now that nobody else may change it
    if not document.is_waiting:
        raise Refused("judged", _("SK ini sudah diperiksa petugas lain."))
    document.agency = agency
    return document


def _accept(document: DecreeDocument, *, by: User, at: datetime) -> DecreeDocument:
    _check_end(document.last_day, timezone.localdate(at))
    document.decree = team_decrees.enter(
        document.agency,
        number=document.number,
        decree_date=document.decree_date,
        about=document.about,
        valid_from=document.valid_from,
        last_day=document.last_day,
        by=by,
        at=at,
    )
    document.judged_at, document.judged_by = at, by
    document.save(update_fields=["decree", "judged_at", "judged_by"])
    return document
