"""The package: who makes it, what it holds, that it is made once, and that nobody can change it unnoticed."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.core.errors import NotFound, Refused
from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.ombudsman import archive, consent, contents, details, packages, standing, tasks
from lapor.ombudsman.models import Fetch, Package
from lapor.ombudsman.tests.stage import LATER, agreed, disclosed, handed_over, reporter, told
from lapor.reports import closing, escalation, identity, keys, oversight, privacy, record, referral
from lapor.reports.actors import system
from lapor.reports.lifecycle import Action
from lapor.reports.models import Event, Report
from lapor.reports.tests.test_glossary import ROOT
from lapor.testing.cast import MONDAY


@pytest.fixture
def print_quickly(monkeypatch):
    """The paper has a test of its own."""
    monkeypatch.setattr(contents, "pdf", lambda _template, _context: b"%PDF")


def opened(package):
    return archive.verify(package.read())


def said(package):
    return json.loads(opened(package)["handover.json"])


def jobs_for(report):
    return ProcrastinateJob.objects.filter(task_name=standing.MAKER, args={"number": report.number})


def refusal(report, **how):
    with pytest.raises(Refused) as caught:
        packages.hand_over(report.number, **{"by": system(), "at": LATER, **how})
    return caught.value.code


def test_it_holds_what_the_reporter_told_and_everything_that_happened(cast):
    package = handed_over(cast, body="Jalan ini rusak parah.")
    inside = said(package)
    assert inside["complainant"]["name"] == "Rini Astuti Wulandari"
    assert inside["complainant"]["keep_secret"] is True
    assert inside["timeline"][0]["original"]["body"] == "Jalan ini rusak parah."
    assert [entry["action"] for entry in inside["timeline"]][-2:] == ["consent", "disclose"]
    assert inside["report"]["record"]["is_whole"] is True


def test_the_paper_is_a_pdf(cast):
    assert opened(handed_over(cast))["handover.pdf"].startswith(b"%PDF-1.")


def test_its_hash_stands_in_the_record(cast, print_quickly):
    package = handed_over(cast)
    event = Event.objects.get(report=package.report, action=Action.HAND_OVER)
    assert event.data["sha256"] == hashlib.sha256(package.read()).hexdigest() == bytes(package.sha256).hex()
    assert event.data["package"] == str(package.token)
    assert record.is_whole(Report.objects.get(pk=package.report.pk))


def test_officers_notes_belong_to_it_and_looks_at_the_identity_do_not(cast, print_quickly):
    report = cast.in_progress()
    oversight.note(report.number, text="Anggaran habis.", by=cast.otto, at=LATER)
    identity.release(report.number, reason="Perlu ditelepon.", by=cast.otto, at=LATER)
    consent.give(report.number, by=reporter(report), at=LATER)
    entries = contents.Contents("t", Report.objects.get(pk=report.pk), [], contents.Details, LATER).entries
    assert [entry.note for entry in entries if entry.note] == ["Anggaran habis."]


def test_the_parts_of_a_divided_report_come_with_it(cast, print_quickly):
    report = disclosed(cast)
    wanted = [referral.PartFor(cast.unit(code), f"Bagian {code}.") for code in ("64.08/pu", "64.08/perumdam")]
    parts = referral.split(report.number, parts=wanted, by=cast.arif, at=LATER)
    inside = said(packages.hand_over(report.number, by=system(), at=LATER))
    assert [part["number"] for part in inside["parts"]] == [part.number for part in parts]
    assert {entry["report"] for entry in inside["timeline"]} == {report.number, *(part.number for part in parts)}


def test_attachments_are_enclosed_with_their_sums(cast, print_quickly):
    files = tuple(inspect_all([upload(picture()), upload(picture(), "dua.jpg")], limits=Limits()))
    package = handed_over(cast, files=files)
    listed = said(package)["attachments"]
    assert [each["path"] for each in listed] == ["lampiran/001.jpg", "lampiran/002.jpg"]
    for each in listed:
        assert hashlib.sha256(opened(package)[each["path"]]).hexdigest() == each["sha256"]


def test_what_is_too_large_or_gone_is_listed_and_not_enclosed(cast, print_quickly, monkeypatch):
    monkeypatch.setattr(contents, "MOST_BYTES", 10)
    files = tuple(inspect_all([upload(picture()), upload(picture(), "dua.jpg")], limits=Limits()))
    report = disclosed(cast, files=files)
    default_storage.delete(report.attachments.latest("pk").stored)
    package = packages.hand_over(report.number, by=system(), at=LATER)
    assert [each["state"] for each in said(package)["attachments"]] == ["too_large", "missing"]
    assert opened(package).keys() == {"handover.json", "handover.pdf"}


def test_a_long_text_is_cut_on_paper_only(cast, monkeypatch):
    shown = []
    monkeypatch.setattr(contents, "pdf", lambda _template, context: shown.append(context) or b"%PDF")
    monkeypatch.setattr(contents, "MOST_PRINTED", 70)
    package = handed_over(cast)
    assert [text for _entry, _number, text in shown[0]["entries"] if text] == ["Petugas su …"]
    assert "Petugas sudah meninjau lokasi." in [entry["text"] for entry in said(package)["timeline"]]


def test_every_word_of_the_format_is_explained(cast, print_quickly):
    explained = (ROOT / "docs/ombudsman.md").read_text()
    inside = said(handed_over(cast))
    lists = [inside["timeline"][0], inside["report"]["clocks"][0], inside["report"], inside["complainant"], inside]
    assert [name for each in lists for name in each if f"`{name}`" not in explained] == []


# --- who makes it, and how often -----------------------------------------------------------------------------------


def test_telling_the_details_defers_one_job(cast):
    report = disclosed(cast)
    assert [job.task_name for job in jobs_for(report)] == [tasks.make.name]


def test_the_job_makes_it_once_however_often_it_runs(cast, print_quickly):
    report = disclosed(cast)
    for _again in range(3):
        tasks.make(report.number)
    assert Package.objects.filter(report=report).count() == 1
    assert Event.objects.filter(report=report, action=Action.HAND_OVER).count() == 1


def test_what_no_job_made_is_made_later_and_one_that_fails_stops_no_other(cast, print_quickly, monkeypatch):
    broken, report = disclosed(cast), disclosed(cast)
    make = packages.hand_over

    def fail_once(number, **how):
        if number == broken.number:
            raise RuntimeError("no disk")
        return make(number, **how)

    monkeypatch.setattr(packages, "hand_over", fail_once)
    tasks.make_left_behind(0)
    assert list(Package.objects.values_list("report", flat=True)) == [report.pk]


def test_a_job_for_a_report_that_is_gone_or_has_no_consent_ends_quietly(cast):
    tasks.make(1)
    tasks.make(cast.in_progress().number)
    assert not Package.objects.exists()


def test_a_server_that_cannot_print_makes_the_job_fail_so_that_it_is_seen(cast, monkeypatch):
    def no_printer(_template, _context):
        raise Refused("no_printer", "Pango")

    monkeypatch.setattr(contents, "pdf", no_printer)
    with pytest.raises(Refused):
        tasks.make(disclosed(cast).number)


def test_without_details_nothing_is_handed_over(cast):
    assert refusal(agreed(cast)) == "no_details"


def test_what_was_asked_for_is_handed_over_also_when_the_report_was_closed_meanwhile(cast, print_quickly):
    report = disclosed(cast)
    Report.objects.filter(pk=report.pk).update(state="closed", closed_at=LATER)
    assert packages.hand_over(report.number, by=system(), at=LATER).is_open


def test_a_report_that_its_reporter_withdrew_is_not_handed_over(cast):
    report = disclosed(cast)
    closing.withdraw(report.number, by=reporter(report), at=LATER)
    assert refusal(report) == "no_consent"
    assert not standing.due().exists()


def test_with_a_new_consent_a_new_package_is_made(cast, print_quickly):
    package = handed_over(cast)
    number, by = package.report.number, reporter(package.report)
    consent.take_back(number, by=by, at=LATER)
    consent.give(number, by=by, at=LATER + timedelta(days=1))
    tasks.make(number)
    assert Package.objects.count() == 1  # without new details none


def test_a_report_that_nobody_touches_reaches_the_ombudsman(cast, print_quickly):
    report = cast.in_progress()
    for days in (*range(0, 61, 5), 61):
        escalation.sweep(at=MONDAY + timedelta(days=days))
    assert Event.objects.filter(report=report, action=Action.ESCALATE).count() == 1
    consent.give(report.number, by=reporter(report), at=LATER)
    details.disclose(report.number, told(), by=reporter(report), at=LATER)
    tasks.make(report.number)
    actions = [entry["action"] for entry in said(Package.objects.get())["timeline"]]
    assert {Action.MARK_LATE, Action.CLIMB, Action.ESCALATE, Action.DISCLOSE} < set(actions)


# --- secret reports ------------------------------------------------------------------------------------------------


def test_the_system_opens_no_secret_report(cast):
    report = disclosed(cast, is_secret=True)
    assert list(jobs_for(report)) == []
    tasks.make_left_behind(0)
    tasks.make(report.number)
    assert not Package.objects.exists()


@pytest.mark.parametrize("who", ["vera", "arif"])
def test_an_officer_who_can_open_it_makes_it_and_says_why(cast, print_quickly, who):
    report = disclosed(cast, is_secret=True)
    by = getattr(cast, who)
    assert list(packages.waiting_for(by)) == [report]
    packages.hand_over(report.number, reason="Diminta pelapor.", by=by, at=LATER)
    event = Event.objects.get(report=report, action=Action.HAND_OVER)
    assert event.contents.get().read(report.data_key) == "Diminta pelapor."
    assert list(packages.waiting_for(by)) == []


def test_a_custodian_makes_it_of_an_anonymous_one(cast, print_quickly):
    report = disclosed(cast, is_secret=True, is_anonymous=True)
    assert list(packages.waiting_for(cast.kusno)) == [report]
    assert packages.hand_over(report.number, reason="Diminta.", by=cast.kusno, at=LATER).is_open


@pytest.mark.parametrize("who", ["otto", "wati", "bayu", "yani", "prio", "kiki"])
def test_nobody_else_makes_it(cast, who):
    report = disclosed(cast, is_secret=True)
    by = getattr(cast, who)
    assert list(packages.waiting_for(by)) == []
    with pytest.raises((Refused, NotFound)):
        packages.hand_over(report.number, reason="Ingin tahu.", by=by, at=LATER)


def test_an_officer_must_say_why(cast):
    report = disclosed(cast, is_secret=True)
    assert refusal(report, by=cast.vera, reason=" ") == "empty"


def test_a_report_that_is_made_secret_meanwhile_waits_for_an_officer(cast):
    report = disclosed(cast)
    privacy.raise_flags(report.number, secret=True, by=reporter(report), at=LATER)
    tasks.make(report.number)
    assert list(packages.waiting_for(cast.arif)) == [report]


# --- fetching, and taking back -------------------------------------------------------------------------------------


def test_who_fetched_it_and_when_is_kept(cast, print_quickly):
    package = handed_over(cast)
    content = packages.fetch(package, user=cast.user("Yani"), at=LATER)
    assert hashlib.sha256(content).digest() == bytes(package.sha256)
    assert Fetch.objects.get().by == cast.user("Yani")
    assert packages.seen_by(cast.yani).get().fetched_at == LATER


def test_only_the_overseer_sees_what_was_handed_over(cast, print_quickly):
    handed_over(cast)
    assert [who for who in ("vera", "arif", "kusno", "kiki") if packages.seen_by(getattr(cast, who)).exists()] == []


def test_without_the_consent_it_is_gone(cast, print_quickly, django_capture_on_commit_callbacks):
    package = handed_over(cast)
    stored = package.stored
    with django_capture_on_commit_callbacks(execute=True):
        consent.take_back(package.report.number, by=reporter(package.report), at=LATER)
    with pytest.raises(NotFound):
        packages.fetch(package, user=cast.user("Yani"), at=LATER)
    assert not default_storage.exists(stored)
    assert Package.objects.get().taken_back_at == LATER
    assert not Fetch.objects.exists()


def test_a_consent_that_went_another_way_shuts_it_too(cast, print_quickly):
    package = handed_over(cast)
    Report.objects.filter(pk=package.report.pk).update(ombudsman_consent_at=None)
    with pytest.raises(NotFound):
        packages.fetch(package, user=cast.user("Yani"), at=LATER)


def test_on_the_disk_it_is_ciphertext_under_the_reports_key(cast, print_quickly):
    package = handed_over(cast)
    with default_storage.open(package.stored) as file:
        assert b"Wulandari" not in file.read()
    package.report.key.delete()
    with pytest.raises(Report.key.RelatedObjectDoesNotExist):
        Package.objects.get().read()


def test_new_server_keys_leave_it_readable(cast, print_quickly, settings):
    package = handed_over(cast)
    settings.LAPOR_KEYS = "2:" + "bWFueSBhIGtleSBpbiB0aGUgd29ybGQgd2FzIGhlcmU=" + "," + settings.LAPOR_KEYS
    keys.rotate()
    settings.LAPOR_KEYS = settings.LAPOR_KEYS.split(",")[0]
    assert said(Package.objects.get(pk=package.pk))["complainant"]["occupation"] == "Guru"


def test_files_that_no_row_knows_are_cleared_away(cast, print_quickly, monkeypatch):
    package = handed_over(cast)
    Package.objects.filter(pk=package.pk).update(stored="")
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2100, 1, 1, tzinfo=UTC))
    tasks.forget_orphans(0)
    assert not default_storage.exists(package.stored)
