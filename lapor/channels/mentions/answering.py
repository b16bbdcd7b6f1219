"""What an officer means to write under a mention, and posts themselves: nothing is published from here."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.channels.mentions import CHANNEL
from lapor.channels.models import IncomingMessage, PublicAnswer
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.core.queries import one
from lapor.reports.models import Report
from lapor.reports.words import require

LENGTH = 280  # what the shortest of the platforms takes
CONTEXT = "public answer"


def mention_of(report: Report) -> IncomingMessage | None:
    """The mention that became this report."""
    return one(IncomingMessage.objects.filter(channel=CHANNEL, report=report))


def may_name(report: Report) -> bool:
    """A number under somebody's words tells whose report it is: never of a secret or an anonymous one."""
    return not (report.is_secret or report.is_anonymous)


def suggest(report: Report, link: str) -> str:
    """Words to begin with. They repeat nothing of the mention, nor of its author."""
    if report.is_secret:
        return _("Terima kasih. Pesan Anda sudah kami terima.")
    if not may_name(report):
        return _("Terima kasih sudah menyampaikan. Sudah kami catat dan kami teruskan kepada instansi yang berwenang.")
    sentence = _(
        "Terima kasih, laporan Anda sudah kami catat dengan nomor %(number)s. Perkembangannya bisa diikuti di %(link)s"
    )
    return sentence % {"number": report.number, "link": link}


def prepare(message: IncomingMessage, text: str, *, by: User, at: datetime) -> PublicAnswer:
    """Keep these words, who chose them and when; those that were kept before stay on record.

    Raises Refused: `no_mention`, `empty`, `too_long`, `odd_characters`, `names_report`.
    """
    if message.channel != CHANNEL or message.report is None:
        raise Refused("no_mention", _("Jawaban publik disiapkan sesudah sebutan menjadi laporan."))
    text = require("\n".join(text.splitlines()), most=LENGTH)
    if not may_name(message.report) and _names(message.report, text):
        sentence = _("Laporan ini anonim atau rahasia: jawaban publik tidak boleh memuat nomor atau tautannya.")
        raise Refused("names_report", sentence, field="text")
    sealed = encryption.seal(text.encode(), context=CONTEXT)
    return PublicAnswer.objects.create(message=message, text_ciphertext=sealed, prepared_by=by, prepared_at=at)


def newest(message: IncomingMessage) -> PublicAnswer | None:
    """What was prepared last, unless the report may be named no longer and these words name it."""
    found = message.public_answers.select_related("prepared_by").order_by("pk").last()
    if found and message.report and not may_name(message.report) and _names(message.report, text_of(found)):
        return None
    return found


def text_of(answer: PublicAnswer) -> str:
    """Raises Undecipherable."""
    return encryption.unseal(answer.text_ciphertext, context=CONTEXT).decode()


def _names(report: Report, text: str) -> bool:
    return str(report.number) in re.sub(r"\D", "", text)  # however its digits are set apart
