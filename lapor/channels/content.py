"""What a message says, written out; each channel takes of it what it can carry."""

import json
from dataclasses import asdict, dataclass

from lapor.core import encryption
from lapor.core.encryption import Stored

CONTEXT = "message content"


@dataclass(frozen=True)
class Content:
    """`text` for mail and chat, `short` for SMS and push; `link` is a path, `stop_link` a path that ends following.

    `report` is the number that mails are threaded by; `answers` says that an answer lands on that report as its
    reporter's, `while_public` that nothing of it may be told once the report isn't public any more. Of a mail, `asks`
    is the question that an answer is meant for, and `follows` the Message-ID of the mail that it answers.
    """

    subject: str
    text: str
    short: str = ""
    link: str = ""
    stop_link: str = ""
    report: int | None = None
    answers: bool = False
    asks: str = ""
    follows: str = ""
    while_public: bool = False

    def seal(self) -> bytes:
        return encryption.seal(json.dumps(asdict(self)).encode(), context=CONTEXT)

    @classmethod
    def unseal(cls, stored: Stored) -> "Content":
        """Raises Undecipherable."""
        return cls(**json.loads(encryption.unseal(stored, context=CONTEXT)))
