"""Verification: an admin classifies a report, sets its privacy and writes the public version beside the original."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lapor.agencies.models import Category, Unit
from lapor.core.errors import Refused
from lapor.reports import attachments, clocks, privacy, record, referral
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action, Audience, ReportClass
from lapor.reports.models import Part, Report
from lapor.reports.words import require

PUBLIC_TITLE_LENGTH = 200
PUBLIC_TEXT_LENGTH = 10_000


@dataclass(frozen=True)
class Finding:
    """What the verifier found and wrote."""

    report_class: ReportClass
    category: Category
    public_title: str = ""
    public_text: str = ""
    raise_anonymous: bool = False
    raise_secret: bool = False
    public_files: frozenset[int] = frozenset()  # ids of the attachments that everybody may see
    personal_data_checked: bool = False


def verify(number: int, finding: Finding, *, by: Actor, at: datetime, to: Unit | None = None, note: str = "") -> Report:
    """Classify and publish a report, and refer it at once where `to` says so. Call it in a transaction.

    Flags can be raised here, never lowered. A secret report isn't published. Raises NotFound; Refused: `not_your_step`,
    `wrong_state`, `empty`, `too_long`, `personal_data`, `closed_category`, and those of `referral.refer`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.VERIFY, by=by)
    _check_category(finding.category, at)
    secret = report.is_secret or finding.raise_secret
    changes: dict[str, Any] = {
        "report_class": finding.report_class,
        "category": finding.category,
        "is_anonymous": report.is_anonymous or finding.raise_anonymous,
        "is_secret": secret,
        "verified_at": at,
    }
    if not secret:
        changes |= _public_version(report, finding) | {"published_at": at}
    data = {
        "class": finding.report_class,
        "category": finding.category.code,
        "anonymous": changes["is_anonymous"],
        "secret": secret,
        "published": not secret,
    }
    record.advance(report, step, by=by, at=at, data=data, **changes)
    if not secret:
        _show_files(report, finding.public_files)
    return referral.hand_on(report, to=to, by=by.acting(), at=at, note=note) if to is not None else report


def reclassify(
    number: int, *, report_class: ReportClass, category: Category, by: Actor, at: datetime, reason: str
) -> Report:
    """Correct class or category; the class clock that runs keeps its start and takes the new class's length.

    Raises NotFound; Refused: `not_your_step`, `wrong_state`, `empty`, `closed_category`, `nothing_to_change`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.RECLASSIFY, by=by)
    _check_category(category, at)
    if (report.report_class, report.category_id) == (report_class, category.pk):
        raise Refused("nothing_to_change", _("Tidak ada yang berubah."))
    was = report.report_class
    data = {"class": [was, report_class], "category": category.code}
    record.advance(
        report,
        step,
        by=by,
        at=at,
        data=data,
        texts={Part.NOTE: require(reason, field="reason")},
        report_class=report_class,
        category=category,
    )
    clocks.reclassified(report, was=was, at=at)
    return report


def revise(
    number: int, *, title: str, text: str, public_files: frozenset[int], checked: bool, by: Actor, at: datetime
) -> Report:
    """Write the public version anew, after the same check; also publishes what stopped being secret.

    Raises NotFound; Refused: `not_your_step`, `wrong_state`, `secret`, `empty`, `too_long`, `personal_data`.
    """
    report = Report.objects.locked(number, by=by)
    step = report.may(Action.REVISE if report.published_at else Action.PUBLISH, by=by)
    if report.is_secret or report.category is None:
        raise Refused("secret", _("Laporan rahasia tidak punya versi publik."))
    finding = Finding(
        ReportClass(report.report_class),
        report.category,
        public_title=title,
        public_text=text,
        personal_data_checked=checked,
    )
    changes = _public_version(report, finding)
    record.advance(report, step, by=by, at=at, published_at=report.published_at or at, **changes)
    _show_files(report, public_files)
    return report


def _check_category(category: Category, at: datetime) -> None:
    if not category.is_current(at):
        raise Refused("closed_category", _("Topik ini sudah ditutup. Pilih topik lain."), field="category")


def _public_version(report: Report, finding: Finding) -> dict[str, Any]:
    title = require(finding.public_title, field="public_title", most=PUBLIC_TITLE_LENGTH)
    text = require(finding.public_text, field="public_text", most=PUBLIC_TEXT_LENGTH)
    privacy.check_publishable(report, title, text, checked=finding.personal_data_checked)
    return {"public_title": title, "public_text": text}


def _show_files(report: Report, public: frozenset[int]) -> None:
    """Of the reporter's files those that an officer ticked are public; files of answers stay as they are."""
    for file in attachments.of_reporter(report).only("audience"):
        audience = Audience.PUBLIC if file.pk in public else Audience.REPORTER
        if file.audience != audience:
            file.audience = audience
            file.save(update_fields=["audience"])
