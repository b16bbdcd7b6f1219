"""Finding a report by number and PIN: the way in without an account. Guesses are limited, answers look alike."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.core.errors import Refused
from lapor.core.numbers import read_number
from lapor.core.queries import one
from lapor.reports import intake
from lapor.reports.models import Report

GUESSES = 10
GUESSES_PER_ADDRESS = 60
WITHIN = timedelta(hours=1)


def open_with_pin(number_typed: str, pin_typed: str, *, at: datetime, address: str) -> Report:
    """The report that this number and PIN belong to.

    Raises Refused: `bad_number` for a mistyped number (its check digit tells), `no_match` whether the number is unknown
    or the PIN wrong, `too_many` after ten wrong guesses an hour at one report or sixty from one address.
    """
    number = read_number(number_typed)
    if number is None:
        raise Refused(
            "bad_number",
            _("Nomor laporan terdiri dari 10 angka. Periksa lagi, mungkin ada yang keliru."),
            field="number",
        )
    _limit(limits.key("pin", number), GUESSES, at)
    _limit(limits.key("pin address", address), GUESSES_PER_ADDRESS, at)
    report = one(Report.objects.with_holder().filter(number=number))
    pin = "".join(character for character in pin_typed[:40] if character.isdigit())
    if report is None and len(pin) == intake.LONG_PIN:
        make_password(pin)  # as long as for a secret report: the time taken must not tell whether there is one
    if report is None or not intake.pin_fits(report, pin):
        raise Refused("no_match", _("Nomor dan PIN ini tidak cocok. Periksa tanda terima Anda."), field="pin")
    return report


def _limit(key: bytes, most: int, at: datetime) -> None:
    if not limits.allow(key, at=at, most=most, within=WITHIN):
        raise Refused("too_many", _("Terlalu banyak percobaan. Coba lagi satu jam lagi."), field="pin")
