"""What a person does with a message that could not become a report by itself; each is done once, by one officer.

The words are erased as soon as they stand somewhere else; of what was set aside they are kept for a while.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor import channels
from lapor.accounts import contacts
from lapor.accounts.models import User
from lapor.channels import incoming, mentions, outbox, reasons, receipts, writers
from lapor.channels.chat import keeping as chat
from lapor.channels.content import Content
from lapor.channels.email import keeping as email
from lapor.channels.models import Correspondent, IncomingMessage, PublicAnswer, SentFile
from lapor.channels.outbox import Way
from lapor.core import gsm7
from lapor.core.encryption import Undecipherable
from lapor.core.errors import NotFound, Refused
from lapor.core.files import Accepted
from lapor.core.queries import one
from lapor.regions import places
from lapor.reports import actors, adding, holding, intake, response
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel, State
from lapor.reports.models import Report
from lapor.reports.words import require

KEPT_FOR = timedelta(days=30)
MOST_PRANKS = 100  # more makes no difference
ANSWER_LENGTH = 2000  # where it isn't one text message
CAME_BY = {
    "sms": Channel.SMS,
    "email": Channel.EMAIL,
    "whatsapp": Channel.CHAT,
    "telegram": Channel.CHAT,
    "social": Channel.SOCIAL,
}
STEPS = {
    State.SUBMITTED: adding.add,
    State.REFERRED: adding.add,
    State.IN_PROGRESS: adding.add,
    State.ON_HOLD: holding.supply,
    State.ANSWERED: response.reply,
}


def waiting() -> QuerySet[IncomingMessage]:
    """What waits for a person, to be read from the oldest on."""
    return _of(IncomingMessage.State.WAITING)


def tally() -> tuple[Counter[str], Counter[str]]:
    """How many messages wait, by channel and by reason."""
    by_channel, by_reason = Counter[str](), Counter[str]()
    for channel, reason, n in waiting().order_by().values_list("channel", "reason").annotate(n=Count("pk")):
        by_channel[channel] += n
        by_reason[reasons.kind(reason)] += n
    return by_channel, by_reason


def next_of(message: IncomingMessage, among: QuerySet[IncomingMessage]) -> IncomingMessage | None:
    """The one that waits behind it, or else the one that has waited longest."""
    others = among.exclude(pk=message.pk).order_by("pk")
    return others.filter(pk__gt=message.pk).first() or others.first()


def set_aside_lately() -> QuerySet[IncomingMessage]:
    """What persons set aside and can still take back."""
    return _of(IncomingMessage.State.DROPPED).filter(handled_by__isnull=False).exclude(content_ciphertext=b"")


def handled() -> QuerySet[IncomingMessage]:
    """What persons made something of, and whether words for under a mention are prepared (`is_answered`)."""
    prepared = PublicAnswer.objects.filter(message=OuterRef("pk"))
    done = _of(IncomingMessage.State.DONE).filter(handled_by__isnull=False).select_related("report")
    return done.annotate(is_answered=Exists(prepared))


def find(pk: int) -> IncomingMessage:
    """A message that waits or waited for a person. Raises NotFound."""
    found = IncomingMessage.objects.select_related("correspondent", "handled_by", "report")
    message = one(found.filter(Q(state=IncomingMessage.State.WAITING) | Q(handled_by__isnull=False), pk=pk))
    if message is None:
        raise NotFound(pk)
    return message


def words_of(message: IncomingMessage) -> incoming.Words | None:
    """What it says; None when that is erased or can't be opened any more."""
    try:
        return incoming.Words.unseal(message.content_ciphertext)
    except Undecipherable:
        return None


def sender_of(message: IncomingMessage) -> str:
    """The number, address or account; empty where there is none to be known."""
    try:
        return incoming.address_of(message.correspondent) if message.correspondent else ""
    except Undecipherable:
        return ""


def who_was_first(message: IncomingMessage) -> str:
    """What an officer hears who comes second; empty while nobody has handled it."""
    if message.handled_by is None or message.handled_at is None:
        return ""
    sentence = _("Pesan ini sudah ditangani oleh %(who)s pada %(when)s. Tidak ada yang berubah.")
    when = date_format(timezone.localtime(message.handled_at), "j F Y H.i")
    return sentence % {"who": message.handled_by.name, "when": when}


def may_answer(message: IncomingMessage) -> bool:
    """Is there somebody to write to, by a channel that carries?"""
    channel = channels.CHANNELS.get(message.channel)
    return channel is not None and channel.available() and sender_of(message) != ""


def file_of(message: IncomingMessage) -> SentFile | None:
    """The photo or document of a chat, to be looked at."""
    return chat.file_of(message)


def files_of(message: IncomingMessage) -> tuple[Accepted, ...]:
    """What came with it and can be kept with a report."""
    return email.files_of(message) + chat.files_of(message)


def talked_about(message: IncomingMessage) -> Report | None:
    """The report that we last spoke of with its sender, as long as words can be added to it; never a secret one."""
    report = message.correspondent.asked_about if message.correspondent else None
    return report if report and not report.is_secret and report.state in STEPS else None


# --- the five things that can be done, each in the caller's transaction -----------------------------------------------
# All raise NotFound; Refused: `already_handled`.


def make_report(pk: int, submission: Submission, *, by: User, at: datetime) -> Report:
    """A report from these words, as if its sender had sent it: they get its receipt by the way they wrote.

    Nobody is written to because of a mention; its author is the reporter's name, its link alone is kept here.

    Raises what `intake.submit` raises.
    """
    message = _claim(pk)
    words = words_of(message)
    report = intake.submit(_completed(message, submission), by=actors.pin_holder(), at=at)
    if message.correspondent and may_answer(message):
        receipts.hand(message.correspondent, report, at=at)
    _finish(message, by=by, at=at, report=report)
    if words and words.link:
        _keep_link(message, words.link)
    return report


def contact_of(message: IncomingMessage) -> dict[str, str]:
    """How its sender is reached, by the name that a submission has for it."""
    sender = sender_of(message)
    return writers.contact_of(message.channel, sender) if sender else {}


def attach(pk: int, number: int, text: str, *, by: User, at: datetime) -> Report:
    """These words become what the report waits for from its reporter, who must be the sender.

    Raises Refused: `not_theirs`, `too_late`, and what the step raises.
    """
    message = _claim(pk)
    report = one(Report.objects.filter(number=number).select_related("reporter", "parent__reporter"))
    contact = contact_of(message)
    if report is None or not report.reporter_is_one_of(tuple(contacts.tags(**contact))):
        sentence = _("Tidak ada laporan dengan nomor itu dari pengirim ini. Periksa nomornya.")
        raise Refused("not_theirs", sentence, field="number")
    step = STEPS.get(State(report.state))
    if step is None:
        sentence = _("Laporan itu sudah selesai, jadi tidak menerima keterangan lagi. Balaslah pengirimnya.")
        raise Refused("too_late", sentence, field="number")
    done = step(number, text=text, files=files_of(message), by=writers.acting(contact, number), at=at)
    _finish(message, by=by, at=at, report=done)
    return done


def answer(pk: int, text: str, *, by: User, at: datetime) -> None:
    """A short text to the sender, by the channel they wrote by.

    Raises Refused: `no_sender`, `too_long`, `not_one_message`, `empty`, `odd_characters`.
    """
    message = _claim(pk)
    text = require(text, most=ANSWER_LENGTH)
    if not may_answer(message) or message.correspondent is None:
        raise Refused("no_sender", _("Pengirim ini tidak bisa dibalas dari sini."))
    if message.channel == "sms":
        _check_fits(text)
    content = Content(subject=_("Tentang pesan Anda kepada LAPOR!"), text=text, short=text)
    way = Way(message.channel, sender_of(message))
    outbox.tell([way], content, recipient=bytes(message.correspondent.tag), event_id=None, language="id", at=at)
    transaction.on_commit(partial(outbox.wake, [message.channel]), robust=True)
    _finish(message, by=by, at=at)


def _check_fits(text: str) -> None:
    if gsm7.fits(text):
        return
    if gsm7.shorten(text) == " ".join(text.split()):
        return  # line ends alone
    try:
        length = gsm7.length(text)
    except KeyError:
        sentence = _("Ada huruf atau tanda yang tidak ada di SMS. Pakai huruf biasa; misalnya tanda petik lurus.")
        raise Refused("not_one_message", sentence, field="text") from None
    sentence = _("Balasan ini %(length)s karakter SMS. Paling banyak %(most)s.")
    raise Refused("too_long", sentence % {"length": length, "most": gsm7.ROOM}, field="text")


def mark_prank(pk: int, *, by: User, at: datetime) -> None:
    """Set aside, and what its sender writes next is understood after everybody else's; never refused.

    Raises Refused: `no_sender`.
    """
    message = _claim(pk)
    if message.correspondent_id is None:
        raise Refused("no_sender", _("Pengirimnya tidak diketahui. Sisihkan saja pesan ini."))
    known = Correspondent.objects.filter(pk=message.correspondent_id, pranks__lt=MOST_PRANKS)
    known.update(pranks=F("pranks") + 1)
    _set_aside(message, reasons.PRANK, by=by, at=at)


def set_aside(pk: int, reason: str, *, by: User, at: datetime) -> None:
    """Nothing comes of it; it can be taken back as long as its words are kept."""
    if reason not in reasons.ASIDE:
        raise Refused("unknown_reason", _("Pilih alasannya."), field="reason")
    _set_aside(_claim(pk), reason, by=by, at=at)


def take_back(pk: int) -> None:
    """What was set aside by mistake waits again; a mark for a prank goes with it. Raises Refused: `gone`."""
    message = one(_locked(pk).filter(state=IncomingMessage.State.DROPPED).exclude(content_ciphertext=b""))
    if message is None:
        raise Refused("gone", _("Pesan ini tidak bisa dikembalikan lagi."))
    if message.reason == reasons.PRANK and message.correspondent:
        Correspondent.objects.filter(pk=message.correspondent.pk, pranks__gt=0).update(pranks=F("pranks") - 1)
    message.state, message.reason, message.handled_by, message.handled_at = message.State.WAITING, "back", None, None
    message.save(update_fields=["state", "reason", "handled_by", "handled_at"])


def forget(*, at: datetime) -> int:
    """Erase the words of what was set aside long ago, by persons or as a machine's; returns of how many."""
    before = at - KEPT_FOR
    long_ago = Q(handled_at=None) | Q(handled_at__lt=before)
    old = IncomingMessage.objects.filter(long_ago, state=IncomingMessage.State.DROPPED, received_at__lt=before)
    return old.exclude(content_ciphertext=b"").update(content_ciphertext=b"")


def _of(state: str) -> QuerySet[IncomingMessage]:
    return IncomingMessage.objects.filter(state=state).select_related("correspondent", "handled_by")


def _locked(pk: int) -> QuerySet[IncomingMessage]:
    return IncomingMessage.objects.filter(pk=pk).select_for_update(of=("self",)).select_related("correspondent")


def _claim(pk: int) -> IncomingMessage:
    """The message, locked; whoever comes second hears who was first."""
    message = one(_locked(pk))  # its officer is read afterwards: a row that was waited for brings the old one along
    if message is None:
        raise NotFound(pk)
    if message.state == IncomingMessage.State.WAITING:
        return message
    if message.handled_by is None:
        raise NotFound(pk)  # a machine has it
    raise Refused("already_handled", who_was_first(message))


def _finish(message: IncomingMessage, *, by: User, at: datetime, report: Report | None = None) -> None:
    incoming.done(message, report)
    _note(message, by=by, at=at)


def _completed(message: IncomingMessage, submission: Submission) -> Submission:
    """With the files and the place that came with it; of a mention, with its author as the name (read by opening)."""
    if message.channel == mentions.CHANNEL:
        return replace(submission, name=mentions.author_of(sender_of(message)))
    words = words_of(message)
    if words and words.point:
        latitude, longitude = words.point
        submission = replace(submission, latitude=latitude, longitude=longitude, region=places.region_at(*words.point))
    return replace(submission, files=submission.files + files_of(message))


def _keep_link(message: IncomingMessage, link: str) -> None:
    """Where it can be read and answered, for officers."""
    message.content_ciphertext = incoming.Words("", link=link).seal()
    message.save(update_fields=["content_ciphertext"])


def _set_aside(message: IncomingMessage, reason: str, *, by: User, at: datetime) -> None:
    message.state, message.reason = IncomingMessage.State.DROPPED, reason
    message.save(update_fields=["state", "reason"])
    _note(message, by=by, at=at)


def _note(message: IncomingMessage, *, by: User, at: datetime) -> None:
    message.handled_by, message.handled_at = by, at
    message.save(update_fields=["handled_by", "handled_at"])
