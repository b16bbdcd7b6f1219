import pytest

from lapor import channels
from lapor.channels.errors import DeliveryFailed


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
