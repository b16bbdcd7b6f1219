"""Secrets on their way to one person: kept sealed, looked at by the sender, deleted when handed over."""

from datetime import datetime, timedelta

from lapor.accounts.models import OneTimeSecret
from lapor.core import encryption
from lapor.core.queries import insert, one


def keep(plaintext: str, *, purpose: str, at: datetime, lives_for: timedelta) -> int:
    """Seal a secret and return its id, which jobs and messages may carry."""
    ciphertext = encryption.seal(plaintext.encode(), context=_context(purpose))
    secret = OneTimeSecret(purpose=purpose, ciphertext=ciphertext, created_at=at, expires_at=at + lives_for)
    insert(secret)
    return secret.pk


def look(secret_id: int, *, purpose: str, at: datetime) -> str | None:
    """The secret itself, or None once it was handed over or has expired."""
    secret = one(OneTimeSecret.objects.filter(pk=secret_id, purpose=purpose, expires_at__gt=at))
    return encryption.unseal(secret.ciphertext, context=_context(purpose)).decode() if secret else None


def hand_over(secret_id: int) -> None:
    """The person has it: the row goes. Doing it twice is no mistake."""
    OneTimeSecret.objects.filter(pk=secret_id).delete()


def forget(*, at: datetime) -> int:
    """Delete what nobody fetched in time; returns how many."""
    return OneTimeSecret.objects.filter(expires_at__lte=at).delete()[0]


def _context(purpose: str) -> str:
    return f"one-time {purpose}"
