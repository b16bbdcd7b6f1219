"""What a list calls a report: its public title, or else the reporter's own words; for those who may open it."""

import json
from typing import Any

from django.utils.translation import gettext as _

from lapor.core.encryption import Undecipherable
from lapor.reports.models import Part, ReportContent, ReportKey

LENGTH = 90  # of a report without a title, so much of its first words


def of(report: Any) -> str:
    """No query for a report that was read `with_words`; the caller has made sure that the reader may open it."""
    return report.public_title or _own(report) or _("Tanpa judul")


def words(report: Any) -> str:
    """Title and body as the reporter wrote them, for looking something up in them; empty once they were erased."""
    return " ".join(_original(report))


def _own(report: Any) -> str:
    title, body = _original(report)
    return title or _beginning(body)


def _beginning(body: str) -> str:
    """Whole words, as long as there are any."""
    begin = body[:LENGTH]
    return body if len(body) <= LENGTH else f"{begin.rpartition(' ')[0] or begin}…"


def _original(report: Any) -> tuple[str, str]:
    if not report.original:
        return "", ""
    content = ReportContent(report=report, part=Part.ORIGINAL, ciphertext=report.original)
    try:
        said = json.loads(content.read(report.data_key))
    except (Undecipherable, ReportKey.DoesNotExist):
        return "", ""  # erased
    return said["title"], said["body"]
