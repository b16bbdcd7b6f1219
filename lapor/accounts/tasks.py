"""Jobs of the accounts: forget codes, secrets, attempts and sessions whose time is over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.accounts import codes, limits, one_time
from lapor.accounts.sessions import SessionStore


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="forget-expired-secrets")
def forget_expired(timestamp: int) -> None:
    at = timezone.now()
    codes.forget(at=at)
    one_time.forget(at=at)
    limits.forget(at=at)
    SessionStore.clear_expired()
