"""What the mails of this room say, in the language that is switched on."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lapor.channels.content import Content
from lapor.following import things
from lapor.following.models import Follow
from lapor.reports.models import Report

MOST = 20  # reports that are named in one mail
LONGEST = 120  # letters of a title in a subject


def stop_link(follow: Follow) -> str:
    return reverse("portal:stop_following", args=[follow.token])


def confirmation(follow: Follow) -> Content:
    """To a mail address that somebody typed: the click in it shows that it was its owner."""
    name, link = things.name_of(follow), reverse("portal:confirm_following", args=[follow.token])
    text = _(
        "Seseorang, mungkin Anda, ingin mengikuti %(name)s dan dikabari di alamat surel ini.\n\n"
        "Bila benar, buka tautan ini dan tekan “Ya, kirimi saya kabar”:\n%(link)s\n\n"
        "Bila bukan Anda, abaikan surel ini. Tanpa klik Anda, kami tidak mengirim apa-apa."
    ) % {"name": name, "link": f"{settings.SITE_URL}{link}"}
    subject = _one_line(_("Ikuti %s? Tinggal satu klik") % name)
    report = follow.report.number if follow.report else None  # named by its title
    return Content(subject=subject, text=text, link=link, report=report, while_public=report is not None)


def news(follow: Follow, reports: Sequence[Report], *, day: datetime) -> Content:
    """The reports that were published since the last mail, the newest first, at most twenty by name."""
    name, many = things.name_of(follow), len(reports)
    lines = [_line(report) for report in reports[:MOST]]
    if many > MOST:
        lines.append(ngettext("dan %d lainnya", "dan %d lainnya", many - MOST) % (many - MOST))
    link = things.page(follow.kind, follow.thing)
    text = "\n\n".join(
        [
            _("Terbit sampai %s pukul 17.00 WIB:") % date_format(day, "DATE_FORMAT"),
            *lines,
            _("Semuanya: %s") % f"{settings.SITE_URL}{link}",
            _("Anda menerima surel ini karena mengikuti %(name)s. Berhenti dengan satu klik: %(link)s")
            % {"name": name, "link": f"{settings.SITE_URL}{stop_link(follow)}"},
        ]
    )
    subject = _one_line(f"{name[0].upper()}{name[1:]}: {many}")
    named = [report.number for report in reports[:MOST]]
    return Content(subject=subject, text=text, short=subject, link=link, stop_link=stop_link(follow), named=named)


def _line(report: Report) -> str:
    return _written(
        report.public_title, report.region.path_name if report.region else "", report.number, get_language()
    )


@lru_cache(maxsize=4096)  # a day's reports are told to very many
def _written(title: str, place: str, number: int, language: str | None) -> str:
    link = f"{settings.SITE_URL}{reverse('portal:report', args=[number])}"
    return "\n".join(filter(None, [" ".join(title.split()), place, link]))  # one paragraph, whatever was typed


def _one_line(text: str) -> str:
    """A title may hold anything that people type; a subject is one line of an endurable length."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
