"""Who a message is for, as a tag that names nobody: what notices, push subscriptions and follows go by.

From a tag only this service, with its keys, finds the account and its confirmed contacts again.
"""

from lapor.accounts.models import User
from lapor.channels.models import Recipient
from lapor.core import encryption
from lapor.core.queries import one
from lapor.reports import actors
from lapor.reports.models import Report

CONTEXT = "recipient"


def tag_of(user: User) -> bytes:
    """Of a citizen the tag that their reports and supports carry as well."""
    return encryption.tag(str(user.pk), purpose="officer") if user.is_officer else actors.reporter_tag(user)


def reporter_of(report: Report) -> bytes:
    """Of the account that a report belongs to, else of whoever holds its PIN."""
    if report.reporter_tag is not None:
        return bytes(report.reporter_tag)
    return encryption.tag(str(report.number), purpose="holder of a PIN")


def remember(user: User) -> None:
    """Let this person be found by their tag. Call it wherever an account sends, supports, follows or chooses ways."""
    ciphertext = encryption.seal(str(user.pk).encode(), context=CONTEXT)
    Recipient.objects.get_or_create(tag=tag_of(user), defaults={"ciphertext": ciphertext})


def find(tag: bytes) -> User | None:
    """The active account behind a tag, or None."""
    known = one(Recipient.objects.filter(tag=tag))
    if known is None:
        return None
    pk = int(encryption.unseal(bytes(known.ciphertext), context=CONTEXT))
    return one(User.objects.filter(pk=pk, is_active=True).prefetch_related("contacts"))
