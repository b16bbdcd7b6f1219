"""Axe finds nothing on any page of the product, in light and in dark, on a small phone."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from lapor.channels.mentions import answering
from lapor.channels.tests.stage import left_to_person, reported_mention, sent_photo
from lapor.core.tests.samples import picture
from lapor.following import follows
from lapor.following.models import Kind, Way
from lapor.notifications import fan_out, people, preferences
from lapor.ombudsman.tests import stage as ombudsman
from lapor.plans.tests import stage as plans
from lapor.reports import actors, closing, fixing, holding, referral, response
from lapor.reports.lifecycle import Channel
from lapor.testing.browser import chromium, show

pytestmark = pytest.mark.browser
AXE = {"resultTypes": ["violations"], "preload": False}


def on_hold(cast, at):
    return holding.hold(cast.referred(at=at).number, question="Di kilometer berapa?", by=cast.otto, at=at)


def closed(cast, at):
    report = cast.answered(at=at)
    return closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=at)


def withdrawn(cast, at):
    report = cast.submitted(at=at)
    return closing.withdraw(report.number, by=actors.pin_holder(report.number), at=at)


def proposed(cast, at):
    cast.unit("64.08").requires_approval = True
    cast.unit("64.08").save()
    return response.propose(cast.referred(at=at).number, cast.solved(), by=cast.otto, at=at)


def planned(cast, at):
    plan = plans.Stage(cast).plan(plans.State.REGISTERED)
    return SimpleNamespace(number=plan.pk)


def plan_item(cast, at):
    stage = plans.Stage(cast)
    return SimpleNamespace(number=stage.item(stage.plan(plans.State.REGISTERED)).pk)


def divided(cast, at):
    """One part is answered, the other waits for the reporter."""
    whole = cast.referred(at=at)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    road, water = referral.split(whole.number, parts=wanted, by=cast.arif, at=at)
    response.answer(water.number, cast.solved(), by=cast.wati, at=at)
    holding.hold(road.number, question="Di kilometer berapa?", by=cast.otto, at=at)
    return whole


def asked_if_fixed(cast, at):
    report = closed(cast, at - timedelta(days=29))
    fixing.ask(at=at)
    return report


def contested(cast, at):
    report = cast.answered(at=at)
    return closing.contest(report.number, reason="Belum", by=actors.pin_holder(report.number), at=at)


def followed(cast, at):
    """By Santi, whose list it is on; the number is the token of her mails."""
    row = follows.follow(Kind.REPORT, cast.verified(at=at), by=cast.user("santi"), way=Way.EMAIL, language="id", at=at)
    return SimpleNamespace(number=row.token)


def handed_over(cast, at):
    return ombudsman.handed_over(cast).report


def package(cast, at):
    return SimpleNamespace(number=ombudsman.handed_over(cast).token)


def agreed(cast, at):
    return ombudsman.agreed(cast)


def left_over(cast, at):
    return SimpleNamespace(number=left_to_person("Lampu jalan mati", at=at).pk)


def a_photo_that_waits(cast, at):
    """A photo and a place on the map, without a word."""
    return SimpleNamespace(number=sent_photo(picture(), at=at, latitude=0.5, longitude=117.5).pk)


def a_reported_mention(cast, at):
    vera = cast.user("Vera")
    message = reported_mention(vera, at=at)
    answering.prepare(message, "Terima kasih, sudah kami catat.", by=vera, at=at)
    return SimpleNamespace(number=message.pk)


def sealed(cast, at):
    return ombudsman.disclosed(cast, is_secret=True)


def told(cast, at):
    """Everybody concerned was told of every step."""
    report = cast.in_progress(at=at)
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=at)
    return report


def link_to_stop(cast, at):
    report = cast.submitted(at=at)
    return SimpleNamespace(number=preferences.stop_link(people.reporter_of(report), report).split("/")[-2])


def by_sms(cast, at):
    """Without a place and without an agency, as a phone sends it."""
    return cast.submitted(channel=Channel.SMS, place="", agency=None, category=None, at=at)


def entered(cast, at):
    """At Dewi's desk, for somebody who came."""
    unit = cast.unit("64.08/perumdam")
    return cast.submitted(by=cast.dewi, channel=Channel.DESK, received_by=unit, at=at)


STAGES = {
    "by_sms": by_sms,
    "entered": entered,
    "told": told,
    "link_to_stop": link_to_stop,
    "asked_if_fixed": asked_if_fixed,
    "contested": contested,
    "followed": followed,
    "handed_over": handed_over,
    "package": package,
    "agreed": agreed,
    "sealed": sealed,
    "left_over": left_over,
    "photo_that_waits": a_photo_that_waits,
    "reported_mention": a_reported_mention,
    "divided": divided,
    "on_hold": on_hold,
    "closed": closed,
    "withdrawn": withdrawn,
    "proposed": proposed,
    "planned": planned,
    "plan_item": plan_item,
}

PAGES = [
    # who reads               which page                            what had happened
    ("a stranger",            "/",                                  ""),
    ("a stranger",            "/laporan/",                          ""),
    ("a stranger",            "/laporan/",                          "answered"),
    ("a stranger",            "/laporan/{}/",                       "verified"),
    ("a stranger",            "/laporan/{}/",                       "closed"),
    ("a stranger",            "/laporan/1234567890/",               ""),
    ("a stranger",            "/ikuti/laporan/{}/",                 "verified"),
    ("a stranger",            "/ikuti/laporan/{}/?terkirim",        "verified"),
    ("a stranger",            "/ikuti/konfirmasi/{}/",              "followed"),
    ("a stranger",            "/ikuti/berhenti/{}/",                "followed"),
    ("santi",                 "/saya/mengikuti/",                   "followed"),
    ("the reporter",          "/saya/{}/beres/",                    "asked_if_fixed"),
    ("the reporter",          "/saya/{}/",                          "contested"),
    ("Arif",                  "/kerja/laporan/{}/jawab/",           "contested"),
    ("a stranger",            "/saya/pemberitahuan/",               ""),
    ("the reporter",          "/saya/pemberitahuan/",               "told"),
    ("the reporter",          "/saya/pemberitahuan/cara/{}/",       "told"),
    ("a stranger",            "/kabar/berhenti/{}/",                "link_to_stop"),
    ("Otto",                  "/kerja/pemberitahuan/",              "told"),
    ("Otto",                  "/kerja/pemberitahuan/cara/",         ""),
    ("a stranger",            "/lacak/",                            ""),
    ("a stranger",            "/saya/",                             ""),
    ("a stranger",            "/privasi/",                          ""),
    ("a stranger",            "/bantuan/",                          ""),
    ("a stranger",            "/cara-melapor/",                     ""),
    ("the reporter",          "/saya/{}/",                          "by_sms"),
    ("the reporter",          "/saya/{}/instansi/",                 "by_sms"),
    ("the reporter",          "/saya/{}/tambah/",                   "in_progress"),
    ("a stranger",            "/masuk/",                            ""),
    ("a stranger",            "/masuk/kata-sandi/",                 ""),
    ("a stranger",            "/kerja/masuk/",                      ""),
    ("a stranger",            "/kotak-uji/",                        ""),
    ("the reporter",          "/laporan/{}/tanda-terima/",          "submitted"),
    ("the reporter",          "/saya/",                             "in_progress"),
    ("the reporter",          "/saya/{}/",                          "submitted"),
    ("the reporter",          "/saya/{}/kabar/",                    "answered"),
    ("the reporter",          "/saya/{}/",                          "on_hold"),
    ("the reporter",          "/saya/{}/",                          "answered"),
    ("the reporter",          "/saya/{}/",                          "closed"),
    ("the reporter",          "/saya/{}/",                          "withdrawn"),
    ("the reporter",          "/saya/{}/tanggapi/",                 "answered"),
    ("the reporter",          "/saya/{}/tarik/",                    "submitted"),
    ("Arif",                  "/kerja/",                            ""),
    ("Arif",                  "/kerja/",                            "submitted"),
    ("Arif",                  "/kerja/laporan/{}/",                 "submitted"),
    ("Arif",                  "/kerja/laporan/{}/",                 "proposed"),
    ("Arif",                  "/kerja/laporan/{}/",                 "withdrawn"),
    ("Arif",                  "/kerja/laporan/{}/verifikasi/",      "submitted"),
    ("Arif",                  "/kerja/laporan/{}/teruskan/",        "verified"),
    ("Arif",                  "/kerja/laporan/{}/bagi/",            "referred"),
    ("Arif",                  "/kerja/laporan/{}/verifikasi/",      "answered"),
    ("Otto",                  "/kerja/",                            "in_progress"),
    ("Otto",                  "/kerja/laporan/{}/",                 "in_progress"),
    ("Otto",                  "/kerja/laporan/{}/jawab/",           "in_progress"),
    ("Otto",                  "/kerja/laporan/{}/kembalikan/",      "referred"),
    ("Otto",                  "/kerja/templat/baru/",               ""),
    ("Vera",                  "/kerja/cari/?q=jalan",               "answered"),
    ("Vera",                  "/kerja/saringan/",                   ""),
    ("Vera",                  "/kerja/tenggat/",                    ""),
    ("Vera",                  "/kerja/hari-libur/",                 ""),
    ("Vera",                  "/kerja/kategori/",                   ""),
    ("Vera",                  "/kerja/aturan-pemberitahuan/",       ""),
    ("Vera",                  "/kerja/aturan-pemberitahuan/late/unit/", ""),
    ("Vera",                  "/kerja/aturan-pemberitahuan/late/reporter/id/", ""),
    ("Vera",                  "/kerja/aturan-pemberitahuan/late/reporter/id/versi/", ""),
    ("Vera",                  "/kerja/aturan-pemberitahuan/late/reporter/id/versi/1/", ""),
    ("Vera",                  "/kerja/laporan/{}/pemberitahuan/",   "answered"),
    ("Arif",                  "/kerja/aturan-pemberitahuan/tanda-tangan/", ""),
    ("Vera",                  "/kerja/masuk/keamanan/",             ""),
    ("Prio",                  "/kerja/prioritas/",                  ""),
    ("Prio",                  "/kerja/prioritas/baru/",             ""),
    ("Kiki",                  "/kerja/diikuti/",                    ""),
    ("Kiki",                  "/kerja/pemeriksaan/",                ""),
    ("Kiki",                  "/kerja/pemeriksaan/ambil/",          ""),
    ("Dewi",                  "/kerja/loket/",                      ""),
    ("Dewi",                  "/kerja/loket/{}/",                   "entered"),
    ("Dewi",                  "/kerja/loket/tanpa-jaringan/",       ""),
    ("Yani",                  "/kerja/ombudsman/",                  "in_progress"),
    ("Yani",                  "/kerja/ombudsman/",                  "handed_over"),
    ("Yani",                  "/kerja/ombudsman/{}/",               "package"),
    ("Yani",                  "/kerja/ombudsman/{}/register/",      "package"),
    ("Vera",                  "/kerja/ombudsman/menunggu/",         "sealed"),
    ("Vera",                  "/kerja/laporan/{}/berkas-ombudsman/", "sealed"),
    ("the reporter",          "/saya/{}/",                          "agreed"),
    ("the reporter",          "/saya/{}/data-ombudsman/",           "agreed"),
    ("a stranger",            "/laporan/{}/",                       "divided"),
    ("the reporter",          "/saya/{}/",                          "divided"),
    ("Arif",                  "/kerja/laporan/{}/",                 "divided"),
    ("Vera",                  "/kerja/pembinaan/sosialisasi/",      ""),
    ("Vera",                  "/kerja/pembinaan/sosialisasi/baru/", ""),
    ("Vera",                  "/kerja/pembinaan/percepatan/baru/",  ""),
    ("Vera",                  "/kerja/pembinaan/teguran/",          ""),
    ("Hadi",                  "/kerja/dasbor/instansi/",            ""),
    ("Hadi",                  "/kerja/dasbor/instansi/?hari=x",     "answered"),
    ("Vera",                  "/kerja/dasbor/nasional/",            "in_progress"),
    ("Vera",                  "/kerja/dasbor/berulang/",            ""),
    ("Arif",                  "/kerja/tim/",                        ""),
    ("Kiki",                  "/kerja/tim/",                        ""),
    ("Arif",                  "/kerja/unit/",                       "in_progress"),
    ("Vera",                  "/kerja/unit/?q=kutim",               ""),
    ("Arif",                  "/kerja/unit/impor/",                 ""),
    ("Arif",                  "/kerja/aturan-penerusan/",           ""),
    ("Vera",                  "/kerja/aturan-penerusan/baru/0/",    ""),
    ("Vera",                  "/kerja/aturan-penerusan/coba/0/",    ""),
    ("Vera",                  "/kerja/keterhubungan/",              ""),
    ("Vera",                  "/kerja/keterhubungan/daftar/",       ""),
    ("Vera",                  "/kerja/keterhubungan/target/",       ""),
    ("Vera",                  "/kerja/keterhubungan/bimtek/baru/",  ""),
    ("Bayu",                  "/kerja/keterhubungan/",              ""),
    ("a stranger",            "/kerja/undangan/bukan/",             ""),
    ("a stranger",            "/evaluasi/",                         ""),
    ("Arif",                  "/kerja/evaluasi/",                   ""),
    ("Vera",                  "/kerja/evaluasi/bobot/",             ""),
    ("Vera",                  "/kerja/evaluasi/bobot/baru/",        ""),
    ("Arif",                  "/kerja/renaksi/",                    "planned"),
    ("Arif",                  "/kerja/renaksi/mulai/",              ""),
    ("Arif",                  "/kerja/renaksi/{}/",                 "planned"),
    ("Otto",                  "/kerja/renaksi/butir/{}/",           "plan_item"),
    ("Vera",                  "/kerja/renaksi/register/",           "planned"),
    ("Vera",                  "/kerja/renaksi/contoh/",             ""),
    ("Vera",                  "/kerja/kanal/",                      "left_over"),
    ("Vera",                  "/kerja/kanal/{}/",                   "left_over"),
    ("Vera",                  "/kerja/kanal/{}/",                   "photo_that_waits"),
    ("Vera",                  "/kerja/kanal/?saluran=sms",          "left_over"),
    ("Vera",                  "/kerja/kanal/ditangani/",            "reported_mention"),
    ("Vera",                  "/kerja/kanal/{}/",                   "reported_mention"),
    ("Vera",                  "/kerja/kanal/{}/jawaban/",           "reported_mention"),
    ("Vera",                  "/kerja/kanal/{}/laporan/",           "left_over"),
    ("Vera",                  "/kerja/kanal/{}/sisihkan/",          "left_over"),
    ("Mira",                  "/kerja/sistem/",                     ""),
    ("Mira",                  "/kerja/",                            ""),
]  # fmt: skip
OTHER_STATUS = {
    "/laporan/1234567890/": 404,
    "/kerja/undangan/bukan/": 404,
    ("/kerja/laporan/{}/verifikasi/", "answered"): 409,
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def window(browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="id-ID", reduced_motion="reduce")
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(cast, pages):
    """The browser of somebody by what they are to the report."""

    def reader(who, number):
        if who == "the reporter":
            session = pages.client.session
            session["reports"] = [number]
            session.save()
            pages.user = who  # a person's pages, though no account's
            return pages
        return pages if who == "a stranger" else pages.of(cast.user(who))

    return reader


@pytest.mark.parametrize(("who", "address", "happened"), PAGES)
def test_axe_finds_nothing(cast, reader, window, who, address, happened):
    at = timezone.now()
    number = None
    if happened:
        stage = STAGES.get(happened)
        number = (stage(cast, at) if stage else getattr(cast, happened)(at=at)).number
    status = OTHER_STATUS.get(address, OTHER_STATUS.get((address, happened), 200))
    page = reader(who, number).get(address.format(number), status=status)
    show(window, page.url, page.response)
    found = []
    for theme in ("light", "dark"):
        window.emulate_media(color_scheme=theme)
        violations = Axe().run(window, options=AXE).response["violations"]
        found += [(theme, rule["id"], rule["nodes"][0]["html"]) for rule in violations]
    assert found == []
