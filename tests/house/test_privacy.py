"""Who reported stays with whom it belongs: a name, contacts and a NIK are planted and looked for everywhere."""

import logging
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import recipients
from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.notifications import fan_out, preferences
from lapor.notifications.models import Digest, Notice, Preference
from lapor.ombudsman import packages
from lapor.ombudsman.models import Disclosure, Package
from lapor.ombudsman.tests import stage as ombudsman
from lapor.reports import closing, holding, identity, response
from lapor.reports.actors import system
from lapor.reports.models import Event, Report, Reporter
from lapor.testing.cast import OFFICERS
from lapor.testing.signing_in import sign_in

NAME, PHONE, EMAIL, NIK = "Rukmini Zulaikha", "+6281277700011", "rukmini.zulaikha@surat.example", "6408015704900003"
TRACES = ("Rukmini", "Zulaikha", "81277700011", "8127770", "surat.example", NIK)
WORDS = "Kata-kata saya sendiri yang memuat rahasia: belerang."
ALL = [name for name, _role, _unit in OFFICERS if name not in ("Anisa", "Olga")]  # whose roles Arif and Otto hold


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def report(cast, now):
    """Sent anonymously with everything that gives somebody away, and handled by all steps that write words."""
    by = cast.rini.acting(command=uuid4())
    said = {"is_anonymous": True, "name": NAME, "phone": PHONE, "email": EMAIL, "by": by, "body": f"{WORDS} NIK {NIK}"}
    report = cast.in_progress(at=now, **said)
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=now)
    holding.supply(report.number, text=f"Di rumah saya, {NAME}, {PHONE}", by=cast.rini, at=now)
    response.answer(report.number, cast.solved(), by=cast.otto, at=now)
    closing.contest(report.number, reason=f"Belum, kata {NAME} ({EMAIL})", by=cast.rini, at=now)
    return Report.objects.get(pk=report.pk)


def addresses(report) -> list[str]:
    """Every page that could say something of this report."""
    pages = [
        "/", "/laporan/", "/laporan/?q=jalan", f"/laporan/{report.number}/",
        f"/laporan/{report.number}/dukung/", f"/laporan/{report.number}/tanda-terima/", "/lacak/", "/saya/",
        f"/saya/{report.number}/", "/kerja/", "/kerja/kotak/terbuka/", "/kerja/cari/?q=jalan",
        f"/kerja/laporan/{report.number}/", "/kotak-uji/", "/laporan/1/", f"/kerja/laporan/{report.number}/tidak-ada/",
        "/kerja/ombudsman/", "/kerja/ombudsman/menunggu/",
        "/umpan/laporan.rss", f"/umpan/laporan/{report.number}.atom", f"/ikuti/laporan/{report.number}/",
    ]  # fmt: skip
    actions = ("verifikasi", "versi-publik", "identitas")
    return pages + [reverse("workspace:act", args=[report.number, slug]) for slug in actions]


def found(text: str, traces=TRACES) -> list[str]:
    return [trace for trace in traces if trace in text]


def shown_to(client: Client, report, traces: tuple[str, ...]) -> dict[str, list[str]]:
    """Address by address what gives the reporter away."""
    shown = {}
    for address in addresses(report):
        answer = client.get(address)
        if here := found(answer.content.decode() + str(answer.headers), traces):
            shown[address] = here
    return shown


@pytest.mark.parametrize("who", ["a stranger", "Santi"])
def test_the_public_sees_neither_who_reported_nor_their_words(cast, report, who):
    client = Client()
    if who != "a stranger":
        client.force_login(cast.user(who), backend="lapor.accounts.backends.CitizenBackend")
    assert shown_to(client, report, (*TRACES, "belerang")) == {}


@pytest.mark.parametrize("who", ALL)
def test_no_officer_sees_who_reported_anonymously(cast, now, who):
    report = cast.in_progress(at=now, is_anonymous=True, name=NAME, phone=PHONE, email=EMAIL)
    assert shown_to(sign_in(Client(), cast.user(who)), report, TRACES) == {}


@pytest.mark.parametrize("words", [NAME, PHONE, NIK, "belerang"])
def test_searching_for_what_gives_somebody_away_finds_nothing(cast, report, words):
    vera = sign_in(Client(), cast.user("Vera"))
    for client, address in ((Client(), "/laporan/"), (vera, "/kerja/cari/")):
        assert str(report.number) not in client.get(address, {"q": words}).content.decode().replace(" ", "")


def test_the_custodian_sees_it_after_a_recorded_release_and_nobody_else_does(cast, now):
    report = cast.in_progress(at=now, is_anonymous=True, name=NAME, phone=PHONE, email=EMAIL)
    identity.release(report.number, reason="Permintaan kepolisian", by=cast.kusno, at=now)
    address = f"/kerja/laporan/{report.number}/"
    assert NAME in sign_in(Client(), cast.user("Kusno")).get(address).content.decode()
    assert shown_to(sign_in(Client(), cast.user("Otto")), report, TRACES) == {}
    assert shown_to(sign_in(Client(), cast.user("Arif")), report, TRACES) == {}


TOLD = ("Belibis", "Juru selam", "Muara Bengkal", "Wulandari")  # to the Ombudsman alone


@pytest.fixture
def handed_over(cast):
    """Of an anonymous report everything that the Ombudsman's law asks for was told, and handed over."""
    details = ombudsman.told(
        name="Rini Wulandari", address="Gang Belibis 9", occupation="Juru selam", birth_place="Muara Bengkal"
    )
    report = ombudsman.disclosed(cast, details=details, is_anonymous=True)
    with transaction.atomic():
        packages.hand_over(report.number, by=system(), at=ombudsman.LATER)
    return Report.objects.get(pk=report.pk)


@pytest.mark.parametrize("who", ["a stranger", *ALL])
def test_no_page_shows_what_the_ombudsman_alone_was_told(cast, handed_over, who):
    client = Client() if who == "a stranger" else sign_in(Client(), cast.user(who))
    assert shown_to(client, handed_over, TOLD) == {}


def test_the_ombudsmans_pages_show_it_in_the_package_alone(cast, handed_over):
    client, at = sign_in(Client(), cast.user("Yani")), f"/kerja/ombudsman/{handed_over.packages.get().token}/"
    pages = [client.get(address).content.decode() for address in ("/kerja/ombudsman/", at, f"{at}hasil/")]
    assert found("".join(pages), TOLD) == []
    assert "Belibis" in client.post(f"{at}unduh/").content.decode("latin-1")


def test_no_event_no_column_and_no_job_holds_what_the_ombudsman_alone_was_told(handed_over):
    rows = [*Event.objects.values(), *Disclosure.objects.values(), *Package.objects.values()]
    said = [str(row) for row in [*rows, *ProcrastinateJob.objects.values()]]
    said += [bytes(row.ciphertext).decode("latin-1") for row in Disclosure.objects.all()]
    assert found("".join(said), TOLD) == []


def test_no_event_and_no_column_says_who_reported(report):
    said = [str(row) for row in Event.objects.filter(report=report).values()]
    said += [str(Report.objects.filter(pk=report.pk).values().get())]
    said += [str(Reporter.objects.filter(report=report).values().get())]
    said += [bytes(row.ciphertext).decode("latin-1") for row in report.contents.all()]
    assert found("".join(said), (*TRACES, "belerang")) == []


def test_no_notice_and_nothing_that_carries_one_says_who_reported(cast, report, now):
    """Officers are told without name, contact or the reporter's own words; the rows name nobody."""
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=now)
    preferences.stop(recipients.reporter_of(report), at=now)
    sent = list(OutgoingMessage.objects.filter(event__report=report))
    rows = [str(row) for table in (Notice, Preference, Digest, OutgoingMessage) for row in table.objects.values()]
    officers = {recipients.tag_of(cast.user(name)) for name in ALL}
    said = [str(Content.unseal(each.content_ciphertext)) for each in sent if bytes(each.recipient) in officers]
    assert said
    assert found("".join(rows + said), (*TRACES, "belerang")) == []


def test_neither_logs_nor_error_pages_say_who_reported(cast, report, caplog, monkeypatch):
    """The view fails in the middle, with everything about the reporter at hand."""
    client = sign_in(Client(raise_request_exception=False), cast.user("Otto"))

    def fail(*_args, **_options):
        raise RuntimeError("something broke")

    monkeypatch.setattr("lapor.reports.promise.from_clocks", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"/kerja/laporan/{report.number}/")
        Client().post("/", {"title": NAME, "body": WORDS, "contact": "x", "name": NAME})
    assert answer.status_code == 500
    logged = "".join(caplog.handler.format(record) for record in caplog.records)
    assert found(answer.content.decode() + logged, (*TRACES, "belerang")) == []
