"""The end of a report and what comes after it: rating, closing by time, contesting, reopening, archiving."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files import Accepted
from lapor.reports import appeal, attachments, parts, privacy, record, roles
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import OPEN, Action, ArchiveReason, Audience, State, Who
from lapor.reports.models import Part, Report
from lapor.reports.words import require

REOPEN_WITHIN = timedelta(days=60)  # so that the question four weeks after closing can still lead to it
OWN_ACTION = (ArchiveReason.WITHDRAWN, ArchiveReason.DUPLICATE)  # withdrawing and joining, never `archive`
UNHAPPY = 2  # a rating up to this contests the closing


def accept(
    number: int, *, rating: int, text: str = "", files: tuple[Accepted, ...] = (), by: Actor, at: datetime
) -> Report:
    """The reporter rates the answer from 1 to 5: three and better closes the report, less contests it.

    At the last level of an appeal every rating closes it. Of a divided report every answer that waits is rated. The
    `files` are what shows that it is done well, or not.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `no_rating`.
    """
    if rating not in range(1, 6):
        raise Refused("no_rating", _("Pilih nilai 1 sampai 5."), field="rating")
    report = Report.objects.locked(number, by=by)
    if rating <= UNHAPPY and not appeal.is_last_level(report):
        reason = text or _("Dinilai %s dari 5.") % rating
        return contest(number, reason=reason, rating=rating, files=files, by=by, at=at)
    step = report.may(Action.ACCEPT, by=by)
    if report.is_divided:
        return parts.to_each(
            report, Action.ACCEPT, lambda part, by: accept(part, rating=rating, text=text, files=files, by=by, at=at),
            among=Q(state=State.ANSWERED), by=by, at=at, text=text, data={"rating": rating},
        )  # fmt: skip
    event = record.advance(
        report, step, by=by, at=at, data={"rating": rating} | attachments.noted(report, files),
        texts={Part.TEXT: text.strip()[:5000]}, audience=Audience.REPORTER if text.strip() or files else None,
        rating=rating, closed_at=at,
    )  # fmt: skip
    attachments.add(report, event, files)
    return report


def contest(
    number: int,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    rating: int | None = None,
    files: tuple[Accepted, ...] = (),
) -> Report:
    """The reporter disputes an answer or a closing: the next level up looks at it, not who answered. Counted apart.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `too_late`, `last_level`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.CONTEST, by=by)
    _check_window(report, at)
    appeal.check_not_last_level(report)
    if report.is_divided:
        return parts.to_each(
            report, Action.CONTEST,
            lambda part, by: contest(part, reason=reason, rating=rating, files=files, by=by, at=at),
            among=_as_far(report, at) & ~appeal.AT_LAST_LEVEL, by=by, at=at, text=require(reason),
            data={"rating": rating},
        )  # fmt: skip
    above = appeal.next_level_up(report)
    event = record.advance(
        report,
        step,
        by=by,
        at=at,
        holder=above,
        audience=Audience.REPORTER,
        data={"from": report.holder.code, "to": above.code, "rating": rating} | attachments.noted(report, files),
        texts={Part.TEXT: require(reason)},
        is_contested=True,
        rating=rating,
        answer_kind="",
        planned_date=None,
        closed_at=None,
    )
    attachments.add(report, event, files)
    return report


def reopen(number: int, *, reason: str, by: Actor, at: datetime) -> Report:
    """Take a closed report up again within 60 days.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `too_late`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.REOPEN, by=by)
    _check_window(report, at)
    if report.is_divided:
        return parts.to_each(
            report, Action.REOPEN, lambda part, by: reopen(part, reason=reason, by=by, at=at),
            among=_as_far(report, at), by=by, at=at, text=require(reason),
        )  # fmt: skip
    record.advance(
        report,
        step,
        by=by,
        at=at,
        audience=Audience.REPORTER,
        data={"reopened": report.reopen_count + 1},
        texts={Part.TEXT: require(reason)},
        reopen_count=report.reopen_count + 1,
        answer_kind="",
        planned_date=None,
        closed_at=None,
    )
    return report


def withdraw(number: int, *, by: Actor, at: datetime, reason: str = "") -> Report:
    """The reporter takes the report back. Raises NotFound; Refused: `wrong_state`, `not_your_step`."""
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.WITHDRAW, by=by)
    if report.is_divided:
        return parts.to_each(
            report, Action.WITHDRAW, lambda part, by: withdraw(part, reason=reason, by=by, at=at),
            among=Q(state__in=OPEN), by=by, at=at, text=reason,
        )  # fmt: skip
    _archive(report, step, ArchiveReason.WITHDRAWN, reason, by=by, at=at, audience=Audience.REPORTER)
    return report


def archive(number: int, *, reason: ArchiveReason, explanation: str, by: Actor, at: datetime) -> Report:
    """End a report without handling it, for a reason from the list that the reporter is told in words.

    Raises NotFound; Refused: `wrong_state`, `not_your_step`, `not_by_hand`, `national_only`, `empty`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.ARCHIVE, by=by)
    if reason in OWN_ACTION:
        raise Refused(
            "not_by_hand",
            _("Pilih alasan lain: menarik laporan dan menggabungkan punya tindakan sendiri."),
            field="reason",
        )
    if reason == ArchiveReason.NOT_GOVERNMENT and Who.NATIONAL_ADMIN not in roles.stance(report, by=by):
        # Whether no office at all is responsible can't be seen from one of them.
        sentence = _(
            "Bila bukan wewenang instansi Anda, verifikasi lalu kembalikan: meja nasional mencari yang berwenang."
        )
        raise Refused("national_only", sentence, field="reason")
    privacy.check_officer_words(report, explanation, field="explanation")
    _archive(report, step, reason, require(explanation, field="explanation"), by=by, at=at)
    return report


def close_by_time(report: Report, *, by: Actor, at: datetime) -> None:
    """Ten working days passed without a word from the reporter. The sweep calls it with the row locked."""
    step = report.may(Action.CLOSE_BY_TIME, by=by)
    record.advance(report, step, by=by, at=at, closed_at=at)


def archive_by_time(report: Report, *, by: Actor, at: datetime) -> None:
    """The reporter didn't supply what was missing in time. The sweep calls it with the row locked."""
    step = report.may(Action.ARCHIVE, by=by)
    _archive(report, step, ArchiveReason.INCOMPLETE, "", by=by, at=at)


def _archive(report, step, reason, text, *, by, at, audience=None) -> None:
    record.advance(
        report,
        step,
        by=by,
        at=at,
        audience=audience,
        data={"reason": reason},
        texts={Part.TEXT: text.strip()[:5000]},
        archive_reason=reason,
        before_hold="",
        closed_at=at,
    )


def window_is_open(report: Report, *, at: datetime) -> bool:
    """May a closing still be taken back? Always true of a report that isn't closed."""
    return not (report.state == State.CLOSED and report.closed_at and at > report.closed_at + REOPEN_WITHIN)


def _as_far(whole: Report, at: datetime) -> Q:
    """The parts of a divided report that stand where it stands, and whose closing may still be taken back."""
    return Q(state=whole.state) & (Q(closed_at__isnull=True) | Q(closed_at__gte=at - REOPEN_WITHIN))


def _check_window(report: Report, at: datetime) -> None:
    if not window_is_open(report, at=at):
        raise Refused(
            "too_late", _("Laporan ini selesai lebih dari 60 hari lalu. Kirim laporan baru, dan sebut nomornya.")
        )
