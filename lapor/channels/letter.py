"""What a channel is given to carry."""

from dataclasses import dataclass
from datetime import datetime

from lapor.channels.content import Content


@dataclass(frozen=True)
class Letter:
    """One message to one address. `message_id` stays the same each time it is tried, so that a second copy shows."""

    message_id: int
    to: str
    content: Content
    language: str
    recipient: bytes | None = None  # channels.recipients; None for codes and invitations
    at: datetime | None = None  # when it is carried

    @property
    def is_awaited(self) -> bool:
        """Is it a code or an invitation, which somebody waits for just now?"""
        return self.recipient is None
