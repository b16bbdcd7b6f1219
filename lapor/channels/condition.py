"""How each channel stands: what came and went last, what waits, what failed, and what that means in a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor import channels
from lapor.channels import mentions, pauses
from lapor.channels.models import ChannelPause, ChannelTrouble, IncomingMessage, OutgoingMessage

WATCHED = channels.CHANNELS | {mentions.CHANNEL: mentions}
DAY = timedelta(days=1)
STUCK = timedelta(minutes=15)  # a sender comes by every minute
NO_FAILURE = ("taken_back", "stopped")  # its sender or its person wanted it so
MANY = 5  # failures a day that are more than bad luck
TROUBLES: dict[str, str | Promise] = {
    "login": _("Server menolak nama atau sandi kami, jadi pesan masuk belum bisa diambil."),
    "unreachable": _("Server tidak bisa dihubungi, jadi pesan masuk belum bisa diambil."),
    "certificate": _(
        "Sambungan ke server surel tidak aman (sertifikatnya tidak cocok), jadi pesan masuk belum diambil."
    ),
    "mailbox": _("Server surel menolak folder atau pemindahan surel, jadi pesan masuk belum bisa diambil."),
    "storage": _("Pesan masuk belum bisa disimpan, jadi masih menunggu di kotak surel."),
}
OTHER_TROUBLE = _("Pesan masuk belum bisa diambil. Mintalah pengelola sistem melihat catatannya.")


class Light(TextChoices):
    """How a channel stands, in a word."""

    GREEN = "green", _("Lancar")
    AMBER = "amber", _("Perlu dilihat")
    RED = "red", _("Macet")
    PAUSED = "paused", _("Dijeda")
    OFF = "off", _("Tidak dipakai")


@dataclass(frozen=True)
class Condition:
    """Of the last 24 hours; `queued` goes out and is due, `new` came in and isn't understood yet."""

    channel: str
    light: Light
    why: str | Promise
    last_in: datetime | None
    last_out: datetime | None
    queued: int
    new: int
    failed: int
    pause: ChannelPause | None

    @property
    def can_be_paused(self) -> bool:
        """Mentions wait for a person in any case, and what isn't set up stands still already."""
        return self.channel in channels.CHANNELS and self.light != Light.OFF


def of_all(at: datetime) -> list[Condition]:
    """One for each channel, and for mentions, which only come in. Six queries, each along one index."""
    going, gone, coming, came = _going(at), _gone(at), _coming(), _came(at)
    paused, troubled = pauses.running(), {each.channel: each for each in ChannelTrouble.objects.all()}
    found = []
    for name, channel in WATCHED.items():
        queued, due_since, struggling_since = going.get(name, (0, None, None))
        last_out, failed, sent = gone.get(name, (None, 0, 0))
        new, new_since = coming.get(name, (0, None))
        pause, trouble = paused.get(name), troubled.get(name)
        stuck_out = _before(due_since, at - STUCK) or _before(struggling_since, at - STUCK)
        light, why = _light(
            is_paused=pause is not None,
            is_used=channel.available() or bool(queued or new or trouble or name in came),
            trouble=trouble,
            stuck_out=stuck_out,
            stuck_in=_before(new_since, at - STUCK),
            limit=at - STUCK,
            failed=failed,
            sent=sent,
        )
        found.append(Condition(name, light, why, came.get(name), last_out, queued, new, failed, pause))
    return found


def trouble(channel: str, code: str, *, at: datetime) -> None:
    """Whoever fetches this channel's messages couldn't; `TROUBLES` has the codes. Lasting since the first time."""
    known = {"code": code}
    ChannelTrouble.objects.update_or_create(channel=channel, defaults=known, create_defaults=known | {"since": at})


def recovered(channel: str) -> None:
    """It could, this time."""
    ChannelTrouble.objects.filter(channel=channel).delete()


def _light(
    *,
    is_paused: bool,
    is_used: bool,
    trouble: ChannelTrouble | None,
    limit: datetime,
    stuck_out: bool,
    stuck_in: bool,
    failed: int,
    sent: int,
) -> tuple[Light, str | Promise]:
    """The first line that fits."""
    if is_paused:
        return Light.PAUSED, _("Pesan disimpan sampai saluran dilanjutkan.")
    if not is_used:
        return Light.OFF, _("Saluran ini belum dipasang.")
    if trouble:
        light = Light.RED if trouble.since < limit else Light.AMBER
        return light, TROUBLES.get(trouble.code, OTHER_TROUBLE)
    if stuck_in:
        return Light.RED, _("Pesan masuk belum diolah lebih dari 15 menit.")
    if stuck_out:
        return Light.RED, _("Pesan keluar tertahan lebih dari 15 menit.")
    if failed >= MANY and failed > sent:
        return Light.RED, _("Lebih banyak yang gagal daripada yang terkirim.")
    if failed:
        return Light.AMBER, _("Ada pesan yang gagal terkirim dalam 24 jam terakhir.")
    return Light.GREEN, _("Tidak ada yang tertahan.")


def _before(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment < limit


def _going(at: datetime) -> dict[str, tuple]:
    """How many wait, since when the first is due, and since when the first that failed before is tried."""
    queued = OutgoingMessage.objects.filter(state=OutgoingMessage.State.QUEUED).values_list("channel")
    due = queued.filter(Q(due_at__lte=at) | ~Q(error=""))
    figures = due.annotate(count=Count("pk"), due=Min("due_at"), tried=Min("created_at", filter=~Q(error="")))
    return {channel: tuple(row) for channel, *row in figures}


def _gone(at: datetime) -> dict[str, tuple]:
    done = OutgoingMessage.objects.exclude(state=OutgoingMessage.State.QUEUED).filter(created_at__gt=at - DAY)
    failed = Q(state=OutgoingMessage.State.FAILED) & ~Q(error__in=NO_FAILURE)
    figures = done.values_list("channel").annotate(
        last=Max("sent_at"), failed=Count("pk", filter=failed), sent=Count("pk", filter=Q(sent_at__isnull=False))
    )
    return {channel: tuple(row) for channel, *row in figures}


def _coming() -> dict[str, tuple]:
    new = IncomingMessage.objects.filter(state=IncomingMessage.State.NEW, reason="").values_list("channel")
    return {channel: tuple(row) for channel, *row in new.annotate(Count("pk"), Min("received_at"))}


def _came(at: datetime) -> dict[str, datetime]:
    """When the last of these 24 hours came."""
    came = IncomingMessage.objects.filter(channel__in=WATCHED, received_at__gt=at - DAY)
    return dict(came.values_list("channel").annotate(Max("received_at")))
