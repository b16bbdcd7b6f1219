"""How the agencies of the demo came to be connected: Kutai Timur and its neighbours step by step, others in outline."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from lapor.accounts.models import User
from lapor.agencies.models import Kind, Role, Unit
from lapor.connection import decrees, invitations, ladder, roles, targets, trainings
from lapor.connection.models import Status, Step
from lapor.core.files import Accepted, Limits, inspect

DAY = timedelta(days=1)
YEARS = 3
TARGETS: dict[str, int | None] = {
    Kind.PROVINCE: 24,
    Kind.REGENCY: 150,
    Kind.CITY: 45,
    Kind.MINISTRY: 30,
    Kind.INSTITUTION: 20,
}


class Chronicle:
    """Writes down what would have happened, with moments in the past."""

    def __init__(self, *, at: datetime):
        self.now, self.today = at, timezone.localdate(at)
        self.dice = random.Random(490)  # noqa: S311  (the same demo every time, nothing secret)
        self.vera = User.objects.filter(memberships__role=Role.NATIONAL_ADMIN).earliest("pk")

    def one_by_one(self) -> None:
        """Kutai Timur all the way up, its neighbours on each rung, with invitation, decree and training."""
        kutim, paser, mahulu, nunukan, tarakan = (
            Unit.objects.get(code=code) for code in ("64.08", "64.01", "64.11", "65.03", "65.71")
        )
        self._invited_by_letter(kutim, ago=680)
        self._decree(kutim, "188.4/K.118/2025", ago=650, lasts=850)
        self._train(kutim, "Bimtek admin LAPOR! angkatan I", "Hotel Mesra, Samarinda", ago=620)
        ladder.connect(kutim, on=self.today - 600 * DAY, by=self.vera, at=self._then(600))
        self._invited_by_letter(nunukan, ago=200)
        self._decree(nunukan, "100.3.3.2/87/2026", ago=170, lasts=900)
        self._train(nunukan, "Bimtek admin LAPOR! angkatan IV", "Diskominfo Kalimantan Utara, Tanjung Selor", ago=120)
        self._invited_by_letter(paser, ago=60)
        self._decree(paser, "188.45/512/KEP/2026", ago=20, lasts=700)
        invitation = self._invite(mahulu, "Rahma Yuliani", "rahma.yuliani", ago=12)
        decrees.send_invited(invitation, self._paper("500/21/SK/2026", ago=10, lasts=700), at=self._then(9))
        self._disconnected(tarakan)

    def of_the_rest(self) -> None:
        """By the dice: each province has a pace of its own. Kutai Barat stays for whoever tries it out."""
        paces: dict[str, float] = {}
        history: list[Step] = []
        written = Step.objects.values("agency")
        rest = roles.agencies().current(self.now).exclude(pk__in=written).exclude(code="64.07")
        for agency in rest.order_by("code"):
            pace = paces.setdefault(agency.code[:2], self.dice.uniform(0.15, 0.95))
            is_through = agency.connected or pace > 0.85  # a few provinces are all connected
            height = 4 if is_through else int(self.dice.triangular(0, 5.4, pace * 5))
            history += self._climb(agency, height)
        ladder.bring_in(history)

    def _climb(self, agency: Unit, height: int) -> Iterator[Step]:
        """So many rungs, the last of them some time ago."""
        gone = sorted((self.dice.randrange(20, YEARS * 365) for _ in range(height)), reverse=True)
        for status, ago in zip(ladder.ORDER[1:], gone, strict=False):
            yield Step(agency=agency, status=status, on_date=self.today - ago * DAY, recorded_at=self.now, by=self.vera)

    def _disconnected(self, agency: Unit) -> None:
        """Was connected, and lost its team."""
        ladder.bring_in(list(self._climb(agency, 4)))
        last = agency.connection_steps.latest("on_date").on_date
        self._record(agency, Status.INVITED, max(self.today - 15 * DAY, last), "SK Tim habis dan tidak diperpanjang.")

    def _invited_by_letter(self, agency: Unit, *, ago: int) -> None:
        self._record(agency, Status.INVITED, self.today - ago * DAY, "Undangan lewat surat gubernur.")

    def _record(self, agency: Unit, status: Status, on: date, note: str) -> None:
        ladder.record(agency, status, on=on, note=note, by=self.vera, at=self.now)

    def _invite(self, agency: Unit, name: str, login: str, *, ago: int) -> invitations.Invitation:
        email = f"{login}@demo.lapor.example"
        return invitations.invite(agency, name=name, email=email, by=self.vera, at=self._then(ago))

    def _decree(self, agency: Unit, number: str, *, ago: int, lasts: int) -> None:
        decrees.send(agency, self._paper(number, ago=ago + 7, lasts=lasts), by=self.vera, at=self._then(ago))

    def _paper(self, number: str, *, ago: int, lasts: int) -> decrees.Paper:
        made = self.today - ago * DAY
        return decrees.Paper(
            number=number, decree_date=made, valid_from=made, last_day=made + lasts * DAY,
            about="Tim Pengelola Pengaduan Pelayanan Publik", file=_scan(number),
        )  # fmt: skip

    def _train(self, agency: Unit, about: str, place: str, *, ago: int) -> None:
        then = self._then(ago)
        training = trainings.plan(about=about, place=place, held_on=timezone.localdate(then), by=self.vera, at=then)
        for name in ("Sari Dewi", "Yusuf Maulana"):
            trainings.expect(training, agency=agency, name=name, office="Diskominfo", by=self.vera, at=then)
        trainings.hand_out(training, title="Buku saku admin instansi", file=_scan(about), by=self.vera, at=then)
        present = training.participants.values_list("pk", flat=True)[:1]
        trainings.call_roll(training, list(present), by=self.vera, at=then)

    def _then(self, ago: int) -> datetime:
        return self.now - ago * DAY


def create(*, at: datetime) -> None:
    """Tell how the agencies came this far, and what the national admin wants by the end of the year."""
    chronicle = Chronicle(at=at)
    with transaction.atomic():
        chronicle.one_by_one()
        chronicle.of_the_rest()
        targets.set_for(chronicle.today.year, TARGETS, by=chronicle.vera, at=at)


def _scan(words: str) -> Accepted:
    """A page that says that it is an example."""
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).multiline_text((80, 120), f"CONTOH\n\n{words}\n\nBukan dokumen resmi.", fill="black")
    content = BytesIO()
    page.save(content, "PNG")
    return inspect(SimpleUploadedFile("contoh.png", content.getvalue()), limits=Limits())
