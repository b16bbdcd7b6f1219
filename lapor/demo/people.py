"""The officers of the demo: random passwords and second factors, written where only the folder's owner reads them."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from lapor.accounts import officers
from lapor.agencies import memberships
from lapor.agencies.models import Role, Unit

FILE = "demo-accounts.txt"
DOMAIN = "demo.lapor.example"
LONG_THERE = timedelta(days=700)  # so long they have sat here: much of what the demo tells lies in the past
CONNECTED = ("pusat", "64", "64.08", "64.71", "ksp", "ombudsman")


@dataclass(frozen=True)
class Demo:
    """One account of the demo."""

    login: str
    name: str
    role: Role
    unit: str


PEOPLE = (
    Demo("pusat", "Vera Lestari", Role.NATIONAL_ADMIN, "pusat"),
    Demo("kutim", "Arif Rahman", Role.AGENCY_ADMIN, "64.08"),
    Demo("bupati", "Hadi Kusuma", Role.HEAD_OF_AGENCY, "64.08"),
    Demo("kaltim", "Kiki Amalia", Role.COORDINATOR, "64"),
    Demo("balikpapan", "Bayu Pratama", Role.AGENCY_ADMIN, "64.71"),
    Demo("inspektorat", "Inka Maharani", Role.AUDITOR, "64.08"),
    Demo("ombudsman", "Yani Wijaya", Role.OVERSEER, "ombudsman"),
    Demo("penjaga", "Kusno Hartono", Role.CUSTODIAN, "ombudsman"),
    Demo("ksp", "Prio Santoso", Role.PRIORITY_CONTROLLER, "ksp"),
    Demo("pemelihara", "Mira Utami", Role.MAINTAINER, "ksp"),
    Demo("pu", "Otto Siregar", Role.LIAISON, "64.08/dpupr"),
    Demo("air", "Wati Handayani", Role.LIAISON, "64.08/perumdam"),
    Demo("dukcapil", "Dian Puspita", Role.LIAISON, "64.08/disdukcapil"),
    Demo("loket", "Dewi Anggraini", Role.DESK_OFFICER, "64.08"),
)


def create(*, at: datetime) -> Path:
    """Make every account and one liaison for each unit of Kutai Timur; returns the file with their passwords."""
    Unit.objects.filter(code__in=CONNECTED).update(connected=True)
    everybody = [*PEOPLE, *_liaisons(at)]
    lines = ["# Akun demo: surel, kata sandi, peran. Kode masuk (faktor kedua): lapor demo --code SUREL", ""]
    with transaction.atomic():
        for person in everybody:
            password = secrets.token_urlsafe(12)
            unit = Unit.objects.get(code=person.unit)
            login = f"{person.login}@{DOMAIN}"
            user = officers.create(login, person.name, password=password, at=at)
            memberships.grant(user, unit=unit, role=person.role, at=at - LONG_THERE)
            TOTP.activate(user, generate_totp_secret())
            lines.append(f"{login}  {password}  {person.role.label}, {unit.name}")
    return _write(lines)


def _liaisons(at: datetime) -> list[Demo]:
    taken = {person.unit for person in PEOPLE}
    kutim = Unit.objects.get(code="64.08")
    units = Unit.objects.current(at).under(kutim).exclude(pk=kutim.pk).order_by("code")
    return [
        Demo(unit.code.replace("/", "-"), f"Narahubung {unit.short_name or unit.name}"[:120], Role.LIAISON, unit.code)
        for unit in units
        if unit.code not in taken
    ]


def current_code(login: str, *, at: datetime) -> str:
    """The six digits that the authenticator app of a demo account would show now.

    Raises Authenticator.DoesNotExist for any other account: those have their own second factor.
    """
    authenticator = Authenticator.objects.get(
        type=Authenticator.Type.TOTP, user__login=login, user__login__endswith=f"@{DOMAIN}"
    )
    secret = decrypt(authenticator.data["secret"])
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // mfa_settings.TOTP_PERIOD))


def _write(lines: list[str]) -> Path:
    path = settings.LAPOR_HOME / FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)  # also where the file was there before
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path
