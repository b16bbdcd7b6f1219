"""A message from outside as officers see it: its sender masked, its words on its own page alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts import contacts
from lapor.channels import handling, mentions, reasons
from lapor.channels.condition import Light
from lapor.channels.mentions import answering
from lapor.channels.models import IncomingMessage
from lapor.notifications import log
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report
from lapor.workspace import desk

NAMES: dict[str, str | Promise] = {**log.CHANNELS, mentions.CHANNEL: gettext_lazy("media sosial")}

SHAPES = {  # of the status tag: a shape for each light beside its colour
    Light.GREEN: "selesai",
    Light.AMBER: "proses",
    Light.RED: "belum",
    Light.PAUSED: "tunda",
    Light.OFF: "arsip",
}


SHORT, HIDDEN = 8, "•••••"  # of a short name or number the beginning and the end would be all


@dataclass(frozen=True)
class Line:
    """One message in a list; nothing of what it says."""

    message: IncomingMessage
    channel: str | Promise
    reason: str | Promise
    sender: str
    pranks: int


def line_of(message: IncomingMessage) -> Line:
    return Line(
        message,
        NAMES.get(message.channel, message.channel),
        reasons.sentence(message.reason),
        masked_sender(message),
        message.correspondent.pranks if message.correspondent else 0,
    )


def masked_sender(message: IncomingMessage) -> str:
    """Enough to recognise the same one again; a public account is read with the words."""
    sender = handling.sender_of(message)
    if message.channel == mentions.CHANNEL:
        return _("akun publik") if sender else ""
    return contacts.masked(sender) if len(sender) > SHORT else sender and HIDDEN


@dataclass(frozen=True)
class Origin:
    """Of a report that began as a mention: its page here, its place on the net, each for who may know."""

    message: int | None
    link: str

    @property
    def host(self) -> str:
        return mentions.host_of(self.link)


def origin_of(report: Report, *, is_open: bool, by: Actor) -> Origin | None:
    """The place on the net tells whose account it is, so it goes with the identity (`is_open`)."""
    mention = answering.mention_of(report) if report.channel == Channel.SOCIAL else None
    if mention is None:
        return None
    words = handling.words_of(mention) if is_open else None
    return Origin(mention.pk if desk.holds(by, desk.CHANNEL_KEEPERS) else None, words.link if words else "")
