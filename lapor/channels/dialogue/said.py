"""Who writes what, and what follows: the two ends of each turn of the talk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from lapor.accounts import contacts
from lapor.channels import writers
from lapor.channels.models import Correspondent, IncomingMessage
from lapor.channels.outbox import Way
from lapor.core.files import Accepted
from lapor.core.queries import one
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Channel, State
from lapor.reports.models import Report, Reporter
from lapor.reports.querysets import ReportQuerySet

QUESTION_LASTS = timedelta(days=1)
WORDLESS = "wordless"  # why a photo or a place waits of which nobody has said what it is about


@dataclass(frozen=True)
class Enclosed:
    """The files of one message, and a sentence for each that can't be kept."""

    files: tuple[Accepted, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """One message in the talk with one person, of whom we know a `contact`, by the name a submission has for it."""

    message: IncomingMessage
    writer: Correspondent
    text: str
    way: Way  # how to answer
    channel: Channel  # of a new report
    at: datetime
    contact: dict[str, str]  # {"phone": …}, {"email": …} or {"chat": …}
    enclosed: Mapping[int, Enclosed] = field(default_factory=dict)  # of this message, and of those that wait
    point: tuple[float, float] | None = None  # latitude, longitude
    unread: str = ""  # what kind of message this is, of which nothing can be read

    @property
    def asked(self) -> str:
        """The code of our question, as long as an answer can still be meant for it."""
        asked_at = self.writer.asked_at
        return self.writer.asked if asked_at and self.at - asked_at < QUESTION_LASTS else ""

    @cached_property
    def about(self) -> Report | None:
        """The report we asked about, where this person still may."""
        return self.own(self.writer.asked_about.number) if self.writer.asked_about else None

    @property
    def files(self) -> tuple[Accepted, ...]:
        return self._own.files

    @property
    def left_out(self) -> tuple[str, ...]:
        return self._own.left_out

    @property
    def _own(self) -> Enclosed:
        return self.enclosed.get(self.message.pk, Enclosed())

    def wordless(self) -> list[IncomingMessage]:
        """The photos and places of this person that still wait for a word, the first one first."""
        if self.channel == Channel.SMS:  # it carries words and nothing else
            return []
        lately = self.writer.messages.filter(received_at__gt=self.at - QUESTION_LASTS)
        waiting = lately.filter(state=IncomingMessage.State.WAITING, reason=WORDLESS)
        return list(waiting.exclude(pk=self.message.pk).order_by("pk"))

    @cached_property
    def sent_before(self) -> list[int]:
        """The reports with this contact, by one look into an index: most people write for the first time."""
        with_contact = Reporter.objects.filter(contact_tags__overlap=contacts.tags(**self.contact))
        return list(with_contact.values_list("report", flat=True))

    def reports(self) -> ReportQuerySet:
        """What was sent with this contact, newest first. Never a secret one: senders can be forged."""
        mine = Report.objects.with_holder().select_related("key").wholes()
        return mine.filter(pk__in=self.sent_before, is_secret=False).order_by("-pk")

    def waiting(self) -> Report | None:
        """The newest report that waits for a word of its reporter's."""
        if not self.sent_before:
            return None
        return self.reports().filter(state__in=[State.ON_HOLD, State.ANSWERED]).first()

    def talked_about(self) -> Report | None:
        """The report that this person's messages of the last day were about."""
        report = self.about or self.reports().first()
        lately = self.writer.messages.filter(report=report, received_at__gt=self.at - QUESTION_LASTS)
        return report if report and lately.exists() else None

    def own(self, number: int) -> Report | None:
        return one(self.reports().filter(number=number))

    def by(self, report: Report | None = None) -> Actor:
        return writers.acting(self.contact, *([report.number] if report else []))


@dataclass(frozen=True)
class Answer:
    """What we say, and what we remember of it: `asks` is our question now, `waits` why a person must look as well."""

    text: str = ""
    report: Report | None = None
    asks: str = ""
    waits: str = ""
    is_receipt: bool = False  # of a new report: it carries the PIN
    is_step: bool = False  # the report's newest event is what was just done: the answer stands for the notice of it
