"""Who follows a report, and where each of them is told of its public steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from lapor.accounts.models import ContactKind, User
from lapor.channels import recipients
from lapor.channels.outbox import Way as By
from lapor.following import letters
from lapor.following.follows import address_of
from lapor.following.models import Follow, Way
from lapor.reports.models import Report

BATCH = 500  # accounts that are looked up at once


@dataclass(frozen=True)
class Follower:
    """One follower, once: `ways` are tried in order; without any the news is in the application alone."""

    recipient: bytes
    ways: tuple[By, ...] = field(repr=False)
    language: str
    stop_link: str
    user: User | None = field(default=None, repr=False)


def followers_of(report: Report) -> Iterator[Follower]:
    """Everybody who follows this report, while it is public; a few queries for each five hundred."""
    if not report.is_public:
        return
    follows = Follow.objects.confirmed().filter(report=report).order_by("way", "id")  # e-mail before push
    for batch in batched(follows, BATCH):
        yield from _together(batch)


def _together(follows: Iterable[Follow]) -> Iterator[Follower]:
    follows = list(follows)
    for follow, user in with_accounts(follows):
        yield Follower(
            recipient=bytes(follow.recipient),
            ways=tuple(ways_of(follow, user)),
            language=user.language if user else follow.language,
            stop_link=letters.stop_link(follow),
            user=user,
        )


def with_accounts(follows: list[Follow]) -> Iterator[tuple[Follow, User | None]]:
    """Each with its account; one whose account is closed is left out. Three queries."""
    accounts = recipients.find_all({bytes(follow.recipient) for follow in follows if not follow.address_ciphertext})
    for follow in follows:
        user = accounts.get(bytes(follow.recipient))
        if user or follow.address_ciphertext:
            yield follow, user


def ways_of(follow: Follow, user: User | None) -> list[By]:
    """Where this follow is told: the browsers, the address that was confirmed, or the account's."""
    if follow.way == Way.PUSH:
        return [By("push", bytes(follow.recipient).hex())]
    known = [contact.value for contact in user.contacts.all() if contact.kind == ContactKind.EMAIL] if user else []
    return [By("email", email) for email in [address_of(follow), *known] if email][:1]
