"""Officers' accounts: made by an administrator, never by themselves. What an officer may do is a membership."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.core.errors import Refused


def create(email: str, name: str, *, password: str | None, at: datetime) -> User:
    """An officer who signs in with this work e-mail and is asked for a second factor at the first sign-in.

    Without a password nobody gets in before one is chosen. Raises Refused: `bad_email`, `name_missing`,
    `weak_password`, `login_taken`.
    """
    login = email.strip().lower()
    user = User(login=login, kind=User.Kind.OFFICER, name=" ".join(name.split()), joined_at=at)
    _check(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused("login_taken", _("Surel %s sudah dipakai petugas lain.") % login, field="email")
    return user


def let_in_again(user: User, *, password: str) -> None:
    """For an officer who lost password, phone or keys: a new password, no second factor yet, open sessions end.

    Raises Refused: `weak_password`.
    """
    _check(user, password)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()


def _check(user: User, password: str | None) -> None:
    try:
        validate_email(user.login)
    except ValidationError:
        raise Refused("bad_email", _("Alamat surel ini tampaknya keliru."), field="email")
    if not user.name or len(user.name) > 120:
        raise Refused("name_missing", _("Isi nama petugas, paling panjang 120 huruf."), field="name")
    if password is None:
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("weak_password", " ".join(error.messages), field="password")
