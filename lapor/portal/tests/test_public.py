"""The public list and the public page of a report: what everybody sees, and what nobody does."""

from datetime import timedelta

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.core.numbers import new_number
from lapor.reports import actors, closing, holding, privacy, referral, response
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)
SECRET_WORDS = ("Rini Astuti", "+6281234567890", "sedalam lutut", "Jalan berlubang di depan SD 002")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The pages are opened on the Tuesday after the cast's Monday."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + DAY)


def page(answer):
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def path(report):
    return f"/laporan/{report.number}/"


def queries(client, address):
    client.get(address)  # what a process remembers (topics) is known now
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_list_shows_the_public_version_with_who_has_it_and_by_when(client, cast):
    report = cast.referred()
    text = page(client.get("/laporan/"))
    assert "Jalan berlubang di Sangatta Utara" in text
    assert "Dinas Pekerjaan Umum Kutai Timur" in text
    assert "dijawab paling lambat Jumat, 20 November 2026" in text
    assert path(report) in text


def test_the_list_holds_back_what_is_unverified_or_secret(client, cast):
    cast.submitted()
    cast.verified(is_secret=True)
    assert "Belum ada laporan yang terbit" in page(client.get("/laporan/"))


@pytest.mark.parametrize("word", SECRET_WORDS)
def test_no_public_page_tells_who_the_reporter_is_or_what_they_wrote(client, cast, word):
    report = cast.answered()
    assert word not in page(client.get("/laporan/")) + page(client.get(path(report)))


def test_the_search_knows_indonesian_stems(client, cast):
    report = cast.verified()
    assert path(report) in page(client.get("/laporan/", {"q": "lubang"}))
    assert "Tidak ada laporan yang cocok" in page(client.get("/laporan/", {"q": "banjir"}))


def test_the_best_match_comes_first_and_the_newest_on_request(client, cast):
    better = cast.verified()
    Report.objects.filter(pk=better.pk).update(public_title="Lubang, lubang, lubang", public_text="lubang")
    newer = cast.verified()
    ranked, by_time = (page(client.get("/laporan/", {"q": "lubang", "urut": urut})) for urut in ("", "terbaru"))
    assert ranked.index(path(better)) < ranked.index(path(newer))
    assert by_time.index(path(newer)) < by_time.index(path(better))


def test_only_the_newest_thousand_hits_are_weighed(cast, monkeypatch):
    monkeypatch.setattr("lapor.reports.search.MOST", 1)
    cast.verified()
    newest = cast.verified()
    assert list(Report.objects.public().ranked("lubang")) == [newest]


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ({"keadaan": "belum"}, True),
        ({"keadaan": "selesai"}, False),
        ({"keadaan": ["belum", "selesai"]}, True),
        ({"kelas": "complaint"}, True),
        ({"kelas": "aspiration"}, False),
        ({"topik": "pu"}, True),
        ({"topik": "pu-jalan"}, True),
        ({"topik": "corona"}, False),
        ({"instansi": "64.08"}, True),
        ({"instansi": "64.08/pu"}, True),
        ({"instansi": "64.08/perumdam"}, False),
        ({"dari": "2026-11-02", "sampai": "2026-11-02"}, True),
        ({"dari": "2026-11-03"}, False),
        ({"sampai": "2026-11-01"}, False),
    ],
)
def test_each_filter_lets_through_what_it_says(client, cast, question, is_found):
    report = cast.referred()
    assert (path(report) in page(client.get("/laporan/", question))) == is_found


def test_an_office_typed_by_name_gets_the_address_with_its_code(client, cast):
    answer = client.get("/laporan/", {"instansi": "dinas pekerjan umum kutai"})
    assert answer.url == "/laporan/?instansi=64.08%2Fpu"
    assert 'value="Dinas Pekerjaan Umum Kutai Timur"' in page(client.get(answer.url))


@pytest.mark.parametrize(
    "question",
    [
        {"dari": "kemarin"},
        {"dari": "0000-13-99", "sampai": "2026-02-31"},
        {"dari": "0001-01-01"},
        {"sampai": "9999-12-31"},
        {"dari": "2026-11-02", "sampai": "2026-11-01"},
        {"q": "a" * 10_000},
        {"instansi": "xyzzy"},
        {"wilayah": "xyzzy"},
        {"wilayah": "x" * 10_000},
        {"topik": "999"},
        {"kelas": "<script>"},
        {"keadaan": "ungu"},
    ],
)
def test_what_cannot_be_understood_is_said_and_left_out(client, cast, question):
    report = cast.verified()
    answer = client.get("/laporan/", question)
    assert answer.status_code == 200
    assert path(report) in page(answer)
    assert "Perlu diperbaiki" in page(answer)


@pytest.mark.parametrize("question", [{"sebelum": "abc"}, {"sesudah": "9" * 30}, {"q": "jalan\0"}, {"instansi": "\0"}])
def test_odd_parameters_do_no_harm(client, cast, question):
    report = cast.verified()
    assert path(report) in page(client.get("/laporan/", question))


@pytest.mark.parametrize("words", ["dan", "'\"-(", "!!!", "🕳️", "jalan & | !"])
def test_words_that_are_none_find_nothing_and_do_no_harm(client, cast, words):
    cast.verified()
    assert client.get("/laporan/", {"q": words}).status_code == 200


def test_a_number_in_the_search_leads_to_its_report(client, cast):
    report = cast.verified()
    spaced = f"#{str(report.number)[:3]} {str(report.number)[3:]}"
    assert client.get("/laporan/", {"q": spaced}).url == path(report)


def test_pages_lead_back_and_forth_without_losing_the_question(client, cast, monkeypatch):
    monkeypatch.setattr("lapor.portal.public.SIZE", 2)
    reports = [cast.verified() for _ in range(5)]
    first = client.get("/laporan/?kelas=complaint")
    second = client.get("/laporan/" + first.context["older"])
    third = client.get("/laporan/" + second.context["older"])
    assert [card["report"] for card in second.context["cards"]] == [reports[2], reports[1]]
    assert [card["report"] for card in third.context["cards"]] == [reports[0]]
    assert (first.context["newer"], third.context["older"]) == ("", "")
    back = client.get("/laporan/" + third.context["newer"])
    assert [card["report"] for card in back.context["cards"]] == [reports[2], reports[1]]
    assert "kelas=complaint" in back.context["newer"]


@pytest.mark.parametrize(
    "question", ["", "?q=lubang", "?q=lubang&urut=terbaru", "?instansi=64.08&topik=pu&kelas=complaint"]
)
def test_the_list_costs_the_same_for_three_reports_as_for_six(client, cast, question):
    few = [cast.referred() for _ in range(3)]
    cost = queries(client, f"/laporan/{question}")
    few += [cast.referred() for _ in range(3)]
    assert queries(client, f"/laporan/{question}") == cost <= 8


# --- the page of one report ------------------------------------------------------------------------------------------


def test_the_page_tells_the_whole_story(client, cast):
    report = cast.answered()
    text = page(client.get(path(report)))
    for words in (
        "Laporan dikirim dan diterima",
        "Diteruskan ke Dinas Pekerjaan Umum Kutai Timur",
        "Dinas Pekerjaan Umum Kutai Timur memberi kabar",
        "Petugas sudah meninjau lokasi.",
        "Dijawab: sudah diselesaikan",
        "Lubang sudah ditambal pada 2 November.",
    ):
        assert words in text


def test_the_promise_is_a_sentence_and_lateness_is_told(client, cast, monkeypatch):
    report = cast.referred()
    assert "Dijawab paling lambat Jumat, 20 November 2026." in page(client.get(path(report)))
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + 22 * DAY)
    text = page(client.get(path(report)))
    assert "terlambat 2 hari kerja" in text
    assert "Seharusnya dijawab paling lambat Jumat, 20 November 2026" in text


def test_what_the_reporter_says_later_stays_between_them_and_the_officers(client, cast):
    report = cast.referred()
    by = actors.pin_holder(report.number)
    holding.hold(report.number, question="Di kilometer berapa?", by=cast.otto, at=MONDAY)
    assert "Di kilometer berapa?" not in page(client.get(path(report)))
    holding.supply(report.number, text="Di depan rumah saya nomor 12", by=by, at=MONDAY)
    response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    response.reply(report.number, text="Rumah saya masih becek", by=by, at=MONDAY)
    text = page(client.get(path(report)))
    assert "nomor 12" not in text
    assert "masih becek" not in text


def test_a_divided_report_has_one_face_and_each_part_leads_to_it(client, cast):
    report = cast.referred()
    asked = [
        referral.PartFor(cast.unit("64.08/pu"), "Tambal jalan"),
        referral.PartFor(cast.unit("64.08/perumdam"), "Perbaiki pipa"),
    ]
    parts = referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)
    text = page(client.get(path(report)))
    assert "Ditangani dalam 2 bagian" in text
    assert all(f'id="bagian-{part.number}"' in text for part in parts)
    assert client.get(path(parts[1])).headers["Location"] == f"{path(report)}#bagian-{parts[1].number}"


def test_the_list_shows_a_divided_report_once_and_an_offices_part_to_who_looks_for_it(client, cast):
    report = cast.referred()
    asked = [referral.PartFor(cast.unit(code), "Periksa bagian ini.") for code in ("64.08/pu", "64.71")]
    parts = referral.split(report.number, parts=asked, by=cast.vera, at=MONDAY)
    everything = page(client.get("/laporan/"))
    assert (path(report) in everything, path(parts[1]) in everything) == (True, False)
    assert path(parts[1]) in page(client.get("/laporan/?instansi=64.71"))


def test_a_divided_report_tells_one_story_and_one_promise(client, cast):
    report = cast.referred()
    asked = [referral.PartFor(cast.unit(code), "Periksa bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    road, water = referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)
    assert "Sekarang di 2 unit" in page(client.get(path(report)))
    assert page(client.get(path(report))).count("Periksa bagian ini.") == 2
    assert "Bagian ini dibuat" not in page(client.get(path(report)))
    response.answer(water.number, cast.solved("Pipa sudah diganti."), by=cast.wati, at=MONDAY)
    text = page(client.get(path(report)))
    assert "Sekarang di Dinas Pekerjaan Umum Kutai Timur" in text
    assert "Pipa sudah diganti." in text
    response.answer(road.number, cast.solved(), by=cast.otto, at=MONDAY)
    assert "Semua bagian sudah dijawab" in page(client.get(path(report)))


def test_a_duplicate_points_to_the_report_it_was_joined_to(client, cast):
    parent, report = cast.referred(), cast.referred()
    referral.join(report.number, into=parent.number, by=cast.arif, at=MONDAY)
    text = page(client.get(path(report)))
    assert "Digabungkan dengan laporan yang sama" in text
    assert path(parent) in text


def test_a_duplicate_of_a_private_report_names_no_number(client, cast):
    parent, report = cast.referred(is_secret=True), cast.referred()
    referral.join(report.number, into=parent.number, by=cast.vera, at=MONDAY)
    assert str(parent.number) not in page(client.get(path(report)))


def test_private_unverified_and_unknown_reports_answer_alike(client, cast):
    numbers = [cast.referred(is_secret=True).number, cast.submitted().number, new_number()]
    answers = [client.get(f"/laporan/{number}/") for number in numbers]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {page(answer).replace(str(number), "") for answer, number in zip(answers, numbers, strict=True)}
    assert len(bodies) == 1
    assert "PIN" in bodies.pop()


def test_a_report_made_secret_is_gone_at_once(client, cast):
    report = cast.referred()
    privacy.raise_flags(report.number, secret=True, by=actors.pin_holder(report.number), at=MONDAY)
    assert client.get(path(report)).status_code == 404
    assert path(report) not in page(client.get("/laporan/"))


@pytest.mark.parametrize("typed", ["1234567891", "12", "abc", "9" * 60, "0", "%00"])
def test_a_mistyped_number_is_told_from_an_unknown_one(client, cast, typed):
    answer = client.get(f"/laporan/{typed}/")
    assert answer.status_code == 404
    assert "keliru ketik" in page(answer)


@pytest.mark.parametrize("form", ["{0} {1}", "%23{0}{1}", "{0}-{1}"])
def test_a_number_may_be_typed_with_spaces_or_a_hash(client, cast, form):
    report = cast.verified()
    digits = str(report.number)
    assert client.get(f"/laporan/{form.format(digits[:3], digits[3:])}/").url == path(report)


@pytest.mark.parametrize("address", ["/laporan/", "/laporan/?q=jalan", "page"])
def test_public_pages_are_for_every_cache_and_know_no_session(client, cast, address):
    report = cast.verified()
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    client.cookies["messages"] = "x"
    answer = client.get(path(report) if address == "page" else address)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_each_language_has_an_address_of_its_own(client, cast):
    """So that no cache mixes them up, whatever cookie a stranger sends."""
    client.cookies["django_language"] = "en"
    assert '<html lang="id">' in page(client.get("/laporan/"))
    assert '<html lang="en">' in page(client.get("/en/laporan/"))


def test_an_unchanged_page_is_not_sent_twice(client, cast, monkeypatch):
    report = cast.answered()
    etag = client.get(path(report))["ETag"]
    assert client.get(path(report), headers={"if-none-match": etag}).status_code == 304
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=MONDAY)
    assert client.get(path(report), headers={"if-none-match": etag}).status_code == 200


def test_the_page_is_made_anew_when_days_have_passed(client, cast, monkeypatch):
    report = cast.referred()
    etag = client.get(path(report))["ETag"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + 2 * DAY)
    assert client.get(path(report), headers={"if-none-match": etag}).status_code == 200


def test_the_page_costs_at_most_eight_queries_however_much_happened(client, cast):
    report = cast.answered()
    cost = queries(client, path(report))
    for turn in range(3):
        response.reply(report.number, text="Belum", by=actors.pin_holder(report.number), at=MONDAY)
        response.follow_up(report.number, text=f"Kabar {turn}", by=cast.otto, at=MONDAY)
        response.answer(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    assert queries(client, path(report)) == cost <= 8


def test_a_divided_report_costs_the_same_for_two_parts_as_for_four(client, cast):
    costs = []
    for number in (2, 4):
        report = cast.referred()
        units = ["64.08/pu", "64.08/perumdam"] * (number // 2)
        asked = [referral.PartFor(cast.unit(code), f"Bagian {part}.") for part, code in enumerate(units)]
        referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)
        costs.append(queries(client, path(report)))
    assert costs[0] == costs[1] <= 8


# --- "saya juga" -----------------------------------------------------------------------------------------------------


def test_a_visitor_who_has_the_same_trouble_is_led_to_sign_in(client, cast):
    report = cast.referred()
    assert client.get(f"{path(report)}dukung/").url == f"/masuk/?next={path(report)}dukung/"


def test_a_citizen_says_saya_juga_once(client, cast):
    report = cast.referred()
    client.force_login(cast.user("santi"), backend="lapor.accounts.backends.CitizenBackend")
    assert "Ya, saya juga" in page(client.get(f"{path(report)}dukung/"))
    for _ in range(2):
        answer = client.post(f"{path(report)}dukung/", follow=True)
        assert "Suara Anda sudah dihitung" in page(answer)
    assert Report.objects.get(pk=report.pk).support_count == 1


def test_reporters_do_not_support_themselves(client, cast):
    report = cast.referred(by=actors.citizen(cast.user("rini")))
    client.force_login(cast.user("rini"), backend="lapor.accounts.backends.CitizenBackend")
    assert "tidak bisa didukung" in page(client.get(f"{path(report)}dukung/"))
    client.post(f"{path(report)}dukung/")
    assert Report.objects.get(pk=report.pk).support_count == 0


def test_nobody_supports_what_is_not_public(client, cast):
    report = cast.submitted()
    client.force_login(cast.user("santi"), backend="lapor.accounts.backends.CitizenBackend")
    assert client.get(f"{path(report)}dukung/").status_code == 404
    assert client.post(f"{path(report)}dukung/").status_code == 404


@pytest.mark.parametrize("chosen", ["complaint", "aspiration"])
def test_the_filters_show_what_is_chosen_also_when_others_chose_before(client, cast, chosen):
    for address in ("/laporan/", "/laporan/?kelas=complaint", "/en/laporan/?kelas=information"):
        client.get(address)
    text = client.get(f"/laporan/?kelas={chosen}&q=lubang").content.decode()
    assert f'<option value="{chosen}" selected' in text
    assert text.count(" selected") == 1
    assert "Semua jenis" in text
