"""The service desk: what officers enter for people who wrote, came or called, and what they may read of it again.

The officer at the desk is never the reporter: number and PIN go to the person, on paper or by voice. Afterwards a desk
reads number, time, title and state of what it entered; of secret reports not even the title.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from lapor.accounts import contacts
from lapor.agencies.memberships import Seat
from lapor.agencies.models import Role, Unit
from lapor.core import encryption
from lapor.core.errors import NotFound, Refused
from lapor.core.queries import one
from lapor.reports import intake, titles
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Action, Channel
from lapor.reports.models import Event, Report, Reporter
from lapor.reports.querysets import ReportQuerySet

ENTERERS = (Role.DESK_OFFICER, Role.LIAISON, Role.AGENCY_ADMIN)  # whoever holds several sits at the first of these
MOST_COMPARED = 50
TELLING = 4  # letters: shorter words are in every title


def seat_of(by: Actor) -> Seat:
    """At which desk this officer enters reports. Raises NotFound for who has none."""
    seats = [seat for role in ENTERERS for seat in by.seats if seat.role == role]
    if not seats:
        raise NotFound("desk")
    return seats[0]


def enter(submission: Submission, *, by: Actor, at: datetime) -> Report:
    """Take what somebody wrote, said or sent, received by the officer's unit. Call it in a transaction.

    Raises NotFound for who sits at no desk; Refused: `own_report`, and those of `intake.submit`.
    """
    unit = Unit.objects.get(pk=seat_of(by).unit_id)
    if set(contacts.tags(phone=submission.phone, email=submission.email)) & set(by.own_tags):
        sentence = _("Ini kontak Anda sendiri. Kirim laporan Anda sendiri lewat halaman untuk warga.")
        raise Refused("own_report", sentence, field="contact")
    report = intake.submit(replace(submission, channel=Channel.DESK, received_by=unit), by=by, at=at)
    _know_again(report, submission)
    return report


def entered_at(seat: Seat) -> ReportQuerySet:
    """What came in at this desk, whoever sat there."""
    return Report.objects.wholes().filter(received_by=seat.unit_id, channel=Channel.DESK)


def zone_of(seat: Seat) -> str:
    """By whose clock the desk works."""
    return Unit.objects.values_list("tz", flat=True).get(pk=seat.unit_id)


def entered_on_day(seat: Seat, *, at: datetime) -> ReportQuerySet:
    """Today's entries of this desk, by the clock of its unit."""
    morning = at.astimezone(ZoneInfo(zone_of(seat))).replace(hour=0, minute=0, second=0, microsecond=0)
    return entered_at(seat).filter(submitted_at__gte=morning, submitted_at__lt=morning + timedelta(days=1))


def title_for_desk(report: Report) -> str:
    """What the desk may call it; read `with_words`."""
    return _("Laporan rahasia") if report.is_secret else titles.of(report)


def similar(said: Submission, *, by: Actor) -> list[Report]:
    """Open reports that sound alike and are of the same person, newest first, as far as this desk may know of them.

    The same person: the same contact or, where one of the two left none, the same name and region.

    Only what came through the same desk and is neither secret nor anonymous: a desk that tries telephone numbers must
    not learn who has reported what elsewhere.
    """
    seat, words = seat_of(by), _telling(said.title)
    contact, name = contacts.tags(phone=said.phone, email=said.email), _name_tags(said, seat.unit_id)
    if not (contact or name):
        return []
    open_here = entered_at(seat).open().filter(is_secret=False, is_anonymous=False)
    same_name = Q(reporter__contact_tags__overlap=name, region=said.region)
    if contact:
        same_name &= Q(reporter__contact_tags__len=1)  # the name alone
    known = open_here.filter(Q(reporter__contact_tags__overlap=contact) | same_name)
    if by.command:  # an entry that is sent once more isn't like itself
        known = known.exclude(pk__in=Event.objects.of_command(by).values("report"))
    newest = known.with_words().order_by("-pk")[:MOST_COMPARED]
    return [report for report in newest if words & _telling(titles.of(report))]


def receipt(number: int, *, by: Actor) -> Report:
    """The report for the receipt, for the officer who entered it and nobody else at the desk. Raises NotFound."""
    own = {"events__action": Action.SUBMIT, "events__actor_kind": by.kind, "events__actor_ref": by.ref}
    found = (
        entered_at(seat_of(by))
        .filter(number=number, **own)
        .with_holder()
        .select_related("received_by", "region", "chosen_agency")
    )
    report = one(found)
    if report is None:
        raise NotFound(number)
    return report


def how_it_came(report: Report) -> str:
    """Letter, visit or call, as it was entered."""
    return report.events.values_list("data__came_by", flat=True).get(action=Action.SUBMIT)


def hand_over(number: int, *, by: Actor) -> None:
    """The person has number and PIN: nobody sees the PIN again. Call it in a transaction. Raises NotFound."""
    intake.hand_over_pin(receipt(number, by=by))


def _know_again(report: Report, said: Submission) -> None:
    tags = contacts.tags(phone=said.phone, email=said.email) + _name_tags(said, report.received_by_id)
    Reporter.objects.filter(report=report).update(contact_tags=tags)


def _name_tags(said: Submission, desk: int) -> list[bytes]:
    """What a name is known by at this desk and nowhere else; without the server's key nobody reads it."""
    name = " ".join(re.findall(r"\w+", said.name.casefold()))
    return [encryption.tag(f"{desk} {name}", purpose="name at a desk")] if name else []


def _telling(title: str) -> set[str]:
    return {word for word in re.findall(r"\w+", title.lower()) if len(word) >= TELLING}
