"""From one event to everybody it concerns: one transaction for each event, so that nobody is told twice or forgotten.

Whoever is told has a `Notice`, which is what the bell counts; the message that carries it lies in the outbox by then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from lapor import channels
from lapor.channels import outbox, quiet
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.channels.outbox import Way
from lapor.channels.push import subscriptions
from lapor.notifications import occasions, people, policy, preferences, wording
from lapor.notifications.models import Notice, Rule
from lapor.notifications.models import Way as Kind
from lapor.notifications.occasions import Audience, Occasion
from lapor.notifications.people import Person
from lapor.notifications.preferences import Choice
from lapor.reports.lifecycle import Action
from lapor.reports.models import Event

# What the policy and people call a channel.
KINDS = {
    "email": Kind.EMAIL, "sms": Kind.SMS, "push": Kind.PUSH, "whatsapp": Kind.CHAT, "telegram": Kind.CHAT,
    "webhook": Kind.WEBHOOK,
}  # fmt: skip
# A clock that ran out climbs: of those above the office only the rung that was reached is told.
LADDER = {
    "superior": {Audience.SUPERIOR, Audience.AGENCY_ADMIN},
    "coordinator": {Audience.COORDINATOR},
    "national": {Audience.NATIONAL},
}
ABOVE = frozenset().union(*LADDER.values())
READ = (
    "holder__agency", "actor_unit", "report__holder", "report__agency", "report__category", "report__region",
    "report__key", "report__reporter", "report__parent__agency", "report__parent__key", "report__parent__reporter",
)  # fmt: skip
NOT_READ = ("report__search", "report__public_text", "report__parent__search", "report__parent__public_text")


@dataclass(frozen=True)
class Told:
    """One person to tell, as what, and what they chose."""

    person: Person
    rule: Rule
    choice: Choice

    @property
    def in_digest(self) -> bool:
        return self.rule.in_digest and self.person.is_officer and self.choice.digest

    def ways(self) -> list[Way]:
        """The person's ways that the policy has for this, that weren't switched off, and that work here."""
        return [
            way for way in self.person.ways if self.takes(way.channel) and channels.CHANNELS[way.channel].available()
        ]

    def takes(self, channel: str) -> bool:
        kind = KINDS[channel]
        return kind in self.rule.ways and kind in self.choice.ways


def tell(event_ids: Iterable[int], *, at: datetime) -> None:
    """Tell everybody concerned of these events. Done twice, or again after it broke off, it tells nobody twice.

    Raises ExceptionGroup when some could not be told of; the others have been.
    """
    used: set[str] = set()
    failures = []
    for event_id in event_ids:
        try:
            used |= _tell(event_id, at=at)
        except Exception as failure:
            failures.append(failure)
    outbox.wake(used)
    if failures:
        raise ExceptionGroup("events that could not be told of", failures)


@transaction.atomic(durable=True)
def _tell(event_id: int, *, at: datetime) -> set[str]:
    """Write the notices of one event and what carries them; returns the channels that have something to send."""
    event = _claimed(event_id)
    occasion = occasions.of(event)
    if occasion is None or Notice.objects.filter(event=event).exists():
        return set()
    told = _who(event, occasion, at=at)
    Notice.objects.bulk_create((_notice(event, occasion, each, at=at) for each in told), batch_size=1000)
    return _put(event, occasion, [each for each in told if not each.in_digest], at=at)


def _claimed(event_id: int) -> Event:
    """The event with its report as it is now: what was hidden since counts. A second teller waits and finds it done."""
    events = Event.objects.select_related(*READ).defer(*NOT_READ).select_for_update(of=("self",), no_key=True)
    return events.prefetch_related("report__clocks").get(pk=event_id)


def _who(event: Event, occasion: Occasion, *, at: datetime) -> list[Told]:
    """Everybody once; who is told for two reasons is told at once rather than in the digest."""
    rules = sorted(_rules(event, occasion), key=lambda rule: (rule.in_digest, Audience.values.index(rule.audience)))
    found = people.concerned(event, event.report, {Audience(rule.audience) for rule in rules}, at=at)
    first: dict[bytes, tuple[Person, Rule]] = {}
    for rule in rules:
        for person in found[Audience(rule.audience)]:
            first.setdefault(person.recipient, (person, rule))
    chosen = preferences.of(first)
    return [Told(person, rule, chosen[recipient]) for recipient, (person, rule) in first.items()]


def _rules(event: Event, occasion: Occasion) -> list[Rule]:
    rules = policy.rules_for(occasion)
    if event.action != Action.CLIMB:
        return rules
    return [rule for rule in rules if rule.audience not in ABOVE - LADDER[event.data["rung"]]]


def _notice(event: Event, occasion: Occasion, told: Told, *, at: datetime) -> Notice:
    return Notice(
        event=event,
        report=event.report,
        recipient=told.person.recipient,
        audience=told.rule.audience,
        occasion=occasion,
        in_digest=told.in_digest,
        created_at=at,
    )


def _put(event: Event, occasion: Occasion, told: list[Told], *, at: datetime) -> set[str]:
    """Put the messages on their way: one by the person's first way, and beside it to the browsers that ask for it."""
    browsers = subscriptions.among(each.person.recipient for each in told if each.takes("push"))
    said: dict[tuple[str, str], Content] = {}
    put = []
    for each in told:
        beside = [browsers[each.person.recipient]] if each.person.recipient in browsers else []
        for ways in filter(None, (each.ways(), beside)):
            key = each.rule.audience, each.person.language
            if key not in said:
                said[key] = _written(event, occasion, *key)
            put.append(_message(ways, said[key], each.person, event, at=at))
    outbox.tell_all(put)
    return {message.channel for message in put if message.due_at <= at}


def _written(event: Event, occasion: Occasion, audience: str, language: str) -> Content:
    return wording.render(occasion, Audience(audience), language=language, event=event, report=event.report)


def _message(ways: list[Way], content: Content, person: Person, event: Event, *, at: datetime) -> OutgoingMessage:
    return outbox.notice(
        ways,
        replace(content, stop_link=person.stop_link or preferences.stop_link(person, event.report)),
        recipient=person.recipient,
        event_id=event.pk,
        language=person.language,
        at=at,
        not_before=quiet.not_before(ways[0].channel, tz=person.tz, at=at),
    )
