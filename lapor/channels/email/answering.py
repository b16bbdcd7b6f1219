"""What is written back: the receipt of a report or why there is none, and what is said in the talk."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.channels import incoming, outbox, recipients
from lapor.channels.content import Content
from lapor.channels.dialogue.reporting import PLACE
from lapor.channels.email import addresses
from lapor.channels.models import Correspondent
from lapor.channels.outbox import Way
from lapor.reports import intake, timeline
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, State
from lapor.reports.models import Report

LANGUAGE = "id"
ONCE_IN = timedelta(hours=1)
WORDS = r"[^\W\d_]+(?:[ ,]+[^\W\d_]+){0,9}\??"  # of a subject
DAY = 24  # hours that a receipt may be put off


def receipt(writer: Correspondent, report: Report, notes: list[str], *, at: datetime, follows: str = "") -> None:
    """Number, PIN, our first question and what happens now, once, as the answer to the mail of that Message-ID.

    It takes the place of the policy's notice of the same event.
    """
    asks = PLACE if "place" in report.missing else ""
    text = [
        _("Terima kasih. Surel Anda kini menjadi laporan nomor %s.") % report.number,
        _("PIN Anda: %s. Simpan baik-baik: dengan nomor dan PIN ini siapa pun dapat membuka laporan Anda.")
        % intake.receipt_pin(report, at=at),
        *notes,
        _("Di mana kejadiannya? Balas dengan jalan, desa, dan kecamatan, kecuali sudah Anda tulis.") if asks else "",
        _("Sekarang laporan Anda diperiksa oleh %s. Setiap langkah kami kabarkan ke alamat surel ini.") % report.holder,
        _("Alamat surel Anda tidak kami tunjukkan kepada instansi yang dilaporkan."),
        _("Balas STATUS untuk melihat sampai di mana. Bukan Anda yang menulisnya? Balas BATAL untuk menariknya."),
    ]
    content = Content(
        subject=_("Laporan %s: sudah kami terima") % report.number,
        text="\n\n".join(filter(None, text)),
        link=f"/saya/{report.number}/",
        report=report.number,
        answers=True,
        asks=asks,
        follows=follows,
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
    if not limits.allow(limits.key("new mail explained", mailbox_of(writer)), at=at, most=1, within=ONCE_IN):
        return
    content = Content(subject=_("Surel Anda kepada LAPOR!"), text="\n\n".join(sentences), link="/")
    outbox.tell(
        [_way(writer)], content, recipient=bytes(writer.tag), event_id=None, language=LANGUAGE, at=at
    )  # fmt: skip
    _wake()


def tell_reporter(
    report: Report,
    *sentences: str,
    at: datetime,
    subject: str = "",
    asks: str = "",
    follows: str = "",
    event_id: int | None = None,
) -> None:
    """What the talk says about a report goes to the address on file, whoever wrote; where there is none, nowhere.

    With the event of a step that was just taken it stands for the policy's notice of it.

    It keeps the `subject` that it answers, by which some programs make a conversation, if that can be one of ours: who
    writes in somebody else's name mustn't put words of their own into a mail of ours.
    """
    to = recipients.mail_of(report)
    if not to:
        return
    content = Content(
        subject=f"Re: {subject}" if _may_be_ours(subject, report) else _("Laporan %s") % report.number,
        text="\n\n".join(sentences),
        link=f"/saya/{recipients.whole_of(report).number}/",
        report=report.number,
        answers=True,
        asks=asks,
        follows=follows,
    )
    who = recipients.reporter_of(report)
    outbox.tell([Way("email", to)], content, recipient=who, event_id=event_id, language=report.lang, at=at)
    _wake()


def _may_be_ours(subject: str, report: Report) -> bool:
    """A few plain words after the number: neither an address nor a telephone number."""
    return bool(re.fullmatch(rf"(?:Laporan|Report) {report.number}(?:: {WORDS})?", subject))


def status(report: Report, *, by: Actor) -> str:
    """Where it stands, who has it and until when, and what the reporter is asked or answered."""
    state = _("Laporan %(n)s: %(state)s.") % {"n": report.number, "state": report.get_state_display()}
    begin = f"{state} {where(report)}".strip()
    return "\n\n".join(filter(None, (begin, _quoted(report, by), _next_step(report))))


def where(report: Report) -> str:
    """Who has it and until when; empty once it has ended."""
    if not report.is_open:
        return ""
    holder = _("Sekarang di %s.") % report.holder
    return f"{holder} {_('Langkah berikutnya paling lambat %s.') % _day(report)}" if report.due_at else holder


def how_to_answer(report: Report) -> str:
    """The commands, as a mail has them."""
    sentence = _(
        "Balas surel ini, dengan perintah di baris pertama:\n"
        "STATUS untuk melihat sampai di mana,\n"
        "SELESAI 5 untuk menerima jawaban dengan nilai 1 sampai 5,\n"
        "BATAL untuk menarik laporan %s.\n"
        "Selain itu, tulis apa saja: isinya masuk ke laporan ini."
    )
    return sentence % report.number


def _quoted(report: Report, by: Actor) -> str:
    """The officer's own words; of a secret report they are read on its page."""
    asks = {State.ON_HOLD: Action.HOLD, State.ANSWERED: Action.ANSWER}.get(State(report.state))
    if asks is None or report.is_secret:
        return ""
    told = [entry.text for entry in timeline.entries(report, by=by) if entry.action == asks]
    return f"“{told[-1]}”" if told else ""


def _next_step(report: Report) -> str:
    if report.state == State.ON_HOLD:
        return _("Kami menunggu data dari Anda: balas surel ini.")
    if report.state == State.ANSWERED:
        return _("Sudah beres? Balas SELESAI 5 (nilai 1 sampai 5). Belum? Balas dengan menuliskan apa yang belum.")
    return ""


def _day(report: Report) -> str:
    assert report.due_at
    return date_format(report.due_at.astimezone(ZoneInfo(report.agency.tz)), "DATE_FORMAT")


def mailbox_of(writer: Correspondent) -> str:
    """Whose mails are counted together: anybody can write in the name of rini+1@…, rini+2@… and so on."""
    return addresses.plain(incoming.address_of(writer))


def _free_hour(writer: Correspondent, *, at: datetime) -> datetime:
    """One receipt an hour to one address: two machines that write to each other stay slow, and nobody goes without."""
    mailbox, this = mailbox_of(writer), at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in (this + timedelta(hours=later) for later in range(DAY)):
        if limits.allow(limits.key("mail receipt", mailbox, hour), at=at, most=1, within=limits.LONGEST_WINDOW):
            return max(at, hour)
    return this + timedelta(hours=DAY)


def _way(writer: Correspondent) -> Way:
    return Way("email", incoming.address_of(writer))


def _wake() -> None:
    transaction.on_commit(partial(outbox.wake, ["email"]), robust=True)
