"""The officer's page of one report: what it shows, what it offers, what it costs, what it never tells."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import pdf, picture, upload
from lapor.reports import actors, closing, identity, intake, oversight, privacy, referral, response
from lapor.reports.lifecycle import Kind
from lapor.reports.models import Event, Report
from lapor.testing.cast import MONDAY, OFFICERS
from lapor.testing.pages import Pages
from lapor.workspace import actions

STATES = ("submitted", "verified", "referred", "in_progress", "answered")


def page_of(report):
    return reverse("workspace:report", args=[report.number])


def address(report, slug):
    return reverse("workspace:act", args=[report.number, slug])


@pytest.fixture
def pages(cast, noon):
    """Pages of an officer, each checked as it comes."""
    return lambda name: Pages(user=cast.user(name))


def busy(cast, entries):
    """A report with a file and as many timeline entries as that, by two officers."""
    files = tuple(inspect_all([upload(picture())], limits=Limits()))
    report = cast.in_progress(files=files)
    for number in range(entries - report.events.count()):
        by = (cast.otto, cast.arif)[number % 2]
        oversight.note(report.number, text=f"Catatan {number}", by=by, at=MONDAY)
    return report


def queries_of(client, report):
    client.get(page_of(report))  # what a process learns once (sites, categories of the log) is known now
    with CaptureQueriesContext(
        connection,
    ) as spent:
        assert client.get(page_of(report)).status_code == 200
    return len(spent)


def test_the_page_costs_eleven_queries_however_long_the_story_is(cast, desk_of):
    client, short, long = desk_of("Otto"), busy(cast, 10), busy(cast, 40)
    assert Event.objects.filter(report=long).count() == 40
    assert queries_of(client, short) == queries_of(client, long) <= 11


def test_the_public_version_stands_beside_the_reporters_own_words(cast, pages):
    page = pages("Otto").get(page_of(cast.referred()))
    assert page.title == "Jalan berlubang di Sangatta Utara"
    assert "Jalan Yos Sudarso berlubang dalam dan membahayakan pengendara." in page.text
    assert "Jalan Yos Sudarso berlubang sedalam lutut dan sudah dua motor jatuh di sana." in page.text


def test_it_says_who_has_the_report_and_until_when(cast, pages):
    text = pages("Otto").get(page_of(cast.referred())).text
    assert "Sekarang di Dinas Pekerjaan Umum Kutai Timur." in text
    assert "Ditindaklanjuti paling lambat Senin, 9 November 2026" in text  # what runs out first, as in the inboxes
    assert "sampai Jumat, 20 November 2026" in text
    assert "14 hari kerja lagi" in text


def test_clocks_say_whether_they_run_stand_still_or_were_met(cast, pages):
    report = cast.referred()
    assert "Verifikasi ditepati 2 Nov 2026" in pages("Otto").get(page_of(report)).text
    actions_page = pages("Otto").get(address(report, "tanya-pelapor"))
    page = pages("Otto").press(actions_page, "Tanya pelapor", text="Di kilometer berapa?")
    assert "Penyelesaian berhenti sejak 2 Nov 2026" in page.text


def test_a_clock_that_ran_out_is_late(cast, desk_of, monkeypatch):
    report = cast.referred()
    client = desk_of("Otto")
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=9))
    report.clocks.filter(kind="settlement").update(due_at=MONDAY - timedelta(days=3))
    assert "terlambat" in client.get(page_of(report)).content.decode()


@pytest.mark.parametrize("name", ["Vera", "Arif", "Otto", "Kiki", "Hadi", "Prio"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_can_be_done_and_nothing_else(cast, desk_of, name, state):
    report, client = getattr(cast, state)(), desk_of(name)
    answer = client.get(page_of(report))
    if answer.status_code == 404:
        return
    page = answer.context["page"]
    offered = {form.slug for form in [page.strong, *page.others] if form}
    opens = {form.slug for form in actions.FORMS if client.get(address(report, form.slug)).status_code == 200}
    assert offered == opens


@pytest.mark.parametrize(("name", "state", "strong"), [
    ("Arif", "submitted", "verifikasi"),
    ("Arif", "verified", "teruskan"),
    ("Arif", "referred", "tindak-lanjut"),
    ("Otto", "referred", "tindak-lanjut"),
    ("Otto", "in_progress", "jawab"),
    ("Arif", "answered", "periksa"),
])  # fmt: skip
def test_the_strong_button_is_the_next_sensible_step(cast, desk_of, name, state, strong):
    page = desk_of(name).get(page_of(getattr(cast, state)())).context["page"]
    assert page.strong.slug == strong


def test_a_report_that_has_just_reached_an_agency_is_handed_on_first(cast, desk_of):
    report = cast.referred(to="64.08")
    assert desk_of("Arif").get(page_of(report)).context["page"].strong.slug == "teruskan"


def test_where_approval_is_demanded_the_liaison_proposes_and_the_admin_approves(cast, desk_of):
    agency = cast.unit("64.08")
    agency.requires_approval = True
    agency.save()
    report = cast.referred()
    assert desk_of("Otto").get(page_of(report)).context["page"].strong.slug == "ajukan-jawaban"
    response.propose(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    assert desk_of("Arif").get(page_of(report)).context["page"].strong.slug == "setujui"
    for name in ("Otto", "Olga"):
        page = desk_of(name).get(page_of(report)).context["page"]
        assert "setujui" not in {form.slug for form in [page.strong, *page.others]}


def test_what_an_officer_must_not_overlook_stands_at_the_head(cast, pages):
    report = cast.answered(is_anonymous=True)
    closing.accept(report.number, rating=1, by=actors.pin_holder(report.number), at=MONDAY)
    oversight.prioritize(report.number, reason="Strategis", by=cast.vera, at=MONDAY)
    text = pages("Arif").get(page_of(report)).text
    for flag in ("Prioritas", "Anonim", "Dibantah pelapor"):
        assert flag in text


def test_returns_and_arbitration_are_counted_at_the_head(cast, pages):
    report = cast.referred()
    for turn in range(3):
        referral.give_back(report.number, reason="Bukan kami", by=cast.otto, at=MONDAY)
        if turn < 2:
            referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    text = pages("Kiki").get(page_of(report)).text
    assert "Dikembalikan 3 kali" in text
    assert "Menunggu arbitrase" in text


def test_internal_entries_are_marked(cast, pages):
    report = cast.referred()
    oversight.note(report.number, text="Camat minta foto.", by=cast.arif, at=MONDAY)
    page = pages("Otto").get(page_of(report))
    newest = page.tree.find(".//li[@class='timeline-entry']")
    text = " ".join("".join(newest.itertext()).split())
    assert "Camat minta foto." in text
    assert "Arif, Pemerintah Kabupaten Kutai Timur" in text
    assert "hanya petugas" in text


def test_parts_and_duplicates_lead_to_each_other(cast, pages):
    report = cast.referred()
    road = referral.PartFor(cast.unit("64.08/pu/jalan"), "Tambal lubang.")
    water = referral.PartFor(cast.unit("64.08/perumdam"), "Perbaiki pipa.")
    part = referral.split(report.number, parts=[road, water], by=cast.arif, at=MONDAY)[0]
    arif = pages("Arif")
    assert f"/kerja/laporan/{part.number}/" in arif.get(page_of(report)).link(f"{part.number}"[:3])
    assert page_of(report) == arif.get(page_of(part)).link(f"{report.number}"[:3])


def test_a_parent_that_is_not_for_this_officer_is_no_link(cast, desk_of):
    report = cast.referred()
    parts = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu/jalan", "64.08/perumdam")]
    water = referral.split(report.number, parts=parts, by=cast.arif, at=MONDAY)[1]
    page = desk_of("Wati").get(page_of(water)).content.decode()
    assert page_of(report) not in page
    assert "Bagian dari" in page


def test_words_of_strangers_do_nothing_on_the_page(cast, pages):
    evil = "<script>alert(1)</script>\U0001f6b1 \"'> <img src=x onerror=alert(1)>"
    text = pages("Arif").get(page_of(cast.submitted(title=evil, body=evil))).text
    assert "<script>alert(1)</script>" in text  # as words


def test_a_report_without_title_place_or_topic_has_a_page(cast, pages):
    report = cast.submitted(title="", place="", category=None, event_date=None, kind=Kind.INFORMATION)
    assert pages("Arif").get(page_of(report)).title == "Situs web"


# --- files -------------------------------------------------------------------------------------------------------


def with_files(cast):
    files = tuple(inspect_all([upload(picture()), upload(pdf(), "surat.pdf")], limits=Limits()))
    return cast.referred(files=files)


def test_a_picture_opens_in_the_page_and_a_document_is_saved(cast, desk_of):
    report = with_files(cast)
    photo, letter = (
        desk_of("Otto").get(reverse("workspace:file", args=[report.number, file.token]))
        for file in report.attachments.order_by("id")
    )
    assert photo["Content-Disposition"].startswith("inline")
    assert letter["Content-Disposition"].startswith("attachment")
    assert "sandbox" in photo["Content-Security-Policy"]
    assert photo["X-Content-Type-Options"] == "nosniff"


def test_the_small_picture_is_smaller(cast, desk_of):
    report = with_files(cast)
    photo = reverse("workspace:file", args=[report.number, report.attachments.order_by("id")[0].token])
    small = desk_of("Otto").get(photo, {"kecil": "1"})
    assert small["Content-Type"] == "image/webp"


def test_a_file_opens_only_under_its_own_report(cast, desk_of):
    token, other = with_files(cast).attachments.first().token, cast.referred()
    assert desk_of("Otto").get(reverse("workspace:file", args=[other.number, token])).status_code == 404


# --- the reporter's identity --------------------------------------------------------------------------------------

IDENTITY = ("Rini Astuti", "Rini", "Astuti", "81234567890")


def everything(client, report):
    """The report's page and the page of every action, as this officer gets them."""
    addresses = [page_of(report), *(address(report, form.slug) for form in actions.FORMS)]
    return "".join(client.get(found).content.decode() for found in addresses)


@pytest.mark.parametrize("name", [name for name, _role, _unit in OFFICERS])
def test_an_anonymous_reporter_is_named_on_no_page_of_any_officer(cast, desk_of, name):
    report = cast.answered(is_anonymous=True)
    pages = everything(desk_of(name), report)
    assert [word for word in IDENTITY if word in pages] == []


def test_an_anonymous_reporter_stays_so_after_a_look_was_taken_before(cast, desk_of):
    report = cast.referred()
    identity.release(report.number, reason="Konfirmasi", by=cast.otto, at=MONDAY + timedelta(hours=1, minutes=30))
    assert "Rini Astuti" in everything(desk_of("Otto"), report)
    privacy.raise_flags(report.number, anonymous=True, by=cast.arif, at=MONDAY + timedelta(hours=1, minutes=40))
    assert "Rini Astuti" not in everything(desk_of("Otto"), report)


def test_an_identity_is_open_for_an_hour_to_who_asked_and_to_nobody_else(cast, desk_of):
    report = cast.referred()
    assert "Rini Astuti" not in everything(desk_of("Otto"), report)
    desk_of("Otto").post(address(report, "identitas"), {"reason": "Konfirmasi lokasi", "seen": report.seq})
    assert "Rini Astuti" in desk_of("Otto").get(page_of(report)).content.decode()
    assert "Rini Astuti" not in desk_of("Olga").get(page_of(report)).content.decode()


def test_an_identity_closes_after_the_hour(cast, desk_of):
    report = cast.referred()
    identity.release(report.number, reason="Konfirmasi", by=cast.otto, at=MONDAY + timedelta(minutes=59))
    assert "Rini Astuti" not in desk_of("Otto").get(page_of(report)).content.decode()


def test_the_custodian_outside_the_agency_may_open_an_anonymous_identity(cast, desk_of):
    report = cast.referred(is_anonymous=True)
    client = desk_of("Kusno")
    assert "Rini Astuti" not in everything(client, report)
    client.post(address(report, "identitas"), {"reason": "Permintaan pengadilan", "seen": report.seq})
    assert "Rini Astuti" in client.get(page_of(report)).content.decode()


def test_marks_do_not_point_at_an_anonymous_reporters_name(cast, desk_of):
    body = "Nama saya Rini Astuti dan nomor saya 0812-3456-7890."
    for anonymous in (True, False):
        report = cast.submitted(body=body, is_anonymous=anonymous)
        page = desk_of("Arif").get(address(report, "verifikasi")).content.decode()
        assert "<mark>0812-3456-7890</mark>" in page
        assert ("(nama pelapor)" in page) is not anonymous


def test_a_secret_report_is_not_there_for_who_held_it_before(cast, desk_of):
    report = cast.referred()
    referral.give_back(report.number, reason="Bukan kami", by=cast.otto, at=MONDAY)
    assert desk_of("Otto").get(page_of(report)).status_code == 200
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    assert desk_of("Otto").get(page_of(report)).status_code == 404
    assert Report.objects.get(pk=report.pk).holder == intake.receiver(cast.unit("64.08"))
