"""Reprimand letters: drafted from the data for each quarter, decided on by a person, sent, answered, kept.

Status goes draft → approved → sent, or draft → dropped. The figures and the list of reports are those of the moment of
drafting; a letter names reports by number alone, and secret ones not even so.
"""

from datetime import date, datetime
from typing import NoReturn

from django.db import connection
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.models import Kind, Role
from lapor.channels import outbox
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet
from lapor.supervision import lists, reach
from lapor.supervision.models import Quarter, Reprimand, ReprimandReport, Status, Way

DECIDERS = frozenset({Role.NATIONAL_ADMIN, Role.COORDINATOR})
RECEIVERS = frozenset({Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY})
ADMONISHED = (Kind.REGENCY, Kind.CITY)  # by the coordinator of their province as well: the governor supervises them
ANSWER_LENGTH, REASON_LENGTH = 5000, 300
# Two who draft, or number a letter, at the same moment come one after the other.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('supervision.reprimands'))"


# --- reading -------------------------------------------------------------------------------------------------------


def seen_by(by: Actor) -> QuerySet[Reprimand]:
    """Those this officer decides on, and those that were sent to the agency that this officer leads."""
    sent = Q(status=Status.SENT, agency__in=_led_by(by))
    letters = Reprimand.objects.filter(_decided_by(by) | sent)
    return letters.select_related("agency", "decided_by", "decided_for", "sent_by", "answered_by")


def decides(by: Actor, letter: Reprimand) -> bool:
    """Is it for this officer to approve, drop or send this letter?"""
    return any(
        seat.role == Role.NATIONAL_ADMIN
        or seat.role == Role.COORDINATOR
        and letter.agency.kind in ADMONISHED
        and letter.agency.coordinator_id == seat.agency_id
        for seat in by.seats
    )


def receives(by: Actor, letter: Reprimand) -> bool:
    """Is it for this officer to answer it?"""
    return letter.status == Status.SENT and letter.agency_id in _led_by(by)


def listed(letter: Reprimand) -> list[ReprimandReport]:
    """The reports whose numbers the letter names, the longest overdue first; what became secret since is left out."""
    rows = letter.reports.filter(report__is_secret=False).select_related("report__category")
    return list(rows.order_by("due_at", "id"))


def _led_by(by: Actor) -> list[int]:
    """The units that this officer leads: a letter goes to an agency, so who leads a part of it has none."""
    return [seat.unit_id for seat in by.seats if seat.role in RECEIVERS]


def _decided_by(by: Actor) -> Q:
    """The same rule as `decides`, for a query."""
    if any(seat.role == Role.NATIONAL_ADMIN for seat in by.seats):
        return reach.EVERYTHING
    provinces = [seat.agency_id for seat in by.seats if seat.role == Role.COORDINATOR]
    return Q(agency__coordinator__in=provinces, agency__kind__in=ADMONISHED)


# --- drafting ------------------------------------------------------------------------------------------------------


def draft(*, at: datetime) -> int:
    """Draft a letter to each agency with overdue reports, for the quarter that is over; returns how many are new.

    Call it in a transaction. Once more in the same quarter it adds only agencies that have no letter yet.
    """
    _one_at_a_time()
    quarter = Quarter.before(timezone.localdate(at))
    known = Reprimand.objects.filter(year=quarter.year, quarter=quarter.number).values_list("agency", flat=True)
    late = Report.objects.overdue(at).exclude(agency__in=list(known)).exclude(agency__kind=Kind.DESK)
    letters = Reprimand.objects.bulk_create(
        Reprimand(year=quarter.year, quarter=quarter.number, drafted_at=at, **row) for row in _figures(late)
    )
    _fix(quarter, late)
    return len(letters)


def _figures(late: ReportQuerySet) -> list[dict]:
    """One row for each agency, in two queries."""
    found = list(
        late.values("agency_id").annotate(
            overdue_count=Count("pk"), secret_count=Count("pk", filter=Q(is_secret=True)), oldest_due_at=Min("due_at")
        )
    )
    held = Report.objects.open().filter(agency__in=[row["agency_id"] for row in found])
    still_open = dict(held.values("agency").annotate(n=Count("pk")).values_list("agency", "n"))
    return [{**row, "open_count": still_open.get(row["agency_id"], 0)} for row in found]


def _fix(quarter: Quarter, late: ReportQuerySet) -> None:
    letters = Reprimand.objects.filter(agency=OuterRef("agency"), year=quarter.year, quarter=quarter.number)
    chosen = late.filter(is_secret=False).annotate(letter=Subquery(letters.values("pk")))
    lists.fix(
        ReprimandReport, "reprimand_id", "report_id", "due_at", chosen=chosen.values_list("letter", "pk", "due_at")
    )


# --- deciding ------------------------------------------------------------------------------------------------------


def approve(pk: int, *, by: Actor, user: User, at: datetime) -> Reprimand:
    """Make the draft a letter with number and date. Raises NotFound; Refused: `not_a_draft`, `not_yours`."""
    _one_at_a_time()
    letter = _locked(pk, by=by)
    if letter.status != Status.DRAFT:
        _refuse_draft(letter)
    day = timezone.localdate(at)
    last = Reprimand.objects.filter(letter_year=day.year).aggregate(Max("serial"))["serial__max"]
    letter.serial, letter.letter_year, letter.letter_date = (last or 0) + 1, day.year, day
    _decide(letter, Status.APPROVED, by=by, user=user, at=at)
    return letter


def drop(pk: int, *, reason: str, by: Actor, user: User, at: datetime) -> Reprimand:
    """Write no letter this quarter, and say why. Raises NotFound; Refused: `not_a_draft`, `not_yours`, `empty`."""
    letter = _locked(pk, by=by)
    if letter.status != Status.DRAFT:
        _refuse_draft(letter)
    letter.reason = _words(reason, REASON_LENGTH, field="reason")
    _decide(letter, Status.DROPPED, by=by, user=user, at=at)
    return letter


def send(pk: int, *, way: Way, day: date, by: Actor, user: User, at: datetime) -> Reprimand:
    """Record that the letter went out; by e-mail it goes out now, to the agency. Call it in a transaction.

    Raises NotFound; Refused: `not_approved`, `not_yours`, `no_address`, `odd_day`.
    """
    letter = _locked(pk, by=by)
    if letter.status != Status.APPROVED or letter.letter_date is None:
        raise Refused("not_approved", _("Surat ini belum disetujui atau sudah terkirim."))
    if way == Way.EMAIL:
        day = timezone.localdate(at)
        _mail(letter, at)
    if not letter.letter_date <= day <= timezone.localdate(at):
        raise Refused("odd_day", _("Tanggal kirim antara tanggal surat dan hari ini."), field="day")
    letter.status, letter.sent_way, letter.sent_date, letter.sent_by = Status.SENT, way, day, user
    letter.save(update_fields=["status", "sent_way", "sent_date", "sent_by"])
    return letter


def answer(pk: int, *, text: str, by: Actor, user: User, at: datetime) -> Reprimand:
    """What the agency says to it, once. Raises NotFound; Refused: `not_yours`, `answered_already`, `empty`."""
    letter = _locked(pk, by=by, as_receiver=True)
    if letter.answered_at:
        raise Refused("answered_already", _("Surat ini sudah dijawab."))
    letter.answer, letter.answered_by, letter.answered_at = _words(text, ANSWER_LENGTH, field="text"), user, at
    letter.save(update_fields=["answer", "answered_by", "answered_at"])
    return letter


def _locked(pk: int, *, by: Actor, as_receiver: bool = False) -> Reprimand:
    """The letter, its row locked, so that of two who decide at once the second finds it decided."""
    letter = seen_by(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if letter is None:
        raise NotFound(pk)
    if not (receives(by, letter) if as_receiver else decides(by, letter)):
        raise Refused("not_yours", _("Tindakan ini bukan bagian Anda pada surat ini."))
    return letter


def _decide(letter: Reprimand, status: Status, *, by: Actor, user: User, at: datetime) -> None:
    letter.status, letter.decided_by, letter.decided_at = status, user, at
    letter.decided_for_id = next(seat.agency_id for seat in by.seats if seat.role in DECIDERS)
    letter.save()


def _refuse_draft(letter: Reprimand) -> NoReturn:
    sentence = _("Surat ini bukan rancangan lagi: %s.")
    raise Refused("not_a_draft", sentence % letter.get_status_display().lower())


def _mail(letter: Reprimand, at: datetime) -> None:
    """Tell the agency that a letter waits; who opens it signs in, so the mail itself lists nothing."""
    if not letter.agency.email:
        sentence = _("Instansi ini belum punya alamat surel. Isi dulu di data unit, atau pilih cara lain.")
        raise Refused("no_address", sentence, field="way")
    context = {"number": letter.number, "id": letter.pk, "year": letter.year, "quarter": letter.quarter}
    outbox.put(outbox.Way("email", letter.agency.email), template="reprimand", context=context, at=at, language="id")


def _words(typed: str, most: int, *, field: str) -> str:
    words = typed.strip()
    if not words or "\0" in words or len(words) > most:
        raise Refused("empty", _("Tulis dengan kata biasa, paling banyak %d huruf.") % most, field=field)
    return words


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
