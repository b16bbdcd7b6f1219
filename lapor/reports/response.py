"""Follow-up and answer: what the unit did and says, approved by a second officer where the agency demands it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.reports import appeal, attachments, clocks, grounds, parts, privacy, record, roles
from lapor.reports.actors import Actor
from lapor.reports.ladder import Yardstick
from lapor.reports.lifecycle import Action, AnswerKind, Audience, ClockKind, State, Who
from lapor.reports.models import Event, Part, Report
from lapor.reports.words import require

MOST_EXTENSIONS = 2
LONGEST_EXTENSION = 30  # working days
LONGEST_PLAN = timedelta(days=5 * 365)  # an answer for later than the next budgets is no plan


@dataclass(frozen=True)
class Answer:
    """What the reporter is told: done, planned for a day, refused on a legal ground; on an appeal its outcome too."""

    kind: AnswerKind
    text: str
    planned_date: date | None = None
    ground: str = ""
    files: tuple[Accepted, ...] = ()
    appeal: str = ""  # AppealOutcome


def needs_approval(report: Report, *, by: Actor) -> bool:
    """Must a second officer see this before the reporter does?"""
    demanded = report.holder.requires_approval or report.agency.requires_approval
    return demanded and not roles.stance(report, by=by) & {Who.AGENCY_ADMIN}


def follow_up(number: int, *, text: str, by: Actor, at: datetime, files: tuple[Accepted, ...] = ()) -> Report:
    """Tell what was done so far; stops the first-follow-up clock.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `needs_approval`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.FOLLOW_UP, by=by)
    _check_undisputed(report)
    if needs_approval(report, by=by):
        raise Refused("needs_approval", _("Instansi Anda meminta persetujuan admin sebelum tindak lanjut dikirim."))
    privacy.check_officer_words(report, text)
    event = record.advance(
        report, step, by=by, at=at, data=attachments.noted(report, files), texts={Part.TEXT: require(text)}
    )
    attachments.add(report, event, files, audience=Audience.PUBLIC)
    return report


def answer(number: int, given: Answer, *, by: Actor, at: datetime) -> Report:
    """Answer the reporter, who then has ten working days; a planned answer waits for its date instead.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `needs_approval`, `empty`, `no_date`, `past_date`,
    `far_date`, `not_ours`, `no_ground`, `same_officer`, `no_outcome`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.ANSWER, by=by)
    _check_undisputed(report)
    _check(report, given, at)
    if needs_approval(report, by=by):
        raise Refused("needs_approval", _("Instansi Anda meminta persetujuan admin sebelum jawaban dikirim."))
    event = record.advance(
        report,
        step,
        by=by,
        at=at,
        data=_facts(report, given) | attachments.noted(report, given.files),
        texts={Part.TEXT: given.text.strip(), Part.GROUND: given.ground.strip()},
        answered_at=at,
        answer_kind=given.kind,
        planned_date=given.planned_date,
        proposal=None,
    )
    attachments.add(report, event, given.files, audience=Audience.PUBLIC)
    return report


def propose(number: int, given: Answer, *, by: Actor, at: datetime) -> Report:
    """Draft an answer for a second officer to approve; officers alone see it.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, and those of the answer itself.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.PROPOSE, by=by)
    _check_undisputed(report)
    _check(report, given, at)
    event = record.advance(
        report,
        step,
        by=by,
        at=at,
        data=_facts(report, given) | attachments.noted(report, given.files),
        texts={Part.TEXT: given.text.strip(), Part.GROUND: given.ground.strip()},
    )
    report.proposal = event
    report.save(update_fields=["proposal"])
    attachments.add(report, event, given.files, audience=Audience.OFFICERS)
    return report


def approve(number: int, *, by: Actor, at: datetime) -> Report:
    """Send the proposed answer as it stands. Raises NotFound; Refused: `no_proposal`, `four_eyes`, `not_your_step`,
    `personal_data`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.ANSWER, by=by)
    proposal = _proposal(report, by)
    if needs_approval(report, by=by):
        raise Refused("not_your_step", _("Usulan jawaban disetujui oleh admin instansi."))
    words = {Part(content.part): content.read(report.data_key) for content in proposal.contents.all()}
    privacy.check_officer_words(report, *words.values())  # it may have been a secret report when they were written
    planned = proposal.data.get("planned_date")
    record.advance(
        report,
        step,
        by=by,
        at=at,
        data=proposal.data | {"proposal": proposal.seq},
        texts=words,
        answered_at=at,
        answer_kind=proposal.data["kind"],
        planned_date=date.fromisoformat(planned) if planned else None,
        proposal=None,
    )
    report.attachments.filter(event=proposal).update(audience=record.ceiling(report, Audience.PUBLIC))
    return report


def reject(number: int, *, reason: str, by: Actor, at: datetime) -> Report:
    """Send a proposed answer back to its author. Raises NotFound; Refused: `no_proposal`, `four_eyes`, `empty`."""
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.REJECT, by=by)
    proposal = _proposal(report, by)
    texts = {Part.NOTE: require(reason, field="reason")}
    record.advance(report, step, by=by, at=at, data={"proposal": proposal.seq}, texts=texts, proposal=None)
    return report


def extend(number: int, *, days: int, reason: str, by: Actor, at: datetime) -> Report:
    """Give the class clock some working days more, at most twice; the reporter sees when and why.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `no_clock`, `too_often`, `too_long`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.EXTEND, by=by)
    clock = clocks.running(report, ClockKind.SETTLEMENT)
    if clock is None:
        raise Refused("no_clock", _("Tidak ada tenggat yang berjalan."))
    if clock.extensions >= MOST_EXTENSIONS:
        raise Refused("too_often", _("Tenggat sudah diperpanjang dua kali, dan itu batasnya."))
    if not 1 <= days <= LONGEST_EXTENSION:
        raise Refused("too_long", _("Perpanjangan 1 sampai %s hari kerja.") % LONGEST_EXTENSION, field="days")
    reason = require(reason, field="reason")
    privacy.check_officer_words(report, reason, field="reason")
    due_before = clock.due_at
    clocks.extend(report, clock, days=days, at=at)
    data = {"clock": clock.kind, "days": days, "from": due_before.isoformat(), "to": clock.due_at.isoformat()}
    record.advance(report, step, by=by, at=at, data=data, texts={Part.TEXT: reason})
    return report


def possible_extensions(report: Report, *, at: datetime) -> dict[int, date]:
    """To which day each possible number of working days would take the class clock; empty where none runs."""
    clock, measure = clocks.running(report, ClockKind.SETTLEMENT), Yardstick(at)
    if clock is None:
        return {}
    zone = ZoneInfo(clock.tz)
    return {
        days: clocks.extended(clock, days=days, measure=measure).astimezone(zone).date()
        for days in range(1, LONGEST_EXTENSION + 1)
    }


def reply(number: int, *, text: str, by: Actor, at: datetime, files: tuple[Accepted, ...] = ()) -> Report:
    """The reporter answers back: not settled yet. The class clock goes on.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.REPLY, by=by)
    if report.is_divided:
        return parts.to_each(
            report, Action.REPLY, lambda part, by: reply(part, text=text, files=files, by=by, at=at),
            among=Q(state=State.ANSWERED), by=by, at=at, text=require(text),
        )  # fmt: skip
    event = record.advance(
        report,
        step,
        by=by,
        at=at,
        data=attachments.noted(report, files),
        texts={Part.TEXT: require(text)},
        audience=Audience.REPORTER,
    )
    attachments.add(report, event, files)
    return report


def resume(report: Report, *, by: Actor, at: datetime) -> None:
    """The promised day of a planned answer has come; not a reopening. The sweep calls it with the row locked."""
    step = report.may(Action.RESUME, by=by)
    record.advance(report, step, by=by, at=at, answer_kind="", planned_date=None)


def _check_undisputed(report: Report) -> None:
    if report.in_arbitration:
        raise Refused("arbitration", _("Laporan ini menunggu keputusan koordinator tentang siapa yang berwenang."))


def _check(report: Report, given: Answer, at: datetime) -> None:
    require(given.text)
    privacy.check_officer_words(report, given.text, given.ground)
    if given.kind == AnswerKind.PLANNED:
        if given.planned_date is None:
            raise Refused("no_date", _("Isi tanggal yang dijanjikan."), field="planned_date")
        today = at.astimezone(ZoneInfo(report.agency.tz)).date()
        if given.planned_date <= today:
            raise Refused("past_date", _("Tanggal yang dijanjikan harus setelah hari ini."), field="planned_date")
        if given.planned_date > today + LONGEST_PLAN:
            raise Refused("far_date", _("Tanggal yang dijanjikan paling lama lima tahun lagi."), field="planned_date")
    grounds.check(given.kind, given.text, given.ground)


def _proposal(report: Report, by: Actor) -> Event:
    if report.proposal is None or report.state not in (State.REFERRED, State.IN_PROGRESS):
        raise Refused("no_proposal", _("Tidak ada usulan jawaban yang menunggu."))
    if (report.proposal.actor_kind, report.proposal.actor_ref) == (by.kind, by.ref):
        raise Refused("four_eyes", _("Usulan Anda sendiri disetujui oleh petugas lain."))
    return report.proposal


def _facts(report: Report, given: Answer) -> dict:
    return {
        "kind": given.kind,
        "planned_date": given.planned_date.isoformat() if given.planned_date else None,
    } | appeal.outcome(report, given.appeal)
