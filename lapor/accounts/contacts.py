"""Phone numbers and e-mail addresses as people type them, brought to the one form in which they are looked up."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumber, PhoneNumberType

from lapor.accounts.models import Contact, ContactKind
from lapor.core import encryption
from lapor.core.errors import Refused

LONGEST = 254  # of an e-mail address, RFC 5321
# Whose numbers we write to: at others, and at satellites, whoever types them could earn with every message of ours.
OF_PEOPLE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
NOWHERE = "001"  # the region of numbers that belong to no country


def read(typed: str) -> tuple[str, str]:
    """Kind and normal form of what was typed into one field: `("phone", "+6281234567890")`. Raises Refused."""
    kind = ContactKind.EMAIL if "@" in typed else ContactKind.PHONE
    return kind, normal(kind, typed)


def normal(kind: str, typed: str) -> str:
    """E.164 for numbers (Indonesia unless they say otherwise), lower case for addresses.

    Raises Refused: `contact_missing`, `bad_phone`, `bad_email`, each beside the field `contact`.
    """
    typed = typed.strip()
    if not typed:
        raise Refused("contact_missing", _("Isi nomor HP atau alamat surel Anda."), field="contact")
    return _phone(typed) if kind == ContactKind.PHONE else _email(typed)


def _phone(typed: str) -> str:
    # People write 62812… as they see it in address books: without the plus it would be read as a local number.
    digits = typed.lstrip("( ")
    international = f"+{digits}" if digits.startswith("62") else typed
    try:
        number = phonenumbers.parse(international[:40], "ID")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or not _is_of_people(number):
        sentence = _("Nomor HP ini tampaknya keliru. Tulis misalnya 0812 3456 7890, atau pakai alamat surel.")
        raise Refused("bad_phone", sentence, field="contact")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_of_people(number: PhoneNumber) -> bool:
    where, kind = phonenumbers.region_code_for_number(number), phonenumbers.number_type(number)
    return where != NOWHERE and kind in OF_PEOPLE


def _email(typed: str) -> str:
    address = typed.lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address.partition("@")[0].isascii():  # some letters pass for a dotless i, and no server delivers to it
        address = ""
    if not address or len(address) > LONGEST:
        sentence = _("Alamat surel ini tampaknya keliru. Tulis misalnya rini@contoh.id.")
        raise Refused("bad_email", sentence, field="contact")
    return address


def lookup(kind: str, value: str) -> bytes:
    """The tag by which a contact is found without being readable."""
    return encryption.tag(value, purpose=f"contact {kind}")


def tags(*, phone: str = "", email: str = "", chat: str = "") -> list[bytes]:
    """The tags of those that are there; `chat` is an account of an app and its name there: `telegram 1035597319`."""
    left = ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email), ("chat", chat))
    return [lookup(kind, value) for kind, value in left if value]


def seal(value: str) -> bytes:
    return encryption.seal(value.encode(), context="contact")


def find(kind: str, value: str) -> Contact | None:
    return Contact.objects.select_related("user").filter(kind=kind, lookup=lookup(kind, value)).first()


def masked(value: str) -> str:
    """Enough to recognise one's own: "+62 ••••• 7890", "r•••@contoh.id"."""
    if "@" in value:
        name, _at, domain = value.partition("@")
        return f"{name[0]}•••@{domain}"
    return f"{value[:3]} ••••• {value[-4:]}"
