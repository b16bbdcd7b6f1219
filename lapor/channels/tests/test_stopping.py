import pytest

from lapor.channels import incoming, outbox, stopping, writing
from lapor.channels.content import Content
from lapor.channels.errors import DeliveryFailed
from lapor.channels.outbox import Way
from lapor.channels.recipients import reporter_of
from lapor.testing.cast import MONDAY

RINI, SANTI = "+6281234567890", "+6281300000002"
NEWS = Content(subject="Laporan dijawab", text="Laporan dijawab.", short="Laporan dijawab.")
pytestmark = pytest.mark.django_db


@pytest.fixture
def rini(db):
    writer = incoming.correspondent("sms", RINI, at=MONDAY)
    stopping.stop(writer, at=MONDAY)
    return writer


@pytest.fixture
def news(cast):
    """News of Rini's report, on its way."""
    report = cast.submitted()
    event = report.events.get()

    def news(*ways, event_id=event.pk):
        return outbox.tell(ways, NEWS, recipient=reporter_of(report), event_id=event_id, language="id", at=MONDAY)

    return news


def is_sent(message):
    try:
        writing.letter_of(message, at=MONDAY)
    except DeliveryFailed as failure:
        return (failure.code, failure.permanent) != ("stopped", True)
    return True


def test_who_stopped_gets_no_news_until_they_start_again(rini, news):
    message = news(Way("sms", RINI))
    assert not is_sent(message)
    stopping.start(rini)
    assert is_sent(message)


def test_answers_and_receipts_still_come(rini, cast, news):
    report = cast.submitted()
    receipt = outbox.put(
        Way("sms", RINI), template="receipt", context={"number": report.number}, at=MONDAY, language="id",
        event_id=report.events.get().pk, recipient=reporter_of(report),
    )  # fmt: skip
    assert is_sent(news(Way("sms", RINI), event_id=None))
    assert is_sent(receipt)


@pytest.mark.parametrize("way", [Way("sms", SANTI), Way("email", "rini@contoh.id"), Way("whatsapp", RINI)])
def test_other_numbers_and_other_ways_go_on(rini, news, way):
    assert is_sent(news(way))


def test_news_takes_the_next_way(rini, news):
    message = news(Way("sms", RINI), Way("email", "rini@contoh.id"))
    assert outbox.give_up(message, "stopped", at=MONDAY).channel == "email"


def test_stopping_twice_remembers_the_first_time(rini):
    stopping.stop(rini, at=MONDAY.replace(hour=9))
    assert rini.stopped_at == MONDAY
