"""What may be read by whoever stands beside a phone, by the company that carries a message, or after it has waited."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.letter import Letter
from lapor.reports.models import Report


def still_told(said: Content, *, language: str) -> Content:
    """What may be told now of what was written some time ago: its report may have been hidden since.

    Raises DeliveryFailed: `not_public`.
    """
    if said.while_public:
        _public_among([said.report or 0])
    elif said.named:
        return _without_hidden(said)
    elif said.quotes and not _is_open(said):
        with translation.override(language):
            return replace(said, subject="LAPOR!", text=_something_happened(), short=_something_happened())
    return said


def _public_among(numbers: Sequence[int]) -> set[int]:
    """Raises DeliveryFailed: `not_public`, when none is."""
    public = set(Report.objects.public().filter(number__in=numbers).values_list("number", flat=True))
    if not public:
        raise DeliveryFailed("not_public", permanent=True)
    return public


def _without_hidden(said: Content) -> Content:
    public = _public_among(said.named)
    first, *others = said.text.split("\n\n")
    about = [*said.named, *[None] * (len(others) - len(said.named))]
    kept = [text for number, text in zip(about, others, strict=True) if number is None or number in public]
    return replace(said, text="\n\n".join([first, *kept]))


def _is_open(said: Content) -> bool:
    return Report.objects.filter(number=said.report or 0, is_secret=False).exists()


def _something_happened() -> str:
    return _("Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya.")


def discreet(letter: Letter) -> Content:
    """What the letter says; of a report that is secret, or that can't be found, only that something happened."""
    said = letter.content
    if said.report is None or _is_open(said):
        return said
    with translation.override(letter.language):
        return replace(said, subject="LAPOR!", text="", short=_something_happened())


def one_line(letter: Letter) -> str:
    """The same as one sentence with its whole link, for channels that somebody else's company carries."""
    said = discreet(letter)
    link = settings.SITE_URL + said.link if said.link else ""
    return " ".join(f"{said.short or said.subject} {link}".split())
