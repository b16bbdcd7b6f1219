"""Citizens who chose a password: how they sign in with it, and how it is set."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapor.accounts import contacts, limits
from lapor.accounts.models import User
from lapor.core.errors import Refused

WITHIN = timedelta(minutes=15)
MOST_PER_CONTACT = 10
MOST_PER_ADDRESS = 60


def with_password(kind: str, value: str, password: str, *, at: datetime, address: str) -> User:
    """The citizen of this contact and password. Call it outside a transaction: attempts count although refused.

    Raises Refused: `contact_missing`, `bad_phone`, `bad_email`, `too_many_attempts`, `no_match` (one answer, after
    the same work, for an unknown contact, an account without a password, a closed one and a wrong password).
    """
    value = contacts.normal(kind, value)
    by_contact = limits.key("password", contacts.lookup(kind, value).hex())
    by_address = limits.key("password-address", address)
    allowed = [
        limits.allow(by_contact, at=at, most=MOST_PER_CONTACT, within=WITHIN),
        limits.allow(by_address, at=at, most=MOST_PER_ADDRESS, within=WITHIN),
    ]
    if not all(allowed):
        sentence = _("Sudah terlalu sering dicoba. Tunggu 15 menit, atau masuk dengan kode.")
        raise Refused("too_many_attempts", sentence, field="password")
    contact = contacts.find(kind, value)
    if not _fits(contact.user if contact else None, password) or contact is None:
        sentence = _("Kontak dan kata sandi ini tidak cocok. Coba lagi, atau masuk dengan kode.")
        raise Refused("no_match", sentence, field="password")
    limits.forgive(by_contact)
    return contact.user


def set_password(user: User, password: str) -> None:
    """Set or change a citizen's password; other sessions end with it. Raises Refused `weak_password`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("weak_password", " ".join(error.messages), field="password")
    user.set_password(password)
    user.save(update_fields=["password"])


def _fits(user: User | None, password: str) -> bool:
    if user is None:
        make_password(password)  # a known contact must not answer later than an unknown one
        return False
    return user.check_password(password) and user.is_active and user.is_citizen
