"""Links by which an officer comes in for the first time, or again: good once, for some days, the newest one only.

A link remembers who made it: whether that admin may still let the person in, the page asks when it is used.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.accounts import officers, one_time
from lapor.accounts.models import OneTimeSecret, User
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.core.http import read_id

LIVES_FOR = timedelta(days=7)


@transaction.atomic
def find_or_invite(email: str, name: str, *, by: User, at: datetime) -> tuple[User, str]:
    """The officer with this work e-mail and no link, or a new officer with the link's token.

    Raises Refused: `bad_email`, `name_missing`.
    """
    known = User.objects.filter(login=email.strip().lower(), kind=User.Kind.OFFICER).first()
    if known:
        return known, ""
    user = officers.create(email, name, password=None, at=at)
    return user, _link_for(user, by=by, at=at)


@transaction.atomic
def let_in_again(user: User, *, by: User, at: datetime) -> str:
    """The token of a new link; password and second factor are void from now on and open sessions end."""
    officers.let_in_again(user, password=_nobody_knows())
    return _link_for(user, by=by, at=at)


def holder(token: str, *, at: datetime) -> User:
    """Whose link this is. Raises Refused: `link_gone`."""
    return _holder(token, at=at)[0]


def maker(token: str, *, at: datetime) -> User:
    """Who made this link. Raises Refused: `link_gone`."""
    return User.objects.get(pk=_holder(token, at=at)[2])


@transaction.atomic
def accept(token: str, *, password: str, at: datetime) -> User:
    """The officer chooses a password, and the link is used up. Raises Refused: `link_gone`, `weak_password`."""
    user, secret, _maker = _holder(token, at=at, lock=True)
    officers.let_in_again(user, password=password)
    one_time.hand_over(secret.pk)
    return user


def gone() -> Refused:
    sentence = _("Tautan ini sudah dipakai atau lewat masanya. Minta tautan baru kepada admin instansi Anda.")
    return Refused("link_gone", sentence)


def _link_for(user: User, *, by: User, at: datetime) -> str:
    """A link made before is worth nothing once a newer one is on its way."""
    OneTimeSecret.objects.filter(purpose=_purpose(user.pk)).delete()
    token = secrets.token_urlsafe(24)
    one_time.keep(f"{by.pk} {token}", purpose=_purpose(user.pk), at=at, lives_for=LIVES_FOR)
    return f"{user.pk}-{token}"


def _holder(token: str, *, at: datetime, lock: bool = False) -> tuple[User, OneTimeSecret, int]:
    """Whose link it is, the row that it lies in, and the id of who made it."""
    pk, _dash, said = token.partition("-")
    purpose = _purpose(read_id(pk) or 0)
    rows = OneTimeSecret.objects.select_for_update() if lock else OneTimeSecret.objects.all()
    secret = rows.filter(purpose=purpose).first()
    kept = one_time.look(secret.pk, purpose=purpose, at=at) if secret else None
    by, _space, known = (kept or "").partition(" ")
    if secret is None or not known or not encryption.same(known.encode(), said.encode()):
        raise gone()
    return User.objects.get(pk=int(pk)), secret, int(by)


def _purpose(user_id: int) -> str:
    return f"sign-in link {user_id}"


def _nobody_knows() -> str:
    return secrets.token_urlsafe(32)
