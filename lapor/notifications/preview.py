"""How a wording will look, filled in with an example: as a mail, as a text message, on a screen."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.channels import sms
from lapor.channels.content import Content
from lapor.channels.email import composing
from lapor.channels.letter import Letter
from lapor.core import gsm7
from lapor.notifications import placeholders, wording
from lapor.notifications.models import Words

DAY = date(2026, 12, 1)
NUMBER = str(placeholders.TABLE["nomor"].sample)
LINK = f"/saya/{NUMBER}/"


@dataclass(frozen=True)
class Preview:
    """What arrives; `is_cut`: the text message was too long, `is_tight`: it will be where an office has a long name."""

    subject: str
    mail: str
    sms: str
    letters: int
    most: int
    is_cut: bool
    is_tight: bool
    short: str


def of(words: Words, *, language: str, signature: str = "") -> Preview:
    """Raises KeyError, ValueError for words that can't be filled in."""
    with translation.override(language):
        content = example(words, signature=signature)
        longest = _samples(is_short=True) | dict.fromkeys(("unit", "instansi", "oleh"), "W" * placeholders.LONGEST_NAME)
        filled = placeholders.fill(words.short, longest)
    mail = composing.compose(Letter(message_id=0, to="anda@contoh.id", content=content, language=language))
    text = sms.text_of(content)
    is_cut = not gsm7.fits(content.short)
    return Preview(
        subject=str(mail.subject), mail=_unwrapped(str(mail.body)), sms=text, letters=gsm7.length(text), most=gsm7.ROOM,
        is_cut=is_cut, is_tight=not is_cut and not gsm7.fits(filled), short=content.short,
    )  # fmt: skip


def example(words: Words, *, signature: str = "") -> Content:
    """The words about a report that doesn't exist, in the language that is active."""
    filled = wording.filled_in(words, _samples(), _samples(is_short=True))
    text = wording.signed(filled.text, signature)
    return Content(subject=filled.subject, text=text, short=filled.short, link=LINK, report=int(NUMBER))


def as_test(content: Content) -> Content:
    """The same, so that nobody takes it for news of a report."""
    warning = _("Ini pesan uji dari %s, bukan kabar tentang laporan.") % settings.SITE_URL
    return replace(
        content, subject=f"[{_('UJI')}] {content.subject}", text=f"{warning}\n\n{content.text}",
        short=f"{_('UJI')}: {content.short}", link="", report=None,
    )  # fmt: skip


def _unwrapped(body: str) -> str:
    """A page breaks lines where it likes; those that only the width of a mail broke are joined."""
    lines = body.split("\n")
    joined = lines[:1]
    for before, line in pairwise(lines):
        if line and len(before) + len(line.split(" ")[0]) >= composing.WIDTH:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined).strip()


def _samples(*, is_short: bool = False) -> dict[str, str]:
    """In the language that is active."""
    day = date_format(DAY, placeholders.SHORT_DAY if is_short else placeholders.DAY)
    return placeholders.samples(is_short=is_short) | {"tenggat": day}
