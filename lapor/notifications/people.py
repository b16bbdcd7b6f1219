"""Whom an event concerns, audience by audience, and where each of them can be reached, the first way first.

The report's flags of this moment decide: a reporter hears what the event's audience allows, supporters and followers
only what everybody may read.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lapor.accounts.models import ContactKind, User
from lapor.channels import CARRIES, recipients
from lapor.channels.outbox import Way
from lapor.channels.webhook import endpoints
from lapor.following.people import Follower, followers_of
from lapor.notifications import officers
from lapor.notifications.occasions import Audience
from lapor.reports import identity
from lapor.reports.lifecycle import REPORTERS, Action, ActorKind, Channel, Relation
from lapor.reports.lifecycle import Audience as Ceiling
from lapor.reports.models import Event, Report

OFFICERS_WRITE = "id"
OWN_CHANNEL = {Channel.SMS: "sms", Channel.EMAIL: "email", Channel.CHAT: "whatsapp"}
ORDER = ("email", "sms")  # without a channel of one's own

# The reporter's own steps that are worth having in writing. Of a divided report the second ones are told for each part.
WITH_RECEIPT = frozenset({Action.SUBMIT, Action.WITHDRAW})
WITH_RECEIPT_OF_HOLDER = frozenset({Action.CONTEST, Action.REOPEN})

# What is done to a divided report is recorded on each part as well; its reporter hears of it once, of the whole.
WITH_THE_WHOLE = frozenset(
    {Action.SUBMIT, Action.WITHDRAW, Action.RAISE_PRIVACY, Action.LOWER_PRIVACY, Action.CLOSE_BY_TIME}
)
FIRST_REFERRAL = 2  # of a part: the second entry of its record, made by dividing


@dataclass(frozen=True)
class Person:
    """Somebody to tell: a tag that names nobody, and where to; `user` is known for officers and accounts."""

    recipient: bytes
    ways: tuple[Way, ...] = field(repr=False)
    language: str
    tz: str
    user: User | None = field(default=None, repr=False)
    stop_link: str = ""

    @property
    def is_officer(self) -> bool:
        return self.user is not None and self.user.is_officer


def concerned(
    event: Event, report: Report, audiences: Collection[Audience], *, at: datetime
) -> dict[Audience, list[Person]]:
    """The people of each audience, without the one who took the step."""
    desks = officers.around(event, report, audiences, at=at)
    people = {audience: _officers(desks, audience) for audience in audiences}
    if Audience.REPORTER in audiences:
        people[Audience.REPORTER] = [reporter_of(report)] if _is_for_reporter(event, report) else []
    if Audience.SUPPORTERS in audiences:
        people[Audience.SUPPORTERS] = _supporters(event, report) if _is_for_everybody(event, report) else []
    if Audience.PARTNER in audiences:
        people[Audience.PARTNER] = _partners(report) if event.audience != Ceiling.OFFICERS else []
    return people


def reporter_of(report: Report) -> Person:
    """Who sent it, of a part who sent the whole: by the channel it came by, else by mail, else by SMS."""
    whole = report.parent if report.parent and report.relation == Relation.PART else report
    user = recipients.find(bytes(whole.reporter_tag)) if whole.reporter_tag else None
    left = identity.for_telling(whole)
    addresses = {"email": left.email, "sms": left.phone} | _addresses(user)
    if whole.channel == Channel.CHAT:
        addresses["whatsapp"] = left.phone
    if left.chat:
        app, _blank, account = left.chat.partition(" ")
        addresses[app] = account
    return Person(
        recipient=recipients.reporter_of(whole),
        ways=_ordered(addresses, first=OWN_CHANNEL.get(Channel(whole.channel), "")),
        language=user.language if user else whole.lang,
        tz=report.agency.tz,
        user=user,
    )


def _is_for_reporter(event: Event, report: Report) -> bool:
    """Nobody is told of the own step, except of what they should have in writing."""
    if event.audience == Ceiling.OFFICERS:
        return False
    if report.relation == Relation.PART and (event.action in WITH_THE_WHOLE or event.seq <= FIRST_REFERRAL):
        return False
    if event.action == Action.FOLLOW_PARTS and report.rating:
        return False  # closed by the reporter's own word
    if event.action in WITH_RECEIPT_OF_HOLDER and report.is_divided:
        return False
    return event.action in WITH_RECEIPT | WITH_RECEIPT_OF_HOLDER or event.actor_kind not in REPORTERS


def _is_for_everybody(event: Event, report: Report) -> bool:
    """Of a divided report they follow the whole."""
    return event.audience == Ceiling.PUBLIC and report.is_public and report.relation != Relation.PART


def _supporters(event: Event, report: Report) -> list[Person]:
    """Who follows it, as supporters do until they stop, and the reporters of what was joined to it."""
    following = [_follower(each, tz=report.agency.tz) for each in followers_of(report)]
    joined = report.children.filter(relation=Relation.DUPLICATE).select_related("agency", "key", "reporter", "parent")
    everybody = _each_once([*following, *map(reporter_of, joined)])
    return [person for person in everybody if person.recipient not in (recipients.reporter_of(report), _acting(event))]


def _partners(report: Report) -> list[Person]:
    """The addresses of the application it came through, which are told in codes."""
    ways = endpoints.endpoints_for(report)
    return [Person(endpoints.recipient_of(way), (way,), OFFICERS_WRITE, report.agency.tz) for way in ways]


def _acting(event: Event) -> bytes:
    """The tag of the citizen who took the step."""
    return bytes.fromhex(event.actor_ref) if event.actor_kind == ActorKind.CITIZEN and event.actor_ref else b""


def _follower(follower: Follower, *, tz: str) -> Person:
    return Person(follower.recipient, follower.ways, follower.language, tz, follower.user, stop_link=follower.stop_link)


def _addresses(user: User | None) -> dict[str, str]:
    """An account's confirmed contacts, by the channel that carries to them."""
    contacts = user.contacts.all() if user else ()
    return {CARRIES[ContactKind(contact.kind)]: contact.value for contact in contacts}


def _ordered(addresses: dict[str, str], *, first: str = "") -> tuple[Way, ...]:
    order = dict.fromkeys(filter(None, (first, "whatsapp", "telegram", *ORDER)))
    return tuple(Way(channel, addresses[channel]) for channel in order if addresses.get(channel))


def _officers(desks: officers.Around, audience: Audience) -> list[Person]:
    return _each_once(_officer(seat) for seat in desks.who(audience))


def _officer(seat: officers.Membership) -> Person:
    user = seat.user
    return Person(recipients.tag_of(user), (Way("email", user.login),), OFFICERS_WRITE, seat.unit.tz, user)


def _each_once(people: Iterable[Person]) -> list[Person]:
    """Somebody may be there for two reasons; the first counts."""
    first: dict[bytes, Person] = {}
    for person in people:
        first.setdefault(person.recipient, person)
    return list(first.values())
