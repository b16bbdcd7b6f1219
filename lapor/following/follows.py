"""Beginning and ending to follow: one click with an account, a confirmed mail address without one."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.accounts import contacts, limits
from lapor.accounts.models import ContactKind, User
from lapor.channels import outbox, recipients
from lapor.channels.outbox import Way as By
from lapor.core import encryption
from lapor.core.errors import NotFound, Refused
from lapor.core.queries import one
from lapor.following import letters
from lapor.following.models import Follow, FollowQuerySet, Kind, Way

MOST = 200  # things that one person follows
CONFIRM_WITHIN = timedelta(days=7)
MAILS_A_DAY = 5  # of confirmation, to one mail address: nobody's mailbox is flooded by a stranger
ASKED_AN_HOUR = 30  # from one address of the network
ADDRESS = "address of a follower"
THINGS = ("report", "region", "category", "agency")


def follow(kind: Kind, thing: Any, *, by: User, way: Way, language: str, at: datetime) -> Follow:
    """Follow with an account; done twice it is done once. Call it in a transaction. Raises Refused: `too_many`."""
    recipients.remember(by)
    return _begin(kind, thing, recipients.tag_of(by), way, language=language, at=at, confirmed=True)


def ask(kind: Kind, thing: Any, *, typed: str, language: str, address: str, at: datetime) -> None:
    """Send a mail whose link begins the following; nothing tells whether the mail address is known.

    Commits by itself, because an attempt counts also when it is refused. Raises Refused: `contact_missing`,
    `bad_email`, `too_many_tries`.
    """
    email = contacts.normal(ContactKind.EMAIL, typed)
    if not limits.allow(limits.key("follow", address), at=at, most=ASKED_AN_HOUR, within=timedelta(hours=1)):
        raise Refused("too_many_tries", _("Terlalu banyak permintaan dari jaringan ini. Coba lagi satu jam lagi."))
    recipient = encryption.tag(email, purpose="follower by mail")
    if not limits.allow(limits.key("follow mail", recipient.hex()), at=at, most=MAILS_A_DAY, within=timedelta(days=1)):
        return  # said to nobody: it would tell that others asked for this mailbox before
    with transaction.atomic(durable=True):
        begun = _begin(kind, thing, recipient, Way.EMAIL, language=language, at=at, email=email)
        with translation.override(begun.language):
            content = letters.confirmation(begun)
        outbox.tell([By("email", email)], content, recipient=recipient, event_id=None, language=begun.language, at=at)
        transaction.on_commit(partial(outbox.wake, ["email"]), robust=True)


def confirm(token: UUID, *, at: datetime) -> Follow:
    """The mail arrived: from now on they are told. Call it in a transaction. Raises NotFound; Refused: `too_many`."""
    begun = one(Follow.objects.select_for_update(of=("self",)).filter(token=token))
    if begun is None:
        raise NotFound(token)
    if begun.confirmed_at is None:
        _check_most(bytes(begun.recipient))
        begun.confirm(at)
        begun.save(update_fields=["confirmed_at", "told_until"])
    return begun


def known(token: UUID) -> Follow | None:
    """What the links of this token are about; None once it has ended."""
    return one(Follow.objects.filter(token=token).select_related(*THINGS))


def stop(token: UUID) -> None:
    """Nothing more is sent; nothing happens where it has ended already."""
    Follow.objects.filter(token=token).delete()


def of(user: User) -> FollowQuerySet:
    """What this account follows, the newest first."""
    return Follow.objects.of(recipients.tag_of(user)).confirmed().select_related(*THINGS).order_by("-id")


def ways_of(user: User, kind: Kind, thing: Any) -> set[str]:
    """By which ways this account follows it."""
    return set(of(user).filter(**{kind: thing}).values_list("way", flat=True))


def forget(*, at: datetime) -> int:
    """Delete what nobody confirmed in time; returns how many."""
    return Follow.objects.filter(confirmed_at__isnull=True, created_at__lt=at - CONFIRM_WITHIN).delete()[0]


def _begin(
    kind: Kind, thing: Any, recipient: bytes, way: Way, *, language: str, at: datetime, email: str = "",
    confirmed: bool = False,
) -> Follow:  # fmt: skip
    """The row there is, or a new one; the database lets nobody follow a thing twice."""
    known = one(Follow.objects.of(recipient).filter(**{kind: thing}, way=way))
    if known:
        return known
    if confirmed:
        _check_most(recipient)
    new = Follow(kind=kind, recipient=recipient, way=way, language=language, created_at=at, **{kind: thing})
    if email:
        new.address_ciphertext = encryption.seal(email.encode(), context=ADDRESS)
    if confirmed:
        new.confirm(at)
    Follow.objects.bulk_create([new], ignore_conflicts=True)  # somebody may have clicked twice at once
    return Follow.objects.select_related(*THINGS).get(recipient=recipient, way=way, **{kind: thing})


def _check_most(recipient: bytes) -> None:
    if Follow.objects.of(recipient).confirmed().count() >= MOST:
        raise Refused("too_many", _("Anda sudah mengikuti %s hal. Berhentilah mengikuti salah satunya dulu.") % MOST)


def address_of(follow: Follow) -> str:
    """The mail address of a follower without an account; empty for others. Raises Undecipherable."""
    stored = bytes(follow.address_ciphertext)
    return encryption.unseal(stored, context=ADDRESS).decode() if stored else ""
