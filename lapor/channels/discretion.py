"""What may be read by whoever stands beside a phone, or by the company that carries a message."""

from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels.content import Content
from lapor.channels.letter import Letter
from lapor.reports.models import Report


def discreet(letter: Letter) -> Content:
    """What the letter says; of a report that is secret, or that can't be found, only that something happened."""
    said = letter.content
    if said.report is None or Report.objects.filter(number=said.report, is_secret=False).exists():
        return said
    with translation.override(letter.language):
        return replace(
            said,
            subject="LAPOR!",
            text="",
            short=_("Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya."),
        )


def one_line(letter: Letter) -> str:
    """The same as one sentence with its whole link, for channels that somebody else's company carries."""
    said = discreet(letter)
    link = settings.SITE_URL + said.link if said.link else ""
    return " ".join(f"{said.short or said.subject} {link}".split())
