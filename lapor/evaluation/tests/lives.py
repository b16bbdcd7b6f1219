"""Lives of reports as dice make them, all by the real steps: for what must hold whatever happened."""

import random
from datetime import timedelta

from lapor.core.errors import Refused
from lapor.reports import actors, closing, holding, oversight, referral, response, verification
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

HOUR = timedelta(hours=1)


def live(cast, dice: random.Random, *, steps: int = 8) -> Report:
    """One report that takes some of these steps, whichever it may take, hours or weeks apart."""
    at = MONDAY + HOUR * dice.randrange(24 * 40)
    report = cast.submitted(at=at, agency=dice.choice([cast.unit("64.08"), cast.unit("64.71"), None]))
    for _ in range(dice.randrange(steps)):
        at += HOUR * dice.choice((1, 30, 24 * 12, 24 * 30))
        try:
            _step(cast, report.number, dice, at)
        except Refused:
            continue
    return report


def _step(cast, number: int, dice: random.Random, at) -> None:
    by, to = dice.choice((cast.vera, cast.vera, cast.kiki)), dice.choice(("64.08", "64.08/pu", "64.71"))
    handler, reporter = dice.choice((cast.arif, cast.bayu)), actors.pin_holder(number)
    report = Report.objects.get(number=number)
    match report.state:
        case "submitted" if not report.is_verified:
            verification.verify(number, cast.finding(), by=cast.vera, at=at, to=cast.unit(to))
        case "on_hold":
            holding.supply(number, text="Di KM 5.", by=reporter, at=at)
        case "answered":
            closing.accept(number, rating=dice.randrange(1, 6), by=reporter, at=at)
        case "closed" if dice.randrange(2):
            closing.reopen(number, reason="Belum.", by=reporter, at=at)
        case "closed":
            oversight.inspect(number, result=dice.choice(("verified", "not_verified")), text="Dilihat.", by=by, at=at)
        case _:
            holder = (
                cast.vera if report.agency.code == "pusat" else cast.kiki if report.agency.code == "64" else handler
            )
            _work(cast, number, dice, holder, at, to)


def _work(cast, number: int, dice: random.Random, holder, at, to: str) -> None:
    match dice.randrange(6):
        case 0:
            referral.refer(number, to=cast.unit(to), by=cast.vera, at=at)
        case 1:
            referral.give_back(number, reason="Bukan kami.", by=holder, at=at)
        case 2:
            holding.hold(number, question="Di mana?", by=holder, at=at)
        case 3:
            response.follow_up(number, text="Ditinjau.", by=holder, at=at)
        case _:
            response.answer(number, cast.solved(), by=holder, at=at)
