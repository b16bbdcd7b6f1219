"""One report in the demo whose reporter lets the Ombudsman have it; the worker makes its package."""

from datetime import date, datetime

from django.db import transaction

from lapor.ombudsman import consent, details
from lapor.ombudsman.details import Details, MaritalStatus
from lapor.reports import actors, overseeing


@transaction.atomic
def create(*, at: datetime) -> None:
    """Call it when the demo's reports are there; does nothing where none is old enough."""
    old = overseeing.unsettled(at).filter(ombudsman_consent_at=None, is_secret=False).order_by("id").first()
    if old is None:
        return
    by = actors.pin_holder(old.number)
    told = Details(
        name="Contoh Pelapor",
        birth_place="Sangatta",
        birth_date=date(1985, 8, 17),
        marital_status=MaritalStatus.MARRIED,
        occupation="Pedagang",
        address="Jalan Contoh 1, Sangatta Utara, Kutai Timur",
        keep_secret=False,
        description=old.public_text or "Laporan ini belum ditangani sampai selesai.",
        event_date=old.submitted_at.date(),
        complained=f"Melalui LAPOR! dengan nomor {old.number}.",
    )
    consent.give(old.number, by=by, at=at)
    details.disclose(old.number, told, by=by, at=at)
