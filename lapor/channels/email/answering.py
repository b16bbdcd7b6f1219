"""What is written back to who sent a new mail: the receipt of the report, or why there is none."""

from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.channels import incoming, outbox, recipients
from lapor.channels.content import Content
from lapor.channels.models import Correspondent
from lapor.channels.outbox import Way
from lapor.reports import intake
from lapor.reports.models import Report

LANGUAGE = "id"
ONCE_IN = timedelta(hours=1)
DAY = 24  # hours that a receipt may be put off


def receipt(writer: Correspondent, report: Report, notes: list[str], *, at: datetime) -> None:
    """Number, PIN and what happens now, once. It takes the place of the policy's notice of the same event."""
    text = [
        _("Terima kasih. Surel Anda kini menjadi laporan nomor %s.") % report.number,
        _("PIN Anda: %s. Simpan baik-baik: dengan nomor dan PIN ini siapa pun dapat membuka laporan Anda.")
        % intake.receipt_pin(report, at=at),
        *notes,
        _("Sekarang laporan Anda diperiksa oleh %s. Setiap langkah kami kabarkan ke alamat surel ini.") % report.holder,
        _("Alamat surel Anda tidak kami tunjukkan kepada instansi yang dilaporkan."),
        _("Bukan Anda yang menulisnya? Anda dapat menarik laporan ini di halamannya."),
    ]
    content = Content(
        subject=_("Laporan %s: sudah kami terima") % report.number,
        text="\n\n".join(text),
        link=f"/saya/{report.number}/",
        report=report.number,
        answers=True,
    )
    outbox.tell(
        [_way(writer)],
        content,
        recipient=recipients.reporter_of(report),
        event_id=report.events.earliest("seq").pk,
        language=LANGUAGE,
        at=at,
        not_before=_free_hour(writer, at=at),
    )
    intake.hand_over_pin(report)
    _wake()


def explain(writer: Correspondent, *sentences: str, at: datetime) -> None:
    """Why this mail is no report yet and what helps; not more than one an hour to one address."""
    if not limits.allow(limits.key("new mail explained", writer.pk), at=at, most=1, within=ONCE_IN):
        return
    content = Content(subject=_("Surel Anda kepada LAPOR!"), text="\n\n".join(sentences), link="/")
    outbox.tell(
        [_way(writer)], content, recipient=bytes(writer.tag), event_id=None, language=LANGUAGE, at=at
    )  # fmt: skip
    _wake()


def _free_hour(writer: Correspondent, *, at: datetime) -> datetime:
    """One receipt an hour to one address: two machines that write to each other stay slow, and nobody goes without."""
    this = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in (this + timedelta(hours=later) for later in range(DAY)):
        if limits.allow(limits.key("mail receipt", writer.pk, hour), at=at, most=1, within=limits.LONGEST_WINDOW):
            return max(at, hour)
    return this + timedelta(hours=DAY)


def _way(writer: Correspondent) -> Way:
    return Way("email", incoming.address_of(writer))


def _wake() -> None:
    transaction.on_commit(partial(outbox.wake, ["email"]), robust=True)
