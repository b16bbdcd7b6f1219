"""Rini's report sixty-one days later: consent, details, package."""

from datetime import date, timedelta

from django.db import transaction

from lapor.ombudsman import consent, packages
from lapor.ombudsman.details import Details, MaritalStatus, disclose
from lapor.ombudsman.models import Package
from lapor.reports import actors
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

LATER = MONDAY + timedelta(days=61)
SAID = {
    "name": "Rini Astuti Wulandari",
    "birth_place": "Sangatta",
    "birth_date": date(1990, 5, 17),
    "marital_status": MaritalStatus.MARRIED,
    "occupation": "Guru",
    "address": "Gang Kenari 7, Sangatta Utara",
    "keep_secret": True,
    "description": "Jalan berlubang sejak tahun lalu dan tidak ada yang datang.",
    "event_date": date(2026, 10, 1),
    "complained": "Melalui LAPOR! pada 2 November.",
}


def told(**said) -> Details:
    return Details(**{**SAID, **said})


def reporter(report):
    return actors.pin_holder(report.number)


@transaction.atomic
def agreed(cast, *, at=LATER, **said) -> Report:
    """In progress for sixty-one days, and Rini lets the Ombudsman read it."""
    report = cast.in_progress(**said)
    return consent.give(report.number, by=reporter(report), at=at)


@transaction.atomic
def disclosed(cast, *, at=LATER, details=None, **said) -> Report:
    report = agreed(cast, at=at, **said)
    return disclose(report.number, details or told(), by=reporter(report), at=at)


@transaction.atomic
def handed_over(cast, *, at=LATER, **said) -> Package:
    report = disclosed(cast, at=at, **said)
    return packages.hand_over(report.number, by=actors.system(), at=at)
