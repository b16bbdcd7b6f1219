"""Who a message is for, as a tag that names nobody: what notices, push subscriptions and follows go by.

From a tag only this service, with its keys, finds the account and its confirmed contacts again.
"""

from collections.abc import Iterable

from lapor.accounts.models import ContactKind, User
from lapor.channels.models import Recipient
from lapor.core import encryption
from lapor.reports import actors, identity
from lapor.reports.lifecycle import Relation
from lapor.reports.models import Report

CONTEXT = "recipient"


def tag_of(user: User) -> bytes:
    """Of a citizen the tag that their reports and supports carry as well."""
    return encryption.tag(str(user.pk), purpose="officer") if user.is_officer else actors.reporter_tag(user)


def reporter_of(report: Report) -> bytes:
    """Of the account that a report belongs to, else of whoever holds its PIN; of a part, the PIN of the whole."""
    if report.reporter_tag is not None:
        return bytes(report.reporter_tag)
    return holder_of(whole_of(report).number)


def whole_of(report: Report) -> Report:
    """What the reporter sent, of which this may be a part."""
    return report.parent if report.parent and report.relation == Relation.PART else report


def mail_of(report: Report) -> str:
    """Where the reporter reads mails, whoever writes to us in their name: the account's confirmed address, else the one
    that was left with the report. Empty where there is none.
    """
    whole = whole_of(report)
    user = find(bytes(whole.reporter_tag)) if whole.reporter_tag else None
    confirmed = [each.value for each in user.contacts.all() if each.kind == ContactKind.EMAIL] if user else []
    return confirmed[-1] if confirmed else identity.for_telling(whole).email


def holder_of(number: int) -> bytes:
    """Whoever holds the PIN of this report, as long as it belongs to no account."""
    return encryption.tag(str(number), purpose="holder of a PIN")


def remember(user: User) -> None:
    """Let this person be found by their tag. Call it wherever an account sends, supports, follows or chooses ways."""
    ciphertext = encryption.seal(str(user.pk).encode(), context=CONTEXT)
    Recipient.objects.get_or_create(tag=tag_of(user), defaults={"ciphertext": ciphertext})


def find(tag: bytes) -> User | None:
    """The active account behind a tag, or None."""
    return find_all([tag]).get(tag)


def find_all(tags: Iterable[bytes]) -> dict[bytes, User]:
    """The active accounts behind these tags, with their contacts; three queries however many they are."""
    known = Recipient.objects.filter(tag__in=list(tags)).values_list("tag", "ciphertext")
    ids = {bytes(tag): int(encryption.unseal(sealed, context=CONTEXT)) for tag, sealed in known}
    users = User.objects.filter(pk__in=ids.values(), is_active=True).prefetch_related("contacts").in_bulk()
    return {tag: users[pk] for tag, pk in ids.items() if pk in users}
