"""What is said: the line's wording in the reader's language, filled in with the facts of one event."""

import logging
from collections.abc import Mapping

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lapor.channels.content import Content
from lapor.core import gsm7
from lapor.notifications import placeholders, policy, reference
from lapor.notifications.models import Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.notifications.placeholders import Told
from lapor.notifications.reference import LANGUAGES
from lapor.reports import fixing
from lapor.reports.lifecycle import Channel, Relation
from lapor.reports.models import Event, Report

logger = logging.getLogger(__name__)

# What one does behind the link of a mail, where it isn't only reading.
INVITES = {
    (Occasion.HELD, Audience.REPORTER): _("Lengkapi data di sini:"),
    (Occasion.SOLVED, Audience.REPORTER): _("Beri nilai, atau katakan apa yang belum beres:"),
    (Occasion.REFUSED, Audience.REPORTER): _("Beri nilai, atau bantah jawaban ini:"),
    (Occasion.ASKED_FIXED, Audience.REPORTER): _("Jawab di sini, sudah beres atau belum:"),
    (Occasion.SIXTY_DAYS, Audience.REPORTER): _("Putuskan di sini, diserahkan kepada Ombudsman atau tidak:"),
    (Occasion.PROPOSED, Audience.AGENCY_ADMIN): _("Setujui atau tolak usulan ini:"),
    (Occasion.DISCLOSED, Audience.AGENCY_ADMIN): _("Buat berkasnya dari halaman laporan:"),
    (Occasion.DISCLOSED, Audience.NATIONAL): _("Buat berkasnya dari halaman laporan:"),
    (Occasion.HANDED_OVER, Audience.OVERSEER): _("Ambil berkasnya di sini:"),
}
# What somebody sends back who reported by SMS: their phone may have no data for a link.
STATUS = _("Kirim STATUS %(n)s.")
BY_SMS = {
    Occasion.HELD: STATUS,
    Occasion.SOLVED: STATUS,
    Occasion.PLANNED: STATUS,
    Occasion.REFUSED: STATUS,
    Occasion.SIXTY_DAYS: _("Balas YA bila setuju."),
    Occasion.ASKED_FIXED: _("balas YA atau BELUM"),
}
OUTSIDE = (Audience.REPORTER, Audience.SUPPORTERS)  # they see what an agency adds below


def render(
    occasion: Occasion, audience: Audience, *, language: str, event: Event, report: Report, stop_link: str = ""
) -> Content:
    """The message to one audience about one event; where a row can't be filled in, in the shipped words.

    Raises KeyError for a line that was never shipped.
    """
    language = language if language in LANGUAGES else LANGUAGES[0]
    link = link_for(occasion, audience, report)
    told = Told(occasion, audience, event, report, link)
    with translation.override(language):
        filled = _filled(occasion, audience, language, told)
        invites = str(INVITES.get((occasion, audience), ""))
        short = _with_command(filled.short, occasion, report) if audience == Audience.REPORTER else filled.short
    return Content(
        subject=filled.subject,
        text=signed(filled.text, policy.signature_of(report.agency_id) if audience in OUTSIDE else ""),
        short=short,
        link=link,
        invites=invites,
        stop_link=stop_link,
        report=report.number,
        answers=audience == Audience.REPORTER,
        while_public=audience == Audience.SUPPORTERS,
        quotes=not report.is_secret,
    )


def link_for(occasion: Occasion, audience: Audience, report: Report) -> str:
    """The page on which this audience reads on, or answers; the parts of a divided report stand on the whole's."""
    whole = _whole(report)
    match occasion, audience:
        case Occasion.ASKED_FIXED, Audience.REPORTER:
            return reverse("portal:fixed_by_link", args=[report.number, fixing.key(report)])
        case Occasion.SIXTY_DAYS, Audience.REPORTER:
            return reverse("portal:errand", args=[report.number, "ombudsman"])
        case _, Audience.REPORTER:
            return reverse("portal:own", args=[whole.number])
        case _, Audience.SUPPORTERS | Audience.PARTNER:
            return reverse("portal:report", args=[report.number])
        case _, Audience.OVERSEER:
            return reverse("workspace:overseer")
    return reverse("workspace:report", args=[report.number])


def _whole(report: Report) -> Report:
    return report.parent if report.parent and report.relation == Relation.PART else report


def _with_command(short: str, occasion: Occasion, report: Report) -> str:
    """A link that finds no room behind it is left out. A secret report isn't found by its phone alone."""
    whole = _whole(report)
    command = BY_SMS.get(occasion)
    if command is None or whole.channel != Channel.SMS or whole.is_secret:
        return short
    said = f"{short} {command % {'n': whole.number}}"
    return said if gsm7.fits(said) else short


def filled_in(words: Words, long: Mapping[str, str], short: Mapping[str, str]) -> Words:
    """The words with these values. Raises KeyError for an unknown placeholder, ValueError for a stray brace."""
    if any(map(placeholders.has_stray_braces, (words.subject, words.text, words.short))):
        raise ValueError("a brace that belongs to no placeholder")
    return Words(
        subject=" ".join(placeholders.fill(words.subject, long).split()),
        text=placeholders.fill(words.text, long),
        short=" ".join(placeholders.fill(words.short, short).split()),
    )


def signed(text: str, signature: str) -> str:
    return f"{text}\n\n{signature}" if signature else text


def _filled(occasion: Occasion, audience: Audience, language: str, told: Told) -> Words:
    known = policy.wording(occasion, audience, language)
    if known is not None:
        try:
            return _told(known.words, told)
        except (KeyError, ValueError):
            logger.exception("wording %s %s %s %s is broken", occasion, audience, language, known.version)
    return _told(reference.lines()[occasion, audience].words[language], told)


def _told(words: Words, told: Told) -> Words:
    long = placeholders.values(f"{words.subject} {words.text}", told)
    return filled_in(words, long, placeholders.values(words.short, told.in_short()))
