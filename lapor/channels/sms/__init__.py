"""Text messages through Kannel, our own SMS gateway, which speaks to the mobile operators.

Without a gateway they are offered only in the embedded service, which keeps them in its mailbox.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import httpx
from django.conf import settings

from lapor.channels import mailbox
from lapor.channels.content import Content
from lapor.channels.errors import ChannelDown, DeliveryFailed, Unsure
from lapor.channels.letter import Letter
from lapor.channels.sms import reports
from lapor.core import gsm7

# Kannel keeps what it accepted and reports on it, so a message that may have been accepted isn't sent again at once.
REPORTS_WITHIN = timedelta(minutes=10)
LINES = 8  # Kannel says "taken" once a message is on its disk; meanwhile others can be handed over
PATIENCE = httpx.Timeout(10, connect=3)
LONGEST_LINK = 70  # letters; a longer one is replaced by the address under which a report is found


def available() -> bool:
    return bool(settings.SMS_GATEWAY_URL) or settings.EMBEDDED


@contextmanager
def session() -> Iterator[Callable[[Letter], None]]:
    """`send` for several letters, over one connection to the gateway."""
    with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
        yield partial(_send, client)


def send(letter: Letter) -> None:
    """Hand one message to the gateway. Raises DeliveryFailed."""
    with session() as send_one:
        send_one(letter)


def text_of(content: Content) -> str:
    """What the phone shows: one message of GSM-7, with the number of the report or a link to it."""
    return gsm7.shorten(content.short or content.text, _link(content))


def _link(content: Content) -> str:
    link = settings.SITE_URL + content.link
    if len(link) > LONGEST_LINK and content.report:
        link = f"{settings.SITE_URL}/p/{content.report}/"
    return link if content.link and len(link) <= LONGEST_LINK else ""


def _send(client: httpx.Client, letter: Letter) -> None:
    text = text_of(letter.content)
    if settings.SMS_GATEWAY_URL:
        _judge(_ask(client, letter.message_id, to=letter.to, text=text))
    elif settings.EMBEDDED:
        mailbox.drop("sms", to=letter.to, subject="", text=text, is_awaited=letter.is_awaited)
    else:
        raise DeliveryFailed("no_gateway", permanent=True)


def _ask(client: httpx.Client, message_id: int, *, to: str, text: str) -> httpx.Response:
    asked: dict[str, str | int] = {
        "username": settings.SMS_GATEWAY_USER,
        "password": settings.SMS_GATEWAY_PASSWORD,
        "from": settings.SMS_SENDER,
        "to": to,
        "text": text,
        "charset": "UTF-8",  # of this request; Kannel turns it into GSM-7
        "coding": 0,
        "dlr-mask": reports.ASKED_FOR,
        "dlr-url": reports.address_for(message_id),
    }
    try:
        return client.get(settings.SMS_GATEWAY_URL, params=asked)  # its POST form loses every letter beyond Latin-1
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise ChannelDown("sms_gateway_down") from None
    except httpx.HTTPError:  # its text would quote number and password
        raise Unsure("sms_gateway_unsure") from None


def _judge(answer: httpx.Response) -> None:
    """What Kannel's answer means: 0 and 3 are on its disk, 403 speaks of our password or of the number."""
    if answer.status_code == 202:
        return
    if answer.status_code == 400 or "Not routable" in answer.text:
        raise DeliveryFailed("sms_number_refused", permanent=True)
    if answer.status_code < 500:
        raise ChannelDown("sms_gateway_refuses_us")
    raise ChannelDown("sms_gateway_busy")
