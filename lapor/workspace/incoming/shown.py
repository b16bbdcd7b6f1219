"""A message from outside as officers see it: its sender masked, its words on its own page alone."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts import contacts
from lapor.channels import handling, mentions, reasons
from lapor.channels.condition import Light
from lapor.channels.models import IncomingMessage
from lapor.notifications import log
from lapor.reports.models import Report
from lapor.ui.templatetags.ui import nomor

NAMES: dict[str, str | Promise] = {**log.CHANNELS, mentions.CHANNEL: gettext_lazy("media sosial")}

SHAPES = {  # of the status tag: a shape for each light beside its colour
    Light.GREEN: "selesai",
    Light.AMBER: "proses",
    Light.RED: "belum",
    Light.PAUSED: "tunda",
    Light.OFF: "arsip",
}


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
    return contacts.masked(sender) if sender else ""


def public_answer(report: Report) -> str:
    """What an officer may copy under a mention: a number there would tell whose an anonymous report is."""
    if report.is_secret:
        return ""
    if report.is_anonymous:
        return _("Terima kasih sudah menyampaikan. Sudah kami catat dan kami teruskan kepada instansi yang berwenang.")
    sentence = _(
        "Terima kasih, laporan Anda sudah kami catat dengan nomor %(number)s. Perkembangannya bisa diikuti di %(link)s"
    )
    link = settings.SITE_URL + reverse("portal:report", args=[report.number])
    return sentence % {"number": nomor(report.number), "link": link}
