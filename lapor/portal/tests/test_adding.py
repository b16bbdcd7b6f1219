"""What reporters add on the page of their report: more words, and the place or the agency that a channel left out."""

import pytest

from lapor.core.tests.samples import picture, upload
from lapor.reports import actors, timeline
from lapor.reports.lifecycle import Action, Channel
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture
def by_sms(cast, country):
    """A report that came without place and agency."""
    return cast.submitted(channel=Channel.SMS, place="", region=None, agency=None, category=None)


@pytest.fixture
def open_page(client):
    """The reporter's page, as the browser that knows the PIN shows it."""

    def opened(report):
        session = client.session
        session["reports"] = [report.number]
        session.save()
        return client.get(f"/saya/{report.number}/")

    return opened


@pytest.fixture
def send(client, open_page):
    def send(report, slug, **said):
        shown = open_page(report).context
        hidden = {"command": shown["command"], "seen": shown["report"].seq}
        return client.post(f"/saya/{report.number}/{slug}/", {**hidden, **said})

    return send


def fresh(report):
    return Report.objects.get(pk=report.pk)


def last_words(report):
    return timeline.entries(fresh(report), by=actors.pin_holder(report.number))[-1].text


def asked(answer):
    return answer.context["now"] and answer.context["now"].slug


def test_a_reporter_adds_words_and_a_photo_and_finds_them_on_the_page(cast, send, open_page):
    report = cast.in_progress()
    assert "/tambah/" in open_page(report).content.decode()
    assert send(report, "tambah", text="Lubangnya melebar.", files=[upload(picture(), "b.jpg")]).status_code == 302
    assert "Lubangnya melebar." in open_page(report).content.decode()
    assert report.attachments.filter(event__action=Action.ADD).count() == 1


def test_the_same_click_adds_once(cast, client, open_page):
    report = cast.in_progress()
    said = {"command": open_page(report).context["command"], "text": "Lubangnya melebar."}
    for _ in range(2):
        assert client.post(f"/saya/{report.number}/tambah/", said).status_code == 302
    assert report.events.filter(action=Action.ADD).count() == 1


@pytest.mark.parametrize("stage", ["answered", "closed"])
def test_where_the_report_waits_or_has_ended_nothing_is_added(cast, send, open_page, stage):
    report = cast.answered()
    if stage == "closed":
        Report.objects.filter(pk=report.pk).update(state="closed", closed_at=MONDAY)
    assert "/tambah/" not in open_page(report).content.decode()
    assert send(report, "tambah", text="Lagi").status_code == 409
    assert not report.events.filter(action=Action.ADD).exists()


@pytest.mark.parametrize("typed", ["", "  ", "a\0b", "x" * 5001])
def test_what_cannot_be_kept_is_said_beside_the_field(cast, send, typed):
    report = cast.in_progress()
    answer = send(report, "tambah", text=typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert not report.events.filter(action=Action.ADD).exists()


def test_a_report_by_sms_is_asked_for_its_place_first_and_then_for_its_agency(by_sms, send, open_page):
    assert asked(open_page(by_sms)) == "tempat"
    send(by_sms, "tempat", place="Depan pasar", area="Sangatta Utara", region="64.08.04")
    report = fresh(by_sms)
    assert (report.region.code, report.missing) == ("64.08.04", [])
    assert last_words(by_sms).startswith("Depan pasar, ")
    assert asked(open_page(by_sms)) == "instansi"
    send(by_sms, "instansi", office="Balikpapan", agency="64.71")
    assert fresh(by_sms).holder.code == "64.71"
    assert asked(open_page(by_sms)) is None


def test_a_point_on_the_map_alone_is_a_place(by_sms, send):
    send(by_sms, "tempat", latitude="0.5", longitude="117.5")
    report = fresh(by_sms)
    assert (report.latitude, report.longitude, report.grid is None) == (0.5, 117.5, False)
    assert last_words(by_sms)


@pytest.mark.parametrize("said", [{}, {"latitude": "0.5"}, {"latitude": "999", "longitude": "x"}, {"region": "\0"}])
def test_without_a_place_that_can_be_read_nothing_is_kept(by_sms, send, said):
    answer = send(by_sms, "tempat", **said)
    assert answer.status_code == 422
    assert fresh(by_sms).missing == by_sms.missing


def test_looking_up_a_name_without_a_script_sends_nothing_and_offers_what_may_be_meant(by_sms, send):
    answer = send(by_sms, "tempat", area="Sangatta", place="Depan pasar", find="area")
    text = answer.content.decode()
    assert (answer.status_code, "Belum terkirim" in text, "Depan pasar" in text) == (422, False, True)
    assert answer.context["form"].offers["area"]
    assert not by_sms.events.filter(action=Action.ADD).exists()


def test_an_agency_that_nobody_knows_stays_as_words_and_is_not_asked_for_again(by_sms, send, open_page):
    Report.objects.filter(pk=by_sms.pk).update(missing=[])
    assert send(by_sms, "instansi", office="Dinas Jalan Raya", agency="-").status_code == 302
    assert last_words(by_sms) == "Instansi yang dituju: Dinas Jalan Raya."
    assert asked(open_page(by_sms)) is None


def test_the_web_asked_already_so_its_page_only_offers(cast, open_page):
    page = open_page(cast.submitted(agency=None, category=None))
    assert asked(page) is None
    assert "/instansi/" in page.content.decode()


def test_an_agency_is_no_longer_offered_once_somebody_has_the_report(cast, open_page):
    assert "/instansi/" not in open_page(cast.referred(channel=Channel.SMS)).content.decode()
