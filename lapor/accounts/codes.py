"""Six digits sent to a phone number or an e-mail address; whoever types them is its holder, and that is all we ask."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.accounts import contacts, limits, one_time
from lapor.accounts.models import Code, Contact, User
from lapor.core import encryption
from lapor.core.errors import Refused

LIVES_FOR = timedelta(minutes=15)
MOST_WRONG_TRIES = 5
MOST_PER_CONTACT = 3  # within LIVES_FOR, so that nobody's phone is flooded
MOST_PER_ADDRESS = 20  # whole villages share one address of the mobile network
PURPOSE = "code"


def request(kind: str, value: str, *, at: datetime, address: str) -> Code:
    """Make a code for a contact, known or not; the door hands it to `channels.outbox.send_code` in this transaction.

    Raises Refused: `contact_missing`, `bad_phone`, `bad_email`, `too_many_codes`.
    """
    value = contacts.normal(kind, value)
    lookup = contacts.lookup(kind, value)
    _limit(lookup, address=address, at=at)
    digits = f"{secrets.randbelow(10**6):06d}"
    secret_id = one_time.keep(digits, purpose=PURPOSE, at=at, lives_for=LIVES_FOR)
    Code.objects.filter(kind=kind, lookup=lookup).delete()
    return Code.objects.create(
        kind=kind,
        lookup=lookup,
        ciphertext=contacts.seal(value),
        digits_tag=_digits_tag(lookup, digits),
        secret_id=secret_id,
        created_at=at,
        expires_at=at + LIVES_FOR,
    )


def pending(code_id: int | None, *, at: datetime) -> Code | None:
    """The code a browser is waiting for, while it can still be typed."""
    return Code.objects.filter(pk=code_id or 0, expires_at__gt=at, wrong_tries__lt=MOST_WRONG_TRIES).first()


def confirm(code_id: int | None, typed: str, *, at: datetime, by: User | None = None) -> User:
    """The citizen whose contact this is: its account, else that of `by` who adds a contact, else a new one.

    Commits by itself, because a wrong try must count although it is refused: call it outside a transaction.
    Raises Refused: `code_gone`, `code_wrong`, `account_closed`.
    """
    with transaction.atomic(durable=True):
        code = Code.objects.select_for_update().filter(pk=code_id or 0, expires_at__gt=at).first()
        if code is None or code.wrong_tries >= MOST_WRONG_TRIES:
            raise Refused("code_gone", _("Kode ini sudah tidak berlaku. Minta kode baru."), field="code")
        digits = "".join(filter(str.isdecimal, typed[:40]))
        right = encryption.same(_digits_tag(code.lookup, digits), code.digits_tag)
        if right:
            user = _holder(code, at=at, by=by)
            _end(code)
        else:
            code.wrong_tries += 1
            code.save(update_fields=["wrong_tries"])
    if not right:
        raise _wrong(MOST_WRONG_TRIES - code.wrong_tries)
    if not user.is_active:
        raise Refused("account_closed", _("Akun ini sudah ditutup. Anda tetap bisa melapor tanpa akun."), field="code")
    return user


def forget(*, at: datetime) -> int:
    """Delete codes nobody typed in time; returns how many."""
    return Code.objects.filter(expires_at__lte=at).delete()[0]


def _limit(lookup: bytes, *, address: str, at: datetime) -> None:
    by_contact = limits.allow(limits.key("code", lookup.hex()), at=at, most=MOST_PER_CONTACT, within=LIVES_FOR)
    by_address = limits.allow(limits.key("code-address", address), at=at, most=MOST_PER_ADDRESS, within=LIVES_FOR)
    if not (by_contact and by_address):
        sentence = _("Sudah terlalu banyak kode diminta. Tunggu 15 menit, lalu minta lagi.")
        raise Refused("too_many_codes", sentence, field="contact")


def _holder(code: Code, *, at: datetime, by: User | None) -> User:
    contact = Contact.objects.select_related("user").filter(kind=code.kind, lookup=code.lookup).first()
    if contact:
        return contact.user
    user = by if by and by.is_citizen else _new_citizen(at=at)
    user.contacts.create(kind=code.kind, lookup=code.lookup, ciphertext=code.ciphertext, confirmed_at=at)
    return user


def _new_citizen(*, at: datetime) -> User:
    user = User(login=f"w-{secrets.token_hex(12)}", kind=User.Kind.CITIZEN, joined_at=at)
    user.set_unusable_password()
    user.save()
    return user


def _end(code: Code) -> None:
    if code.secret_id:
        one_time.hand_over(code.secret_id)
    code.delete()


def _digits_tag(lookup: bytes | memoryview, digits: str) -> bytes:
    return encryption.tag(f"{bytes(lookup).hex()} {digits}", purpose="code")


def _wrong(left: int) -> Refused:
    if left <= 0:
        return Refused("code_wrong", _("Kode itu tidak cocok. Minta kode baru."), field="code")
    sentence = ngettext(
        "Kode itu tidak cocok. Anda bisa mencoba %(left)d kali lagi.",
        "Kode itu tidak cocok. Anda bisa mencoba %(left)d kali lagi.",
        left,
    )
    return Refused("code_wrong", sentence % {"left": left}, field="code")
