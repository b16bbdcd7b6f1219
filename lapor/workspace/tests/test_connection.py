"""Pages about connection: who sees what, what is typed wrongly, and the link that lets an agency's admin in."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies.models import TeamDecree
from lapor.channels.models import OutgoingMessage
from lapor.connection import invitations, ladder, trainings
from lapor.connection.models import DecreeDocument, Invitation, Status, Step, Target, Training
from lapor.connection.tests.conftest import TODAY, paper, scan, way  # noqa: F401
from lapor.core.tests.samples import docx, pdf
from lapor.testing.cast import MONDAY
from lapor.testing.pages import Pages

SECRET = {"password": "sungai kelapa merpati", "again": "sungai kelapa merpati"}


def at(name, *args, **query):
    return reverse(f"workspace:{name}", args=args, query=query or None)


def decree(**said):
    return {
        "number": "K.12/2026",
        "decree_date": "2026-01-05",
        "valid_from": "2026-01-05",
        "last_day": "2027-12-31",
        "file": SimpleUploadedFile("SK.pdf", pdf()),
        **said,
    }


def link_of(invitation):
    invitation.refresh_from_db()
    from lapor.accounts import one_time

    return at("invitation", one_time.look(invitation.secret_id, purpose=invitations.PURPOSE, at=MONDAY))


@pytest.fixture
def desk(way, noon, pages):  # noqa: F811
    """Somebody's browser that checks every page."""
    return lambda name: pages.of(way.cast.user(name))


# --- the nation -----------------------------------------------------------------------------------------------------


def test_the_figures_stand_with_their_denominators(desk):
    page = desk("Vera").get(at("connection"))
    assert "5 dari 6 instansi terhubung" in page.text
    assert "1 pemerintah kota" in page.text


def test_a_past_day_is_asked_in_the_address(way, desk):  # noqa: F811
    balikpapan = way.cast.unit("64.71")
    ladder.record(balikpapan, Status.CONNECTED, on=date(2025, 3, 1), at=MONDAY)
    assert "5 dari 6" in desk("Vera").get(at("connection", hari="2025-03-01")).text
    assert "4 dari 6" in desk("Vera").get(at("connection", hari="2025-02-28")).text


@pytest.mark.parametrize("day", ["", "x", "2026-11-31", "9999-12-31", "0001-01-01", "\0", "💥"])
def test_an_odd_day_breaks_nothing(desk, day):
    desk("Vera").get(at("connection", hari=day))
    desk("Vera").get(at("connection_list", hari=day, provinsi=day, jenis=day, status=day, setelah=day, q=day))


def test_the_map_leads_to_the_list_of_the_province(way, desk):  # noqa: F811
    vera = desk("Vera")
    listed = vera.click(vera.get(at("connection")), "Kalimantan Timur")
    assert "Pemerintah Kota Samarinda" in listed.text
    assert "Ombudsman Republik" not in listed.text


def test_the_list_shows_who_is_missing(desk):
    page = desk("Vera").get(at("connection_list", status="belum"))
    assert "Samarinda" in page.text
    assert "Balikpapan" not in page.text.partition("Instansi dan statusnya")[2]


def test_a_coordinator_reads_about_its_province_alone(desk):
    page = desk("Kiki").get(at("connection"))
    assert "3 dari 4 instansi terhubung" in page.text
    assert "Target" not in page.text  # those are the nation's
    assert "Ombudsman Republik" not in desk("Kiki").get(at("connection_list")).text


def test_an_agencys_admin_is_led_to_the_own_agency(desk):
    assert desk("Bayu").get(at("connection")).title == "Pemerintah Kota Balikpapan"


def test_agencies_of_others_are_nowhere_to_be_found(way, desk):  # noqa: F811
    samarinda, ombudsman = way.cast.unit("64.72").pk, way.cast.unit("ombudsman").pk
    assert desk("Bayu").client.get(at("connection_agency", samarinda)).status_code == 404
    assert desk("Kiki").client.get(at("connection_agency", ombudsman)).status_code == 404
    assert desk("Kiki").client.get(at("connection_step", ombudsman, "undang")).status_code == 404
    assert desk("Kiki").client.get(at("connection_step", way.cast.unit("64").pk, "undang")).status_code == 404


def test_a_reader_of_the_nation_moves_nobody(way, desk):  # noqa: F811
    page = desk("Prio").get(at("connection_agency", way.agency.pk))
    assert "Langkah Anda" not in page.text
    assert desk("Yani").client.get(at("connection_step", way.agency.pk, "undang")).status_code == 404


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("csv", "﻿Kode".encode())])
def test_the_list_can_be_taken_away(way, desk, kind, start):  # noqa: F811
    answer = desk("Vera").client.get(at("connection_export", kind, status="belum"))
    assert answer.content.startswith(start)
    assert desk("Vera").client.get(at("connection_export", "pdf")).status_code == 404


def test_targets_are_set_for_a_year(desk):
    vera = desk("Vera")
    page = vera.press(vera.get(at("connection_targets", tahun="2026")), "Simpan", city="2")
    assert "kurang 1" in page.text
    vera.post(at("connection_targets", tahun="2026"), {"city": "99"}, status=422)
    vera.post(at("connection_targets"), {"city": "x" * 30}, status=422)
    assert Target.objects.get().number == 2


# --- one agency -----------------------------------------------------------------------------------------------------


def test_the_ladder_shows_where_the_agency_stands_and_what_is_next(way, desk):  # noqa: F811
    way.trained()
    page = desk("Vera").get(at("connection_agency", way.agency.pk))
    assert page.tree.find(".//li[@aria-current='step']/span[2]").text == "Sudah bimtek"
    assert "Hubungkan" in page.text
    assert "Bimtek admin, Samarinda" in page.text


def test_from_invitation_to_connected_by_pages_alone(way, desk, pages):  # noqa: F811
    vera = desk("Vera")
    page = vera.click(vera.get(at("connection_agency", way.agency.pk)), "Undang admin")
    page = vera.press(page, "Undang admin", name="Sari Dewi", email="Sari@Samarinda.example")
    assert "Undangan dikirim." in page.text
    link = link_of(Invitation.objects.get())
    assert "sedang diperiksa" in pages.post(link, decree()).text
    page = vera.press(vera.get(page.url), "Terima SK")
    link = link_of(Invitation.objects.get())  # a fresh one
    assert pages.post(link, SECRET).title == "Masuk sebagai petugas"
    training = way.training()
    vera.post(at("change_training", training.pk, "hadir"), {"hadir": [training.participants.get().pk]})
    page = vera.click(vera.get(page.url), "Hubungkan")
    page = vera.press(page, "Hubungkan", on=TODAY.isoformat())
    assert "Instansi ini kini terhubung." in page.text
    assert way.agency.connected


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"last_day": "2026-11-01"}, "berlaku hanya sampai"),
        ({"valid_from": "2026-05-01", "last_day": "2026-04-30"}, "berakhir sebelum mulai berlaku"),
        ({"decree_date": "2026-11-03"}, "masih akan datang"),
        ({"decree_date": "besok"}, "tanggal"),
        ({"number": ""}, "wajib"),
        ({"number": "x" * 101}, "100"),
        ({"file": SimpleUploadedFile("SK.pdf", b"halo")}, "Pilih berkas berjenis JPG, PNG, PDF."),
        ({"file": SimpleUploadedFile("SK.pdf", b"")}, "kosong"),
        ({"file": SimpleUploadedFile("SK.docx", docx())}, "Pilih berkas berjenis JPG, PNG, PDF."),
        ({"file": SimpleUploadedFile("SK.webp", b"RIFF\0\0\0\0WEBPVP8 ")}, "Pilih berkas berjenis JPG, PNG, PDF."),
        ({"file": SimpleUploadedFile("SK.mp4", b"\0\0\0\x10ftypisom\0\0\0\0")}, "Pilih berkas berjenis JPG, PNG, PDF."),
        (
            {"file": SimpleUploadedFile("SK.heic", b"\0\0\0\x10ftypheic\0\0\0\0")},
            "Pilih berkas berjenis JPG, PNG, PDF.",
        ),
        ({"file": ""}, "wajib"),
    ],
)
def test_a_decree_that_is_wrong_is_told_beside_its_field_and_not_kept(way, desk, said, sentence):  # noqa: F811
    way.invited()
    page = desk("Vera").post(at("connection_step", way.agency.pk, "sk"), decree(**said), status=422)
    assert sentence in page.text
    assert not DecreeDocument.objects.exists()
    if said.get("number") != "":
        assert page.tree.find(".//input[@name='number']").get("value")  # what was typed stays


def test_an_agencys_admin_sends_the_own_decree_and_nothing_else(way, desk):  # noqa: F811
    bayu, balikpapan = desk("Bayu"), way.cast.unit("64.71")
    assert "Menunggu diperiksa" in bayu.post(at("connection_step", balikpapan.pk, "sk"), decree()).text
    for slug in ("undang", "mundur", "hubungkan", "apa"):
        assert bayu.client.get(at("connection_step", balikpapan.pk, slug)).status_code == 404
    document = DecreeDocument.objects.get()
    assert bayu.client.post(at("accept_decree", document.pk)).status_code == 404
    assert desk("Kiki").client.post(at("accept_decree", document.pk)).status_code == 302
    assert TeamDecree.objects.exists()


def test_a_decree_is_sent_back_with_the_reason(way, desk, pages):  # noqa: F811
    invitation = way.invited()
    pages.post(link_of(invitation), decree())
    document, kiki = DecreeDocument.objects.get(), desk("Kiki")
    kiki.post(at("refuse_decree", document.pk), {"reason": ""}, status=422)
    kiki.post(at("refuse_decree", document.pk), {"reason": "Halaman tanda tangan belum ada."})
    invitation.refresh_from_db()
    assert OutgoingMessage.objects.get().secret_id == invitation.secret_id  # a mail with the link says so
    assert "Halaman tanda tangan belum ada." in pages.get(link_of(invitation)).text
    assert desk("Bayu").client.get(at("refuse_decree", document.pk)).status_code == 404


def test_only_who_follows_the_agency_opens_its_decree(way, desk):  # noqa: F811
    document = way.decree_sent()
    assert desk("Vera").client.get(at("connection_decree", document.token)).content.startswith(b"%PDF")
    assert desk("Bayu").client.get(at("connection_decree", document.token)).status_code == 404


def test_connecting_says_what_is_missing(way, desk):  # noqa: F811
    way.trained()
    page = desk("Vera").post(at("connection_step", way.agency.pk, "hubungkan"), {"on": TODAY.isoformat()}, status=422)
    assert "Belum ada admin yang bisa masuk" in page.text


def test_stepping_back_asks_for_a_reason(way, desk):  # noqa: F811
    way.invited()
    address = at("connection_step", way.agency.pk, "mundur")
    desk("Vera").post(address, {"to": "not_connected"}, status=422)
    desk("Vera").post(address, {"to": "integrated", "reason": "Salah."}, status=422)
    desk("Vera").post(address, {"to": "not_connected", "reason": "Salah alamat."})
    assert way.status == Status.NOT_CONNECTED
    assert Step.objects.count() == 2


SLUGS = st.sampled_from(["undang", "sk", "bimtek", "hubungkan", "integrasikan", "mundur", "apa"])
NAMES = ["name", "email", "number", "decree_date", "valid_from", "last_day", "on", "to", "reason", "note", "training"]
WORDS = st.sampled_from(["", "\0", "💥", "a" * 600, "2026-11-02", "9999-12-31", "0001-01-01", "-1", "9" * 40, *Status])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(slug=SLUGS, said=st.dictionaries(st.sampled_from(NAMES), WORDS | st.text(max_size=40)))
def test_whatever_is_sent_the_ladder_and_the_inbox_agree(way, desk, slug, said):  # noqa: F811
    if not hasattr(way, "browser"):
        way.browser = desk("Vera").client
    file = {"file": SimpleUploadedFile("SK.pdf", pdf())}
    assert way.browser.post(at("connection_step", way.agency.pk, slug), {**said, **file}).status_code < 500
    assert way.agency.connected == way.status.is_connected


# --- the link -------------------------------------------------------------------------------------------------------


def test_the_mail_carries_the_link_and_no_name(way, desk):  # noqa: F811
    desk("Kiki").post(
        at("connection_step", way.agency.pk, "undang"), {"name": "Sari Dewi", "email": "sari@samarinda.example"}
    )
    message = OutgoingMessage.objects.get()
    assert message.secret == Invitation.objects.get().secret
    assert message.context == {"agency": "Pemerintah Kota Samarinda", "days": 14}


def test_opening_the_link_uses_nothing_up(way, desk, pages):  # noqa: F811
    link = link_of(way.invited())
    for _ in range(3):
        assert "Kirim SK Tim" in pages.get(link).text


def test_an_account_needs_the_password_twice_and_works_once(way, desk, pages):  # noqa: F811
    invitation = way.invited()
    link = link_of(invitation)
    way.cast  # noqa: B018
    from lapor.connection import decrees

    decrees.send(way.agency, paper(), by=way.vera, at=MONDAY)
    pages.post(link, {**SECRET, "again": "lain sekali begitu"}, status=422)
    pages.post(link, {"password": "1234", "again": "1234"}, status=422)
    pages.post(link, SECRET)
    pages.get(link, status=404)


@pytest.mark.parametrize("token", ["x", "a" * 300, "%00", "..", "💥"])
def test_a_guessed_link_is_a_page_that_says_what_to_do(way, desk, pages, token):  # noqa: F811
    pages.get(f"/kerja/undangan/{token}/", status=404)


def test_an_invitation_is_sent_again_or_withdrawn(way, desk):  # noqa: F811
    way.invited()
    kiki = desk("Kiki")
    page = kiki.press(kiki.get(at("connection_agency", way.agency.pk)), "Kirim ulang")
    assert "Tautan yang lama tidak berlaku lagi." in page.text
    page = kiki.press(page, "Batalkan")
    assert "Undangan terbuka" not in page.text
    assert kiki.client.post(at("send_invitation_again", Invitation.objects.get().pk)).status_code == 404


# --- trainings ------------------------------------------------------------------------------------------------------


def test_a_training_is_planned_filled_and_held(way, desk):  # noqa: F811
    way.decree_sent()
    kiki = desk("Kiki")
    page = kiki.press(
        kiki.get(at("add_training")), "Simpan", about="Bimtek admin", place="Samarinda", held_on=TODAY.isoformat()
    )
    page = kiki.press(page, "Tambah peserta", agency=str(way.agency.pk), name="Sari Dewi", office="Diskominfo")
    page = kiki.press(page, "Tambah materi", title="Panduan", link="https://contoh.example/panduan")
    page = kiki.post(
        at("change_training", Training.objects.get().pk, "hadir"),
        {"hadir": re.findall(r'name="hadir" value="(\d+)"', page.response.content.decode())},
    )
    assert "1 instansi kini sudah bimtek." in page.text
    assert way.status == Status.TRAINED


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("peserta", {"agency": "9" * 30, "name": "Sari"}),
        ("peserta", {"agency": "", "name": "\0"}),
        ("materi", {"title": "Panduan"}),
        ("materi", {"title": "Panduan", "link": "bukan tautan"}),
        ("materi", {"title": "x" * 201, "link": "https://contoh.example/"}),
    ],
)
def test_what_is_wrong_about_a_training_is_told_on_its_page(way, desk, part, said):  # noqa: F811
    training = way.training()
    before = training.participants.count()
    desk("Kiki").post(at("change_training", training.pk, part), said, status=422)
    assert (training.participants.count(), training.materials.count()) == (before, 0)


def test_odd_marks_on_the_roll_are_left_out(way, desk):  # noqa: F811
    training = way.training()
    desk("Kiki").post(at("change_training", training.pk, "hadir"), {"hadir": ["x", "-1", "9" * 40, "\0"]})
    desk("Kiki").client.post(at("change_training", training.pk, "apa")).status_code == 404  # noqa: B015
    assert not training.participants.filter(attended=True).exists()


def test_what_was_handed_out_opens_for_who_takes_part(way, desk):  # noqa: F811
    training = way.training()
    material = trainings.hand_out(training, title="Panduan", file=scan(), by=way.kiki, at=MONDAY)
    assert desk("Vera").client.get(at("training_material", material.token)).status_code == 200
    assert desk("Bayu").client.get(at("training_material", material.token)).status_code == 404


def test_a_long_list_goes_on_where_it_stopped(way, desk):  # noqa: F811
    from lapor.agencies.models import Kind, Unit

    Unit.objects.bulk_create(
        Unit(
            pk=9_000_000 + n, code=f"u{n}", name="Universitas" if n < 60 else f"Universitas {n}",
            kind=Kind.UNIVERSITY, valid_from=TODAY - timedelta(days=9), path=f"/{9_000_000 + n}/", search_text="u",
        )
        for n in range(110)
    )  # fmt: skip
    vera, seen = desk("Vera"), []
    page = vera.get(at("connection_list", jenis="university"))
    while True:
        seen += re.findall(r"/kerja/keterhubungan/instansi/(\d+)/", page.response.content.decode())
        if "Berikutnya" not in page.text:
            break
        page = vera.click(page, "Berikutnya")
    assert len(seen) == len(set(seen)) == 110


def test_the_list_costs_the_same_for_many_as_for_few(way, desk, django_assert_num_queries):  # noqa: F811
    vera = desk("Vera")
    vera.get(at("connection_list"))
    with django_assert_num_queries(7):
        vera.client.get(at("connection_list"))


def test_nobody_is_let_in_without_the_second_factor(way):  # noqa: F811
    assert Pages().client.get(at("connection")).status_code == 302
