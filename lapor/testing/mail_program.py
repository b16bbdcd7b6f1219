"""Somebody with a mail program: writes over real SMTP or LMTP, reads a real mailbox, and answers what lies there.

rini = MailProgram("rini@contoh.id", door=("127.0.0.1", 2525), mailbox=server)
rini.writes("lapor@lapor.example", "Jalan rusak", "Jalan berlubang sedalam lutut.")
rini.answers(rini.gets("Di mana kejadiannya?"), "Depan SD 002")
"""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from lapor.testing.kannel import wait_until
from lapor.testing.mail_server import Letter, MailServer


@dataclass
class MailProgram:
    address: str
    door: tuple[str, int]
    mailbox: MailServer
    client: type[smtplib.SMTP] = smtplib.SMTP

    @property
    def letters(self) -> list[Letter]:
        return [letter for letter in self.mailbox.letters if letter.to == self.address]

    def gets(self, words: str, *, again: Letter | None = None) -> Letter:
        """Wait for the letter with these words, wherever its lines end; with `again` for one more after that one."""
        found: list[Letter] = []

        def is_there() -> bool:
            since = self.letters.index(again) + 1 if again else 0
            found.extend(each for each in self.letters[since:] if words in " ".join(each.text.split()))
            return bool(found)

        wait_until(is_there)
        return found[0]

    def writes(self, to: str, subject: str, text: str) -> str:
        """A new mail; returns its Message-ID."""
        return self._sends(to, subject, text, {})

    def answers(self, letter: Letter, text: str) -> str:
        """Above the quoted letter, to its Reply-To, with what makes them one conversation; returns the Message-ID."""
        said = letter.message
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        body = f"{text}\n\nPada tanggal Sen, 2 Nov 2026 pukul 09.15 {said['From']}\nmenulis:\n\n{quoted}\n"
        thread = f"{said['References']} {said['Message-ID']}".strip()
        headers = {"In-Reply-To": said["Message-ID"], "References": thread}
        subject = said["Subject"].removeprefix("Re: ")
        return self._sends(said["Reply-To"], f"Re: {subject}", body, headers)

    def _sends(self, to: str, subject: str, text: str, headers: dict[str, str]) -> str:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"Rini Astuti <{self.address}>", to, subject
        mail["Message-ID"] = make_msgid(domain=self.address.partition("@")[2])
        for name, value in headers.items():
            mail[name] = value
        mail.set_content(text)
        with self.client(*self.door, timeout=60) as client:
            client.send_message(mail)
        return mail["Message-ID"]
