"""Delivery reports: what Kannel tells about a message later, by calling an address that only it was given."""

import base64
from enum import IntFlag

from django.conf import settings
from django.urls import reverse

from lapor.core import encryption


class Report(IntFlag):
    """Kannel's codes: bits in what is asked for (dlr-mask), one of them in what comes back."""

    DELIVERED = 1  # to the phone
    FAILED = 2  # the phone doesn't exist, or was off for days
    BUFFERED = 4  # the operator keeps it for the phone
    ACCEPTED = 8  # by the operator
    REJECTED = 16  # by the operator


ASKED_FOR = int(Report.DELIVERED | Report.FAILED | Report.BUFFERED | Report.ACCEPTED | Report.REJECTED)


def address_for(message_id: int) -> str:
    """Where Kannel reports on a message; it puts the code in place of `%d`."""
    return f"{settings.SMS_REPORTS_URL}{reverse('sms_report')}?m={message_id}&k={_key(message_id)}&r=%d"


def read(asked: dict[str, str]) -> tuple[int, Report] | None:
    """Message and report in such an address; None when it isn't one that we gave away."""
    number, code = asked.get("m", ""), asked.get("r", "")
    if not (_is_number(number) and _is_number(code) and int(code) in Report.__members__.values()):
        return None
    if not encryption.same(_key(int(number)).encode(), asked.get("k", "").encode()):
        return None
    return int(number), Report(int(code))


def _key(message_id: int) -> str:
    digest = encryption.tag(str(message_id), purpose="sms report")
    return base64.urlsafe_b64encode(digest[:18]).decode()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
