"""An answer to a mail of ours: what it is about, which question it answers, and what it asks for."""

from dataclasses import dataclass
from functools import cached_property

from lapor.channels.dialogue import reporting, steps
from lapor.channels.dialogue.commands import Command, Verb
from lapor.channels.dialogue.said import Said
from lapor.channels.email import orders
from lapor.reports import adding, fixing
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet

WAITS = (State.ON_HOLD, State.ANSWERED)  # for words of the reporter
RATING = "rating"  # our question to the address on file whether a rating that came from another one is theirs


@dataclass(frozen=True, kw_only=True)
class Reply(Said):
    """An answer to a mail of ours: it speaks of this one report, also of a secret one, and of no other."""

    report: Report
    question: str  # that its address was given away with
    subject: str
    name: str  # its Message-ID
    is_from_file: bool  # written from the address that our mails about this report go to

    @property
    def asked(self) -> str:
        """The question, as long as it is one."""
        moot = {
            reporting.PLACE: self.report.state in WAITS or "place" not in self.report.missing,
            reporting.AGENCY: not adding.may_choose_agency(self.report),
            RATING: True,  # answered by a rating, never by a yes
        }
        return "" if moot.get(self.question) else self.question

    @property
    def may_rate(self) -> bool:
        """Whoever has a mail of ours that was passed on may write; only the reporter, or who was asked, may rate."""
        return self.is_from_file or self.question == RATING

    @property
    def names_another(self) -> bool:
        """Is it about another report than the mail that it answers?"""
        return self.command.number not in (None, self.report.number)

    @cached_property
    def about(self) -> Report | None:
        return self.report

    @cached_property
    def sent_before(self) -> list[int]:
        return [self.report.pk]

    def reports(self) -> ReportQuerySet:
        return Report.objects.with_holder().select_related("key").filter(pk=self.report.pk)

    @cached_property
    def command(self) -> Command:
        """Yes and no are one as long as they are asked for: "tidak" also answers what an officer asked."""
        command = orders.read(self.text)
        if self.asked == steps.REOPEN and orders.first_line(self.text).verb == Verb.YES:
            return Command(Verb.YES, self.text)  # what stands below it is the reason
        if command.verb == Verb.YES and steps.NOT_FIXED.search(command.text.casefold()):
            return Command(Verb.FREE, self.text)  # "ya, tapi rusak lagi"
        if command.verb in (Verb.YES, Verb.NO) and not self._may_answer(command):
            return Command(Verb.FREE, self.text)
        return command

    def _may_answer(self, command: Command) -> bool:
        if self.asked in (reporting.PLACE, reporting.AGENCY):
            return command.verb == Verb.NO and len(command.text.split()) <= 1  # "tidak tahu"
        if self.asked or fixing.awaits_answer(self.report, at=self.at):
            return True
        if self.report.state == State.ANSWERED:
            return command.verb == Verb.YES and not command.text
        return self.report.state != State.ON_HOLD and steps.may_hear_of_ombudsman(self.report, self)
