"""Inboxes: what lies in them, in which order, at which cost, and what a poll is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lapor.agencies.models import Unit
from lapor.reports import clocks, referral, response
from lapor.reports.models import Clock, Report
from lapor.testing.cast import MONDAY
from lapor.workspace import rows

DAY = timedelta(days=1)
MOST_QUERIES = 9  # one of them is the bell


@pytest.fixture
def otto(desk_of):
    return desk_of("otto")


@pytest.fixture
def arif(desk_of):
    return desk_of("arif")


def shown(page):
    return [row.report.number for row in page.context["rows"]]


def count(page, slug):
    return next(tab.words for tab in page.context["tabs"] if tab.tab.slug == slug)


def test_a_liaison_finds_what_lies_with_the_own_unit(cast, otto):
    own, others = cast.referred(), cast.referred(to="64.08/perumdam")
    page = otto.get("/kerja/")
    assert shown(page) == [own.number]
    assert str(others.number) not in page.content.decode()


def test_units_below_have_a_tab_of_their_own(cast, otto):
    below = cast.referred(to="64.08/pu/jalan")
    assert shown(otto.get("/kerja/")) == []
    assert shown(otto.get("/kerja/kotak/bawahan/")) == [below.number]


def test_an_admin_starts_with_what_must_be_verified(cast, arif):
    new = cast.submitted()
    assert shown(arif.get("/kerja/")) == [new.number]


def test_an_admin_of_an_agency_that_is_not_connected_reads_where_its_reports_go(cast, arif):
    assert "sampai instansi ini terhubung" not in arif.get("/kerja/").content.decode()
    Unit.objects.filter(code="64.08").update(connected=False, coordinator=cast.unit("64"))
    sentence = "masuk ke Pemerintah Provinsi Kalimantan Timur sampai instansi ini terhubung."
    assert f"Laporan untuk Pemerintah Kabupaten Kutai Timur {sentence}" in arif.get("/kerja/").content.decode()


def test_a_report_without_a_public_title_has_the_reporters_own(cast, arif):
    cast.submitted(title="Lampu jalan padam sejak Senin")
    assert "Lampu jalan padam sejak Senin" in arif.get("/kerja/").content.decode()


def test_a_report_without_any_title_is_named_by_its_first_words(cast, arif):
    cast.submitted(title="", body="Air di kampung kami keruh.")
    assert "Air di kampung kami keruh." in arif.get("/kerja/").content.decode()


def test_words_that_were_erased_leave_a_row_that_opens(cast, arif):
    report = cast.submitted()
    report.key.delete()
    page = arif.get("/kerja/")
    assert shown(page) == [report.number]
    assert "Tanpa judul" in page.content.decode()


def test_the_one_that_runs_out_first_comes_first_and_one_without_a_clock_last(cast, arif):
    later, sooner = cast.submitted(at=MONDAY + DAY), cast.submitted(at=MONDAY)
    without = cast.verified()
    assert shown(arif.get("/kerja/")) == [sooner.number, later.number, without.number]


def test_pages_follow_each_other_without_gap_or_double(cast, arif):
    reports = [cast.submitted(at=MONDAY + DAY * (number % 4)) for number in range(28)]
    Report.objects.filter(pk__in=[report.pk for report in reports[:9]]).update(due_at=None)
    first = arif.get("/kerja/")
    second = arif.get("/kerja/", {"sesudah": first.context["next"]})
    numbers = shown(first) + shown(second)
    assert len(numbers) == 28
    assert set(numbers) == {report.number for report in reports}


@pytest.mark.parametrize("place", ["x", "-", "-9x", "20261102T020000000000-", "9" * 90 + "-1", "-" + "9" * 60, "\0-1"])
def test_a_place_that_nobody_can_read_is_the_beginning(cast, arif, place):
    cast.submitted()
    assert arif.get("/kerja/", {"sesudah": place}).status_code == 200


def test_a_full_page_costs_as_many_queries_as_one_row(cast, arif, django_assert_max_num_queries):
    for _report in range(2):
        cast.submitted()
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        arif.get("/kerja/")
    for _report in range(20):
        cast.submitted()
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        arif.get("/kerja/")
    assert len(few) == len(many)


def test_counts_stop_at_99(cast, otto):
    report = cast.referred()
    columns = {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields}
    for generated in ("id", "search", "number"):
        del columns[generated]
    Report.objects.bulk_create([Report(**columns, number=10**9 + n) for n in range(100)])
    assert count(otto.get("/kerja/"), "unit") == "99+"


def test_an_answer_that_waits_for_approval_lies_with_the_admins(cast, arif):
    cast.unit("64.08").requires_approval = True
    cast.unit("64.08").save(update_fields=["requires_approval"])
    report = cast.referred()
    response.propose(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    assert shown(arif.get("/kerja/kotak/persetujuan/")) == [report.number]


def test_a_dispute_lies_with_the_coordinator(cast, desk_of):
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan jalan kabupaten.", by=cast.otto, at=MONDAY)
    referral.give_back(report.number, reason="Jalan nasional.", by=cast.arif, at=MONDAY)
    referral.refer(report.number, to=cast.unit("64.71"), by=cast.vera, at=MONDAY)
    referral.give_back(report.number, reason="Bukan kota kami.", by=cast.bayu, at=MONDAY)
    page = desk_of("kiki").get("/kerja/kotak/arbitrase/")
    assert shown(page) == [report.number]


def test_reporters_who_are_slow_make_nobody_late(cast, otto):
    cast.answered()
    Report.objects.update(due_at=MONDAY - DAY)
    assert shown(otto.get("/kerja/kotak/terlambat/")) == []


@pytest.mark.parametrize(("days", "late"), [(3, 0), (9, 1), (40, 3)])
def test_a_row_is_late_when_it_lies_in_the_inbox_of_what_is_late_and_not_else(cast, days, late):
    """After nine days the first follow-up of one is late; the promise to its reporter runs on."""
    for bring in (cast.referred, cast.in_progress, cast.submitted):
        bring()
    Clock.objects.filter(kind="verification").update(due_at=MONDAY + 30 * DAY)
    for report in Report.objects.all():
        clocks.refresh(report)
    at = MONDAY + days * DAY
    overdue = {report.number for report in Report.objects.overdue(at)}
    shown_late = {
        row.report.number for row in rows.of(list(Report.objects.with_words()), at=at) if row.face.level == "late"
    }
    assert shown_late == overdue
    assert len(overdue) == late


def test_a_row_says_which_clock_its_deadline_is_of(cast, otto):
    cast.referred()
    assert "Tindak lanjut pertama" in otto.get("/kerja/kotak/unit/").text


def test_what_is_overdue_is_late(cast, otto):
    report = cast.referred()
    Report.objects.update(due_at=MONDAY - DAY * 400)
    assert shown(otto.get("/kerja/kotak/terlambat/")) == [report.number]


# --- new work without a reload --------------------------------------------------------------------------------------


def poll(client, tag, path="/kerja/"):
    return client.get(path, headers={"if-none-match": tag, "x-requested-with": "inbox"})


def test_nothing_new_is_an_empty_answer(cast, otto, django_assert_max_num_queries):
    cast.referred()
    tag = otto.get("/kerja/")["ETag"]
    with django_assert_max_num_queries(5):
        answer = poll(otto, tag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_new_report_is_an_answer_with_the_list_alone(cast, otto):
    cast.referred()
    tag = otto.get("/kerja/")["ETag"]
    new = cast.referred()
    answer = poll(otto, tag)
    assert new.number in shown(answer)
    assert "<html" not in answer.content.decode()


def test_a_step_on_a_shown_report_changes_the_tag(cast, otto):
    report = cast.referred()
    tag = otto.get("/kerja/")["ETag"]
    response.follow_up(report.number, text="Kami ke lokasi besok.", by=cast.otto, at=MONDAY)
    assert poll(otto, tag).status_code == 200


# --- whom the desk is for -------------------------------------------------------------------------------------------


def test_an_officer_without_a_seat_is_told_whom_to_ask(cast, desk_of):
    cast.user("otto").memberships.update(valid_until=MONDAY.date() - DAY * 400)
    page = desk_of("otto").get("/kerja/")
    assert page.status_code == 403
    assert "admin instansi" in page.content.decode()


def test_who_keeps_the_machines_running_reads_no_reports(cast, desk_of):
    cast.submitted()
    page = desk_of("mira").get("/kerja/")
    assert "tidak membuka laporan" in page.content.decode()
    assert "rows" not in page.context


def test_an_unknown_inbox_is_not_found(otto):
    assert otto.get("/kerja/kotak/apa-saja/").status_code == 404


def test_the_tab_of_another_role_is_not_found(otto):
    assert otto.get(reverse("workspace:tab", args=["verifikasi"])).status_code == 404


NAMES = ("vera", "arif", "otto", "olga", "wati", "bayu", "kiki", "inka", "hadi", "kusno", "yani", "prio", "dewi")


def test_what_lies_on_a_desk_may_be_opened_there(cast):
    for bring in (cast.submitted, cast.verified, cast.referred, cast.in_progress, cast.answered):
        for flags in ({}, {"is_secret": True}, {"is_anonymous": True}, {"agency": cast.unit("64.71")}):
            if flags and bring is not cast.submitted:
                continue
            bring(**flags)
    for name in NAMES:
        by = getattr(cast, name)
        seen = set(Report.objects.visible_to(by).values_list("number", flat=True))
        for desk in (Report.objects.held_by(by), Report.objects.held_under(by), Report.objects.watched_by(by)):
            assert set(desk.values_list("number", flat=True)) <= seen, name


# --- one after the other --------------------------------------------------------------------------------------------


def test_after_an_action_the_next_of_the_same_inbox_is_one_click_away(cast, otto):
    first, second = cast.referred(), cast.referred()
    assert f"/kerja/laporan/{first.number}/?kotak=unit" in otto.get("/kerja/").content.decode()
    said = {"text": "Kami ke lokasi besok.", "seen": first.seq}
    answer = otto.post(f"/kerja/laporan/{first.number}/tindak-lanjut/?kotak=unit", said)
    assert answer.url == f"/kerja/laporan/{first.number}/?kotak=unit"
    onwards = f"/kerja/kotak/unit/setelah/{first.number}/"
    assert onwards in otto.get(answer.url).content.decode()
    assert otto.get(onwards).url == f"/kerja/laporan/{second.number}/?kotak=unit"


def test_after_the_last_one_the_inbox_says_so(cast, otto):
    report = cast.referred()
    answer = otto.get(f"/kerja/kotak/unit/setelah/{report.number}/", follow=True)
    assert answer.redirect_chain == [("/kerja/kotak/unit/", 302)]
    assert "Tidak ada laporan lain" in answer.content.decode()


@pytest.mark.parametrize("inbox", ["verifikasi", "apa-saja", "\0"])
def test_an_inbox_of_another_role_leads_nowhere(cast, otto, inbox):
    report = cast.referred()
    assert otto.get(f"/kerja/kotak/verifikasi/setelah/{report.number}/").status_code == 404
    assert otto.get(f"/kerja/laporan/{report.number}/", {"kotak": inbox}).context["came_from"] is None
