"""A command in a new mail: anybody can write one in anybody's name, so it is answered and nothing is done.

Where a report stands is told to its address on file alone; whoever asks for anything else, or with an address that the
report doesn't know, hears how it is done.
"""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from lapor.accounts import contacts
from lapor.channels import incoming
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.email import answering, orders
from lapor.channels.incoming import Words
from lapor.channels.models import Correspondent
from lapor.reports import actors
from lapor.reports.models import Report

ABOUT_A_REPORT = (Verb.STATUS, Verb.REPLY, Verb.RATE, Verb.WITHDRAW)


def command_of(words: Words, *, answers_ours: bool) -> Command | None:
    """What a new mail asks for that is plainly no report: a command with a number, or a bare one."""
    text, subject = orders.read(words.text), orders.read(words.subject)
    if subject.verb in ABOUT_A_REPORT and (subject.number or not words.text):
        return replace(subject, text=words.text if subject.verb == Verb.REPLY else "")
    if text.verb in ABOUT_A_REPORT:
        return text
    bare = text if words.text else subject
    titled = words.text and words.subject and subject.verb == Verb.FREE and not answers_ours
    is_bare = bare.verb in (Verb.HELP, Verb.YES, Verb.NO) and not bare.text and not titled
    return bare if is_bare else None


def answer(writer: Correspondent, command: Command, *more: str, follows: str, at: datetime) -> None:
    """Tell where the report stands, or how to do what was asked for, and these sentences."""
    report = _asked_about(writer, command) if command.verb == Verb.STATUS else None
    if report is None:
        answering.explain(writer, how(), *more, at=at)
        return
    told = answering.status(report, by=actors.pin_holder(report.number))
    answering.tell_reporter(report, told, *more, follows=follows, at=at)


def _asked_about(writer: Correspondent, command: Command) -> Report | None:
    """The report of that number, else the newest, that was sent with this address; never a secret one."""
    tags = contacts.tags(email=incoming.address_of(writer))
    theirs = Report.objects.with_holder().select_related("key").wholes()
    theirs = theirs.filter(reporter__contact_tags__overlap=tags, is_secret=False)
    if command.number is not None:
        theirs = theirs.filter(number=command.number)
    return theirs.order_by("-pk").first()


def how() -> str:
    """What a new mail can do, and what an answer to ours can."""
    return _(
        "Surel baru bisa ditulis atas nama siapa saja. Karena itu, yang kami jawab hanyalah STATUS dan nomor laporan, "
        "dan hanya ke alamat surel yang tercatat di laporan itu. Untuk menjawab, menilai, atau menarik laporan: balas "
        "surel kami tentang laporan itu, atau buka laporannya dengan nomor dan PIN."
    )
