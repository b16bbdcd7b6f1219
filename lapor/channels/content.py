"""What a message says, written out; each channel takes of it what it can carry."""

import json
from dataclasses import asdict, dataclass, field

from lapor.core import encryption
from lapor.core.encryption import Stored

CONTEXT = "message content"


@dataclass(frozen=True)
class Content:
    """`text` for mail and chat, `short` for SMS and push; `link` is a path, `stop_link` a path that ends following.

    `invites` is the sentence above the link that says what one does there, where that is more than reading on.

    `report` is the number that mails are threaded by; `answers` says that an answer lands on that report as its
    reporter's. Of a mail, `asks` is the question that an answer is meant for, and `follows` the Message-ID of the mail
    that it answers.

    A message may wait while its report is hidden (discretion.py): `while_public` says that nothing of it may be told
    once the report isn't public, `quotes` that its words may not be once it is secret, and `named` the reports that the
    paragraphs after the first are about, one each.
    """

    subject: str
    text: str
    short: str = ""
    link: str = ""
    invites: str = ""
    stop_link: str = ""
    report: int | None = None
    answers: bool = False
    asks: str = ""
    follows: str = ""
    while_public: bool = False
    quotes: bool = False
    named: list[int] = field(default_factory=list)

    def seal(self) -> bytes:
        return encryption.seal(json.dumps(asdict(self)).encode(), context=CONTEXT)

    @classmethod
    def unseal(cls, stored: Stored) -> "Content":
        """Raises Undecipherable."""
        return cls(**json.loads(encryption.unseal(stored, context=CONTEXT)))
