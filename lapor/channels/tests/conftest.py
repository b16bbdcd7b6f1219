import pytest

from lapor import channels
from lapor.channels import incoming, understanding, writing
from lapor.channels.errors import DeliveryFailed
from lapor.channels.incoming import Words
from lapor.channels.models import OutgoingMessage
from lapor.channels.sms import text_of
from lapor.channels.tests.stage import RINI
from lapor.core import gsm7
from lapor.testing import chatters, message_apps
from lapor.testing.cast import MONDAY
from lapor.testing.message_apps import MessageApps


@pytest.fixture
def carry_with(monkeypatch):
    """Channels that do this with each letter."""

    def carry(send):
        for channel in channels.CHANNELS.values():
            monkeypatch.delattr(channel, "session", raising=False)
            monkeypatch.setattr(channel, "send", send)

    return carry


@pytest.fixture
def carried(carry_with):
    """What the channels were given to carry."""
    letters = []
    carry_with(letters.append)
    return letters


@pytest.fixture
def failing(carry_with):
    """Channels that carry nothing, for the given reason."""

    def fail(failure=DeliveryFailed, *, permanent=False):
        def send(letter):
            raise failure("mail_server", permanent=permanent)

        carry_with(send)

    return fail


@pytest.fixture
def apps(settings, db):
    """WhatsApp and Telegram on this machine, with an account of ours at both, open both ways."""
    with MessageApps() as apps:
        settings.SITE_URL = "https://lapor.example"
        settings.OUTGOING_TRUSTED = [apps.origin]
        settings.WHATSAPP_URL, settings.TELEGRAM_URL = f"{apps.origin}/v23.0", apps.origin
        settings.WHATSAPP_TOKEN = settings.TELEGRAM_TOKEN = message_apps.TOKEN
        settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TEMPLATE = message_apps.PHONE_ID, message_apps.TEMPLATE
        settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = chatters.APP_SECRET, chatters.VERIFY_TOKEN
        settings.WHATSAPP_MEDIA_ORIGINS, settings.TELEGRAM_SECRET = [apps.origin], chatters.SECRET
        yield apps


@pytest.fixture
def write(cast):
    """Somebody writes an SMS, and it is understood at once; the text of our answer, as the phone shows it."""
    names = iter(range(1000))

    def write(text, *, phone=RINI, at=MONDAY, subject=""):
        message = incoming.take("sms", str(next(names)), Words(text, subject=subject), sender=phone, at=at)
        before = set(OutgoingMessage.objects.values_list("pk", flat=True))
        understanding._understand(message.pk, at=at)
        put = OutgoingMessage.objects.exclude(pk__in=before)
        said = [text_of(writing.letter_of(each, at=at).content) for each in put]
        assert len(said) <= 1
        assert all(gsm7.fits(each) for each in said)
        return said[0] if said else ""

    return write
