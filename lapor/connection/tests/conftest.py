"""The way of Samarinda, which isn't connected: as far as a test needs it, by the real steps."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from lapor.connection import decrees, invitations, ladder, trainings
from lapor.connection.decrees import Paper
from lapor.core.files import Limits, inspect
from lapor.core.tests.samples import pdf, upload
from lapor.testing.cast import MONDAY

TODAY = MONDAY.date()


def scan(content: bytes | None = None, name: str = "SK.pdf"):
    return inspect(upload(content or pdf(), name), limits=Limits())


def paper(**said) -> Paper:
    words = {
        "number": "100.3/K.12/2026",
        "decree_date": date(2026, 1, 5),
        "valid_from": date(2026, 1, 5),
        "last_day": date(2027, 12, 31),
        "about": "Tim Pengelola SP4N-LAPOR!",
        "file": scan(),
    }
    return Paper(**{**words, **said})


@dataclass
class Way:
    """Samarinda on its way; Kiki coordinates it, Vera leads everybody."""

    cast: object

    @property
    def agency(self):
        agency = self.cast.unit("64.72")
        agency.refresh_from_db()
        return agency

    @property
    def status(self):
        return ladder.status_of(self.agency, on=TODAY)

    def __getattr__(self, name):
        people = self.__dict__["cast"].people
        if name not in people:
            raise AttributeError(name)
        return people[name]

    def invited(self, *, by="Kiki", at=MONDAY):
        return invitations.invite(
            self.agency, name="Sari Dewi", email="sari@samarinda.example", by=self.cast.user(by), at=at
        )

    def decree_sent(self, *, by="Kiki", at=MONDAY, **said):
        self.invited(at=at)
        return decrees.send(self.agency, paper(**said), by=self.cast.user(by), at=at)

    def trained(self, at=MONDAY):
        self.decree_sent(at=at)
        training = self.training(at=at)
        trainings.call_roll(training, [training.participants.get().pk], by=self.cast.user("Kiki"), at=at)
        return training

    def training(self, at=MONDAY):
        kiki = self.cast.user("Kiki")
        training = trainings.plan(
            about="Bimtek admin", place="Samarinda", held_on=(at - timedelta(days=3)).date(), by=kiki, at=at
        )
        trainings.expect(training, agency=self.agency, name="Sari Dewi", office="Diskominfo", by=kiki, at=at)
        return training


@pytest.fixture
def way(cast, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "lapor.core.storage.DurableStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }
    return Way(cast)
