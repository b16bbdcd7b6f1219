"""How often something may be tried: one small table for every guess and every request that costs somebody something."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.http import HttpRequest

from lapor.accounts.models import Attempt
from lapor.core import encryption

LONGEST_WINDOW = timedelta(days=1)

# One statement, so that two processes can't both be the last one allowed.
_COUNT = """
    INSERT INTO accounts_attempt AS attempt (key, count, since) VALUES (%(key)s, 1, %(at)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN attempt.since <= %(before)s THEN 1 ELSE attempt.count + 1 END,
        since = CASE WHEN attempt.since <= %(before)s THEN %(at)s ELSE attempt.since END
    RETURNING count
"""


def key(what: str, *who: object) -> bytes:
    """The tag under which attempts are counted: `key("pin", number)`, `key("code-address", address)`."""
    return encryption.tag("|".join(str(part) for part in who), purpose=f"limit {what}")


def allow(key: bytes, *, at: datetime, most: int, within: timedelta) -> bool:
    """Count one attempt; False when it is one too many since the first within the window.

    In a transaction that is rolled back the attempt is forgotten: count guesses before the step's transaction opens.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "at": at, "before": at - within})
        return cursor.fetchone()[0] <= most


def forgive(key: bytes) -> None:
    """Start anew after a success."""
    Attempt.objects.filter(key=key).delete()


def forget(*, at: datetime) -> int:
    """Delete what no limit looks at any more; returns how many."""
    return Attempt.objects.filter(since__lt=at - LONGEST_WINDOW).delete()[0]


def address(request: HttpRequest) -> str:
    """The client's address; behind proxies only as far as TRUSTED_PROXIES says they are ours.

    Of IPv6 the network: a household is given 2^64 addresses, and each would begin with a count of its own.
    """
    from allauth.account.adapter import get_adapter  # reads settings when imported

    found = ip_address(get_adapter(request).get_client_ip(request))
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
