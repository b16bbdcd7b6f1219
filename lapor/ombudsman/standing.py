"""How a report stands with the Ombudsman: what hangs on the consent, and which reports wait for their package."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lapor.core.errors import Refused
from lapor.ombudsman.models import Disclosure, Package
from lapor.reports.lifecycle import ArchiveReason, Relation
from lapor.reports.models import Report
from lapor.reports.querysets import ReportQuerySet

MAKER = "lapor.ombudsman.tasks.make"  # by name: the jobs know the room, not the room its jobs


def check(report: Report) -> None:
    """May something be told of this report, or handed over? The caller has locked it.

    What was asked for while the report was open still stands when it was closed meanwhile: closing takes no consent
    back. Raises Refused: `part`, `no_consent`, `handed_over`.
    """
    if report.relation == Relation.PART:
        raise Refused("part", _("Berkas untuk Ombudsman dibuat dari laporan lengkapnya."))
    if report.ombudsman_consent_at is None or report.archive_reason == ArchiveReason.WITHDRAWN:
        raise Refused("no_consent", _("Pelapor tidak (lagi) mengizinkan Ombudsman membaca laporan ini."))
    if Package.objects.filter(report=report, consent_at=report.ombudsman_consent_at).exists():
        raise Refused("handed_over", _("Berkasnya sudah diserahkan kepada Ombudsman."))


def may_be_handed_over(report: Report) -> bool:
    """Would `check` let it pass?"""
    try:
        check(report)
    except Refused:
        return False
    return True


def due() -> ReportQuerySet:
    """Consent and details are there, the package isn't: the system makes those that aren't secret, officers the rest.

    A report whose key was erased has nothing left to hand over.
    """
    consent = OuterRef("ombudsman_consent_at")
    return Report.objects.filter(
        Exists(Disclosure.objects.filter(report=OuterRef("pk"), consent_at=consent)),
        ~Exists(Package.objects.filter(report=OuterRef("pk"), consent_at=consent)),
        ombudsman_consent_at__isnull=False,
        key__isnull=False,
    ).exclude(archive_reason=ArchiveReason.WITHDRAWN)


def waits_for_officer(report: Report) -> bool:
    """Is this a secret report whose package somebody has to make? Cheap for all others."""
    return report.is_secret and report.ombudsman_consent_at is not None and due().filter(pk=report.pk).exists()


def let_it_be_made(report: Report) -> None:
    """Make the package in the background, once this transaction has committed; a secret report waits for an officer."""
    if not report.is_secret:
        app.configure_task(MAKER).defer(number=report.number)


def left_behind() -> list[int]:
    """Reports whose details outlived their consent, whichever way it went, or are of no use any more."""
    stands = Q(consent_at=F("report__ombudsman_consent_at"), report__ombudsman_consent_at__isnull=False)
    unwanted = Q(report__archive_reason=ArchiveReason.WITHDRAWN, report__packages__isnull=True)
    return list(Disclosure.objects.filter(~stands | unwanted).values_list("report_id", flat=True).distinct())
