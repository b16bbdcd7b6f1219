"""The bell of the desk and how officers want to be told."""

import pytest

from lapor.channels import recipients
from lapor.notifications import fan_out, preferences
from lapor.notifications.models import Notice
from lapor.reports import privacy, referral
from lapor.testing.cast import MONDAY


@pytest.fixture
def told(cast):
    """A referred report of which its unit was told."""
    report = cast.referred()
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=MONDAY)
    return report


def test_the_head_of_a_page_counts_what_is_unread(cast, told, pages):
    otto = pages.of(cast.user("Otto"))
    assert "1 belum dibaca" in otto.get("/kerja/").text
    assert "belum dibaca" not in pages.of(cast.user("Wati")).get("/kerja/").text


def test_from_the_list_to_the_report_and_it_is_read(cast, told, pages):
    otto = pages.of(cast.user("Otto"))
    page = otto.get("/kerja/pemberitahuan/?belum=1")
    assert "Jalan berlubang di Sangatta Utara" in page.text
    report = otto.click(page, "Laporan diteruskan")
    assert report.url.endswith(f"/kerja/laporan/{told.number}/")
    assert "Semua sudah dibaca" in otto.get("/kerja/pemberitahuan/?belum=1").text
    assert "Laporan diteruskan" in otto.get("/kerja/pemberitahuan/").text


def test_all_are_read_with_one_button(cast, told, pages):
    otto = pages.of(cast.user("Otto"))
    otto.press(otto.get("/kerja/pemberitahuan/"), "Tandai semua dibaca")
    mine = Notice.objects.filter(recipient=recipients.tag_of(cast.user("Otto")))
    assert not mine.filter(read_at=None).exists()
    assert Notice.objects.filter(read_at=None).exists()


def test_a_report_that_left_the_desk_is_named_no_more(cast, told, pages):
    privacy.raise_flags(told.number, secret=True, by=cast.arif, at=MONDAY)
    referral.give_back(told.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
    page = pages.of(cast.user("Otto")).get("/kerja/pemberitahuan/")
    assert "tidak lagi terbuka bagi Anda" in page.text
    assert "Jalan" not in page.text


def test_a_secret_report_has_no_title_in_the_list(cast, pages):
    report = cast.referred(is_secret=True, title="Belerang di sumur")
    fan_out.tell(list(report.events.values_list("pk", flat=True)), at=MONDAY)
    page = pages.of(cast.user("Otto")).get("/kerja/pemberitahuan/")
    assert "Laporan diteruskan" in page.text
    assert "Belerang" not in page.text


def test_a_notice_leads_nobody_to_somebody_elses_report(cast, told, pages):
    wati = pages.of(cast.user("Wati")).client
    assert wati.get(f"/kerja/pemberitahuan/laporan/{told.number}/").status_code == 404


def test_an_officer_chooses_ways_and_digest(cast, told, pages):
    otto = pages.of(cast.user("Otto"))
    page = otto.click(otto.get("/kerja/pemberitahuan/"), "Atur cara Anda dikabari")
    otto.press(page, "Simpan", email=[], digest=[])
    me = recipients.tag_of(cast.user("Otto"))
    chosen = preferences.of([me])[me]
    assert ("email" in chosen.ways, "push" in chosen.ways, chosen.digest) == (False, True, False)


def test_who_sees_no_report_has_no_bell(cast, pages):
    mira = pages.of(cast.user("Mira"))
    assert "Pemberitahuan" not in mira.get("/kerja/").text
    assert mira.client.get("/kerja/pemberitahuan/").status_code == 404


def test_a_page_costs_the_same_for_one_notice_as_for_many(cast, told, pages, django_assert_max_num_queries):
    otto = pages.of(cast.user("Otto"))
    otto.get("/kerja/pemberitahuan/")
    for _more in range(5):
        report = cast.referred()
        fan_out.tell(list(report.events.values_list("pk", flat=True)), at=MONDAY)
    with django_assert_max_num_queries(7):
        otto.get("/kerja/pemberitahuan/")
