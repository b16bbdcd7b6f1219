"""The service desk: what officers enter for others, what they are asked back, and what they may read of it again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client

from lapor.core.tests.samples import pdf as paper
from lapor.core.tests.samples import picture, upload
from lapor.reports.lifecycle import ActorKind, CameBy, Channel
from lapor.reports.models import Part, Report
from lapor.testing.signing_in import sign_in
from lapor.workspace.tests.conftest import NOON

pytestmark = pytest.mark.django_db
HOME = "/kerja/loket/"
SAID = {
    "came_by": "visit",
    "kind": "complaint",
    "title": "Air keruh di Gang Melati",
    "body": "Sudah seminggu air dari keran berwarna cokelat.",
    "contact": "0812 3456 7890",
    "name": "Rini Astuti",
    "office": "Perumdam Tirta Tuah Benua",
    "agency": "64.08/perumdam",
}


@pytest.fixture
def dewi(desk_of):
    return desk_of("dewi")


def send(client, **said):
    return client.post(HOME, {**SAID, "command": uuid4(), **said})


def entered():
    return Report.objects.latest("pk")


def test_a_visit_becomes_a_report_of_the_desk_and_the_officer_is_not_its_reporter(dewi, cast):
    response = send(dewi)
    report, event = entered(), entered().events.get()
    assert (response.status_code, response["Location"]) == (303, f"{HOME}{report.number}/")
    assert (report.channel, report.received_by, report.reporter_tag) == (
        Channel.DESK,
        cast.unit("64.08/perumdam"),
        None,
    )
    assert (event.actor_kind, event.actor_ref) == (ActorKind.OFFICER, str(cast.user("dewi").pk))
    assert event.data["came_by"] == CameBy.VISIT


def test_the_number_of_a_letter_is_a_note_for_officers(dewi):
    send(dewi, came_by="letter", letter_number="045/RT03", letter_date="2026-10-30", files=upload(paper(), "surat.pdf"))
    report = entered()
    assert report.contents.get(part=Part.NOTE).read(report.data_key) == "Surat nomor 045/RT03, tanggal 30/10/2026."
    assert report.attachments.count() == 1


def note_of(report):
    return next((part.read(report.data_key) for part in report.contents.filter(part=Part.NOTE)), "")


def test_what_waited_for_the_network_tells_officers_when_it_was_written_and_counts_from_when_it_came(dewi):
    send(dewi, written_at=(NOON - timedelta(minutes=50)).isoformat(), came_by="letter", letter_number="045/RT03")
    assert entered().submitted_at == NOON
    assert note_of(entered()) == (
        "Surat nomor 045/RT03, tanggal –. Dicatat di loket tanpa jaringan: Senin, 2 November 2026 pukul 11.10 WITA."
    )


@pytest.mark.parametrize(
    "clock", ["kemarin", "2026-13-45T00:00Z", "2026-11-02T09:00", "1999-01-01T00:00Z", "2999-01-01T00:00Z"]
)
def test_a_computer_whose_clock_goes_wrong_still_hands_in_its_entry(dewi, clock):
    assert send(dewi, written_at=clock).status_code == 303
    assert note_of(entered()) == ""


def test_the_same_entry_sent_twice_is_taken_once(dewi):
    command = uuid4()
    answers = [dewi.post(HOME, {**SAID, "command": command}, headers={"accept": "application/json"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (
        answers[0].json() == answers[1].json() == {"number": entered().number, "receipt": f"{HOME}{entered().number}/"}
    )
    assert Report.objects.count() == 1


def test_the_receipt_shows_the_pin_for_an_hour(dewi, monkeypatch):
    address = send(dewi)["Location"]
    assert "Tampilkan" in dewi.get(address).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(minutes=61))
    assert "lewat satu jam" in dewi.get(address).content.decode()


def test_the_pin_is_gone_once_it_was_handed_over(dewi):
    address = send(dewi)["Location"]
    assert dewi.post(f"{address}diserahkan/").status_code == 302
    assert "Tampilkan" not in dewi.get(address).content.decode()


def test_the_receipt_is_printed_on_paper(dewi):
    response = dewi.get(f"{send(dewi)['Location']}tanda-terima/")
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_receipt_says_how_to_follow_it_without_internet(dewi, monkeypatch):
    monkeypatch.setattr("lapor.workspace.counter.pages.pdf", lambda *asked: render_to_string(*asked).encode())
    address = send(dewi)["Location"]
    printed = dewi.get(f"{address}tanda-terima/").content.decode()
    assert re.search(rf"kirim SMS <b>STATUS {Report.objects.get().number} \d{{8}}</b> ke 1708", printed)
    dewi.post(f"{address}diserahkan/")
    assert "kirim SMS" not in dewi.get(f"{address}tanda-terima/").content.decode()


def test_the_receipt_leaves_nothing_on_a_shared_computer(dewi):
    response = dewi.get(f"{send(dewi)['Location']}tanda-terima/")
    assert response["Content-Disposition"].startswith("inline")
    assert "no-store" in response["Cache-Control"]


def test_the_code_on_the_receipt_leads_to_the_page_that_asks_for_the_pin(dewi, client, monkeypatch, settings):
    drawn = []
    monkeypatch.setattr("lapor.workspace.counter.pages.outreach.qr", lambda link: drawn.append(link) or "")
    dewi.get(f"{send(dewi)['Location']}tanda-terima/")
    number = entered().number
    assert drawn == [f"{settings.SITE_URL}/lacak/?nomor={number}"]
    assert f'value="{number}"' in client.get(drawn[0].removeprefix(settings.SITE_URL)).content.decode()


def test_a_colleague_at_the_desk_gets_neither_receipt_nor_pin(dewi, cast, desk_of):
    address = send(dewi)["Location"]
    for path in (address, f"{address}tanda-terima/"):
        assert desk_of("wati").get(path).status_code == 404
    assert desk_of("wati").post(f"{address}diserahkan/").status_code == 404


def test_the_same_matter_of_the_same_person_is_offered_and_can_be_sent_all_the_same(dewi):
    send(dewi)
    first = entered()
    asked = send(dewi, title="Air masih keruh")
    assert asked.status_code == 422
    assert [line["report"] for line in asked.context["similar"]] == [first]
    assert send(dewi, title="Air masih keruh", still="1").status_code == 303


@pytest.mark.parametrize(
    "before",
    [
        {"is_secret": "on"},
        {"is_anonymous": "on"},
        {"contact": "0813 1111 2222"},
        {"title": "Lampu jalan padam"},
    ],
)
def test_nothing_is_offered_of_what_the_desk_must_not_connect(dewi, before):
    send(dewi, **before)
    assert send(dewi).status_code == 303


@pytest.mark.parametrize(("before", "now"), [("", ""), ("0812 3456 7890", ""), ("", "0812 3456 7890")])
def test_without_a_contact_the_same_name_is_the_same_person(dewi, before, now):
    send(dewi, contact=before)
    asked = send(dewi, contact=now, name="RINI  astuti", title="Air masih keruh")
    assert [line["report"] for line in asked.context["similar"]] == [entered()]


@pytest.mark.parametrize("now", [{"name": "Rina Astuti"}, {"title": "Lampu jalan padam"}, {"name": ""}])
def test_another_name_or_another_matter_is_not_offered(dewi, now):
    send(dewi, contact="")
    assert send(dewi, contact="", **now).status_code == 303


def test_a_name_is_known_again_only_at_the_same_desk(dewi, cast, desk_of):
    send(dewi, contact="")
    Report.objects.update(received_by=cast.unit("64.71"))
    assert send(dewi, contact="").status_code == 303


def test_the_next_form_begins_with_how_the_last_one_came_and_on_wish_with_its_place(dewi):
    address = send(dewi, came_by="letter")["Location"]
    assert dewi.get(address).context["form"].initial["came_by"] == "letter"
    first = dewi.get(f"{address}?sama").context["form"].initial
    assert (first["agency"], first["office"]) == ("64.08/perumdam", "Perumdam Tirta Tuah Benua")
    assert "Rini" not in str(first)


def test_several_pages_of_a_letter_and_a_photo_come_with_it(dewi):
    pages = [upload(picture(), "1.jpg"), upload(picture(format="PNG"), "2.png"), upload(paper(), "surat.pdf")]
    send(dewi, came_by="letter", files=pages)
    assert entered().attachments.count() == 3


def test_a_report_from_elsewhere_isnt_offered(cast, dewi):
    cast.submitted(title=SAID["title"], phone="+6281234567890")
    assert send(dewi).status_code == 303


def test_an_emergency_is_asked_back(dewi):
    assert "112" in send(dewi, title="Ada kebakaran besar di pasar sekarang, tolong").content.decode()


def test_officers_dont_enter_their_own_reports(dewi, cast):
    response = send(dewi, contact=cast.user("dewi").login)
    assert response.status_code == 422
    assert "kontak Anda sendiri" in response.content.decode()


def test_the_day_shows_number_and_title_but_of_a_secret_report_no_title(dewi, desk_of):
    send(dewi)
    send(dewi, is_secret="on", title="Pungutan liar kepala bagian")
    for client in (dewi, desk_of("wati")):
        page = client.get(HOME).content.decode()
        assert SAID["title"] in page
        assert "Laporan rahasia" in page
        assert "Pungutan liar" not in page


def test_a_desk_officer_cannot_open_a_secret_report_again(dewi):
    send(dewi, is_secret="on")
    assert dewi.get(f"/kerja/laporan/{entered().number}/").status_code == 404


def test_yesterdays_entries_are_not_todays(dewi, cast, monkeypatch):
    send(dewi)
    tomorrow = NOON + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    client = sign_in(Client(headers={"accept-language": "id"}), cast.user("dewi"))
    assert "Belum ada hari ini." in client.get(HOME).content.decode()


def test_a_name_without_a_script_is_asked_for_and_the_text_stays(dewi):
    page = send(dewi, find="area", area="Sangatta").content.decode()
    assert "tidak kami temukan" in page
    assert SAID["body"] in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("body", " "),
        ("title", "x" * 151),
        ("body", "a\0b"),
        ("contact", "satu dua"),
        ("letter_date", "2030-01-01"),
        ("event_date", "2030-01-01"),
        ("event_date", "0001-01-01"),
        ("event_date", "kemarin"),
        ("came_by", "merpati"),
        ("kind", "x"),
        ("region", "\0"),
        ("agency", "tidak-ada"),
        ("category", "999999999999999999999"),
        ("files", upload(b"MZ" + b"\0" * 64, "racun.exe")),
    ],
)
def test_what_wont_do_is_said_and_nothing_is_saved(dewi, field, typed):
    response = send(dewi, **{field: typed})
    assert response.status_code == 422
    assert SAID["name"] in response.content.decode()
    assert not Report.objects.exists()
