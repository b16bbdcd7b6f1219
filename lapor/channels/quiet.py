"""Quiet hours: what makes a phone ring waits for the morning; what lies in a list or a mailbox doesn't wake anybody."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = time(21), time(6)
RINGS = frozenset({"sms", "push", "whatsapp", "telegram"})


def not_before(channel: str, *, tz: str, at: datetime) -> datetime | None:
    """When this channel may be used, if not at once: by night at six, where the person is (`tz`)."""
    local = at.astimezone(ZoneInfo(tz))
    if channel not in RINGS or UNTIL <= local.time() < FROM:
        return None
    morning = local.date() + timedelta(days=local.time() >= FROM)
    return datetime.combine(morning, UNTIL, tzinfo=local.tzinfo)
