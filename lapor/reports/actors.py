"""Who acts: one parameter (`by`) for officer, citizen, holder of a PIN, partner and the system alike."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lapor.accounts import contacts
from lapor.accounts.models import ContactKind, User
from lapor.agencies import memberships
from lapor.agencies.memberships import Seat
from lapor.core import encryption
from lapor.reports.lifecycle import ActorKind


@dataclass(frozen=True)
class Actor:
    """`ref` is opaque: an officer's id, a keyed tag of a citizen, a tracking number, a partner's name.

    `seen` is the newest event on the page this actor acts from, `command` the id of the click: a page that is out of
    date is refused, a click that arrives twice is done once.
    """

    kind: ActorKind
    ref: str = ""
    seats: tuple[Seat, ...] = ()
    tag: bytes | None = None  # a citizen's reporter_tag
    own_tags: tuple[bytes, ...] = ()  # an officer's own contacts, to keep officers off their own reports
    numbers: frozenset[int] = frozenset()  # what a PIN holder has shown the PIN of, or what a phone has sent
    command: UUID | None = None
    seen: int | None = None

    def acting(self, *, command: UUID | None = None, seen: int | None = None) -> "Actor":
        """The same actor with this click on this page."""
        return replace(self, command=command, seen=seen)


def officer(user: User, *, at: datetime) -> Actor:
    """An officer with the roles of that day; none left means nothing to see."""
    return Actor(
        ActorKind.OFFICER,
        ref=str(user.pk),
        seats=memberships.of(user, at),
        own_tags=(contacts.lookup(ContactKind.EMAIL, user.login),),
    )


def citizen(user: User) -> Actor:
    tag = reporter_tag(user)
    return Actor(ActorKind.CITIZEN, ref=tag.hex(), tag=tag)


def pin_holder(*numbers: int) -> Actor:
    """Somebody who has shown the PIN of these reports; without any, a visitor who is about to send one."""
    # Without a ref: any number written here would tie two reports of one person together in the record.
    return Actor(ActorKind.PIN_HOLDER, numbers=frozenset(numbers))


def phone(*numbers: int) -> Actor:
    """Whoever writes from the phone that sent these reports; without any, somebody who is about to send one."""
    return Actor(ActorKind.PHONE, numbers=frozenset(numbers))


def system() -> Actor:
    return Actor(ActorKind.SYSTEM)


def reporter_tag(user: User) -> bytes:
    """What a report carries of the account it belongs to."""
    return encryption.tag(str(user.pk), purpose="reporter account")
