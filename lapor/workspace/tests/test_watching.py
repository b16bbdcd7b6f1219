"""The pages of those who look at the work of others, as they use them."""

from datetime import date, timedelta

import pytest

from lapor.reports import actors, closing, overseeing, privacy, programmes, referral, sampling, watching
from lapor.reports.models import Programme, Report, Sample
from lapor.testing.cast import MONDAY

LONG_AGO = MONDAY - timedelta(days=160)  # in the half-year before


def closed(cast, at=LONG_AGO):
    report = cast.answered(at=at)
    return closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=at)


def test_prio_keeps_a_programme_and_ends_it(cast, desk_of):
    desk = desk_of("Prio")
    said = {"name": "Makan Bergizi Gratis", "kind": "programme", "valid_from": "2026-01-01", "last_day": "2026-12-31"}
    assert desk.post("/kerja/prioritas/baru/", said).status_code == 302
    known = Programme.objects.get()
    assert (known.code, known.last_day) == ("makan-bergizi-gratis", date(2026, 12, 31))
    desk.post(f"/kerja/prioritas/{known.code}/akhiri/")
    known.refresh_from_db()
    assert known.valid_until == MONDAY.date()


def test_a_programme_that_ends_before_it_begins_is_refused_beside_the_field(cast, desk_of):
    said = {"name": "Isu", "kind": "issue", "valid_from": "2026-02-01", "last_day": "2026-01-01"}
    answer = desk_of("Prio").post("/kerja/prioritas/baru/", said)
    assert answer.status_code == 422
    assert "Hari terakhirnya tidak boleh sebelum hari pertamanya." in answer.content.decode()
    assert not Programme.objects.exists()


def test_a_report_is_marked_on_its_page_and_found_under_its_programme(cast, desk_of):
    known = programmes.add(name="Jalan Desa", kind="issue", valid_from=date(2026, 1, 1))
    report = cast.in_progress()
    said = {"programme": known.pk, "reason": "Dipantau.", "seen": report.seq}
    assert desk_of("Prio").post(f"/kerja/laporan/{report.number}/prioritas/", said).status_code == 303
    assert f"/kerja/laporan/{report.number}/" in desk_of("Prio").get(f"/kerja/prioritas/{known.code}/").content.decode()


def test_following_shows_a_report_in_the_own_list_only(cast, desk_of):
    report, desk = cast.in_progress(), desk_of("Kiki")
    desk.post(f"/kerja/diikuti/{report.number}/")
    assert report.public_title in desk.get("/kerja/diikuti/").content.decode()
    assert report.public_title not in desk_of("Arif").get("/kerja/diikuti/").content.decode()
    desk.post(f"/kerja/diikuti/{report.number}/", {"stop": "1"})
    assert not watching.is_followed(report, by=cast.kiki)


def test_kiki_draws_a_sample_and_is_led_to_inspect_it(cast, desk_of):
    report, desk = closed(cast), desk_of("Kiki")
    answer = desk.post("/kerja/pemeriksaan/ambil/", {"half": "2026-1", "agency": cast.unit("64.08").pk})
    sample = Sample.objects.get()
    assert answer.headers["Location"] == f"/kerja/pemeriksaan/{sample.pk}/"
    assert f"/kerja/laporan/{report.number}/periksa/" in desk.get(answer.headers["Location"]).content.decode()
    said = {"result": "verified", "text": "Jalan rata.", "seen": report.seq}
    desk.post(f"/kerja/laporan/{report.number}/periksa/", said)
    assert "1 dari 1" in desk.get("/kerja/pemeriksaan/").content.decode()


@pytest.mark.parametrize(("half", "code", "sentence"), [
    ("2026-1", "64.71", "Tidak ada laporan yang selesai di semester ini."),
    ("2026-2", "64.08", "Masukkan pilihan yang valid"),
    ("x", "64.08", "Masukkan pilihan yang valid"),
    ("2026-1", "ksp", "Masukkan pilihan yang valid"),
])  # fmt: skip
def test_a_draw_that_can_not_be_is_said_on_the_page(cast, desk_of, half, code, sentence):
    answer = desk_of("Kiki").post("/kerja/pemeriksaan/ambil/", {"half": half, "agency": cast.unit(code).pk})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Sample.objects.exists()


def test_a_report_that_became_secret_keeps_its_place_and_loses_its_words(cast, desk_of):
    report = closed(cast)
    sample = sampling.draw(cast.unit("64.08"), half_from=date(2026, 1, 1), by=cast.kiki, at=MONDAY)
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    page = desk_of("Kiki").get(f"/kerja/pemeriksaan/{sample.pk}/").content.decode()
    assert "Laporan yang sekarang dirahasiakan" in page
    assert str(report.number) not in page


def test_the_ombudsman_reads_what_reporters_agreed_to_and_counts_the_rest(cast, desk_of):
    agreed, other = cast.referred(at=LONG_AGO), cast.referred(at=LONG_AGO)
    overseeing.consent(agreed.number, given=True, by=actors.pin_holder(agreed.number), at=MONDAY)
    desk = desk_of("Yani")
    page = desk.get("/kerja/ombudsman/laporan/").content.decode()
    assert f"/kerja/laporan/{agreed.number}/" in page
    assert str(other.number) not in page
    assert "Ada 2 laporan." in desk.get("/kerja/ombudsman/").content.decode()
    assert Report.objects.visible_to(cast.yani).count() == 1


def test_an_answer_that_sends_people_away_is_refused_beside_its_words_and_kept(cast, desk_of):
    report = cast.in_progress()
    words = "Hal ini bukan kewenangan kami."
    said = {"kind": "solved", "text": words, "seen": report.seq}
    answer = desk_of("Otto").post(f"/kerja/laporan/{report.number}/jawab/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Kembalikan laporan ini" in page
    assert f"/kerja/laporan/{report.number}/kembalikan/" in page


def test_work_on_a_divided_report_is_refused_with_a_word_where_it_is_done(cast, desk_of):
    report = cast.referred()
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    part = referral.split(report.number, parts=wanted, by=cast.arif, at=MONDAY)[1]
    desk = desk_of("Arif")
    answer = desk.get(f"/kerja/laporan/{report.number}/jawab/")
    assert answer.status_code == 409
    assert "yang dikerjakan adalah bagian-bagiannya" in answer.content.decode()
    assert f"/kerja/laporan/{part.number}/" in desk.get(f"/kerja/laporan/{report.number}/").content.decode()


def test_an_arbiter_chooses_first_among_those_who_had_it(cast, desk_of):
    report = cast.referred()
    for by in ("otto", "arif"):
        referral.give_back(report.number, reason="Bukan kami.", by=getattr(cast, by), at=MONDAY)
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY)
    referral.give_back(report.number, reason="Bukan kami.", by=cast.bayu, at=MONDAY)
    page = desk_of("Kiki").get(f"/kerja/laporan/{report.number}/putuskan/").content.decode()
    held = page.index("Pernah memegang laporan ini")
    assert held < page.index("Pemerintah Kota Balikpapan", held) < page.index("Instansi lain", held)
