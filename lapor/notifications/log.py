"""What was told of a report, by which way, and whether it arrived. Never an address, never who."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.channels.models import OutgoingMessage
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.models import Report

type Word = str | Promise  # in the reader's language once it is shown

State = OutgoingMessage.State
MOST = 200  # groups; a report has some dozens
DAY = timedelta(hours=24)

CHANNELS: dict[str, Word] = {
    "email": _("surel"),
    "sms": _("SMS"),
    "push": _("pemberitahuan di layar"),
    "whatsapp": _("WhatsApp"),
    "telegram": _("Telegram"),
    "webhook": _("aplikasi mitra"),
}
STATES: dict[str, Word] = {
    State.QUEUED: _("menunggu dikirim"),
    State.SENT: _("terkirim"),
    State.DELIVERED: _("diterima"),
    State.FAILED: _("gagal"),
}
# Why it failed, by the beginning of the code that the channel gave.
REASONS: dict[str, Word] = {
    "bounce": _("kotak surat menolak"),
    "smtp": _("server surel menolak"),
    "mail_server": _("server surel tidak menjawab"),
    "bad_address": _("alamatnya keliru"),
    "sms_number": _("nomornya tidak dikenal"),
    "sms": _("jaringan SMS tidak mengantarkan"),
    "no_gateway": _("SMS belum tersedia"),
    "no_browser": _("perambannya tidak berlangganan lagi"),
    "gone": _("perambannya tidak berlangganan lagi"),
    "not_public": _("laporan yang tidak lagi terbuka"),
    "stopped": _("penerima tidak ingin kabar lewat cara ini"),
    "late": _("terlalu lama tidak sampai"),
}

# One group for all who were told alike: a report with thousands of followers is no longer than any other.
_TOLD = """
    SELECT n.event_id, n.occasion, n.audience, n.in_digest, m.channel, m.state, m.error, count(*),
           max(coalesce(m.delivered_at, m.sent_at, m.created_at, n.digested_at, n.created_at))
      FROM notifications_notice n
      LEFT JOIN channels_outgoingmessage m ON m.event_id = n.event_id AND m.recipient = n.recipient
     WHERE n.report_id = ANY(%s) AND (%s::bytea[] IS NULL OR n.recipient = ANY(%s))
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY n.event_id DESC, n.audience, m.channel
     LIMIT %s
"""


@dataclass(frozen=True)
class Telling:
    """So many people of one audience, told of one event by one way; what came of it."""

    occasion: Occasion
    audience: Audience
    channel: Word
    state: Word
    why: Word
    people: int
    at: datetime
    has_failed: bool


def of(*reports: Report, recipients: Collection[bytes] | None = None) -> list[Telling]:
    """Of one report, or of a divided one with its parts, newest first; with `recipients` only theirs. One query."""
    only = None if recipients is None else list(recipients)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [[report.pk for report in reports], only, only, MOST])
        return [_telling(*row[1:]) for row in cursor.fetchall()]


def _telling(
    occasion: str, audience: str, in_digest: bool, channel: str | None, state: str | None, error: str, people: int,
    at: datetime,
) -> Telling:  # fmt: skip
    way: Word = _("ringkasan harian") if in_digest else _("lonceng")
    came_to: Word = ""
    why: Word = ""
    if channel and state:  # else the bell alone, or carried so long ago that the message is gone
        way, came_to = CHANNELS.get(channel, channel), STATES[state]
        why = reason(error) if error and state in (State.FAILED, State.QUEUED) else ""
    return Telling(
        Occasion(occasion), Audience(audience), way, came_to, why, people, at, has_failed=state == State.FAILED
    )


def reason(code: str) -> Word:
    """Why a message didn't arrive, in words."""
    return next((words for start, words in REASONS.items() if code.startswith(start)), _("ditolak penyedia layanannya"))


@dataclass(frozen=True)
class Traffic:
    """What one channel has carried in the last 24 hours; `oldest` waits longest among what is due."""

    channel: Word
    queued: int
    sent: int
    delivered: int
    failed: int
    oldest: datetime | None


def traffic(*, at: datetime) -> list[Traffic]:
    """One line for each channel that has anything to say. Two queries, each along one index."""
    due = OutgoingMessage.objects.filter(state=State.QUEUED, due_at__lte=at).values_list("channel")
    waiting = {channel: (count, oldest) for channel, count, oldest in due.annotate(Count("pk"), Min("due_at"))}
    done = OutgoingMessage.objects.exclude(state=State.QUEUED).filter(created_at__gt=at - DAY)
    carried: dict[str, dict[str, int]] = {}
    for channel, state, count in done.values_list("channel", "state").annotate(Count("pk")):
        carried.setdefault(channel, {})[state] = count
    return [
        _traffic(channel, *waiting.get(channel, (0, None)), carried.get(channel, {}))
        for channel in _in_order({*waiting, *carried})
    ]


def _traffic(channel: str, queued: int, oldest: datetime | None, carried: dict[str, int]) -> Traffic:
    sent, delivered, failed = (carried.get(state, 0) for state in (State.SENT, State.DELIVERED, State.FAILED))
    return Traffic(CHANNELS.get(channel, channel), queued, sent, delivered, failed, oldest)


def _in_order(channels: Iterable[str]) -> list[str]:
    known = list(CHANNELS)
    return sorted(channels, key=lambda channel: (known.index(channel) if channel in known else len(known), channel))
