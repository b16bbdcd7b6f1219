"""Whatever is sent to whichever form, by whomever: an answer for people, never a fault.

A short form of it runs always, the long one by `make prove`.
"""

from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies.models import Membership, TeamDecree
from lapor.channels.tests.stage import left_to_person, reported_mention
from lapor.core.tests.samples import docx, picture
from lapor.deadlines.models import HolidayDecree
from lapor.reports import record
from lapor.reports.models import DeadlineRule, Report
from lapor.testing.signing_in import sign_in
from lapor.workspace.actions import FORMS

NASTY = [
    "", " ", "\0", "a\0b", "\ud7ff", "💥" * 40, "a" * 20_000, "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}",
    "%s%n", "../../etc/passwd", "-1", "0", "1", "99999999999999999999999", "1e400", "NaN", "true", "2026-11-31",
    "0000-00-00", "9999-12-31", "2026-11-21", "on", "null", "[]", "1234567890", "64.08", "pu-jalan",
    "{nomor.__class__}", "{nomor} {unit} {tenggat}",
    "solved", "planned", "refused", "complaint", "spam", "withdrawn", "verified", "٣", "²", "\u202egnirts",
    "=cmd|' /C calc'!A0",
]  # fmt: skip
FIELDS = [
    "title", "body", "kind", "event_date", "place", "area", "region", "latitude", "longitude", "category", "office",
    "agency", "is_anonymous", "is_secret", "name", "contact", "still", "staged", "find", "command", "seen", "text",
    "reason", "explanation", "to", "note", "to_1", "text_1", "to_2", "text_2", "into", "days", "result", "report_class",
    "public_title", "public_text", "public_files", "personal_data_checked", "raise_secret", "planned_date", "ground",
    "rating", "number", "pin", "code", "login", "password", "anonymous", "secret", "chosen", "q", "date", "decree",
    "people", "audience", "basis", "submitted_from", "submitted_until", "due_date", "target", "kinds", "province",
    "kode", "user", "role", "unit", "members", "first", "last", "on", "parent", "short_name", "email", "phone", "ends",
    "valid_from", "last_day", "decree_date", "about", "label", "next", "password1", "password2", "remember",
    "birth_place", "birth_date", "marital_status", "occupation", "address", "keep_secret", "description", "complained",
    "keyword", "kept", "digest", "subject", "short", "ways", "is_on", "in_digest", "preview", "test", "appeal", "jawab",
    "cara", "came_by", "letter_number", "letter_date",
]  # fmt: skip
ALONE = [
    "portal:home", "portal:upload", "portal:track", "sign_in:start", "sign_in:confirm", "sign_in:password",
    "sign_in:set_password", "account_login", "mfa_authenticate", "account_change_password", "mfa_activate_totp",
    "workspace:save_filter", "workspace:bulk", "workspace:add_template", "workspace:holidays",
    "workspace:connection_targets", "workspace:add_training",
    "workspace:signature", "workspace:add_outreach", "workspace:start_drive", "workspace:draft_reprimands",
    "workspace:counter", "workspace:import_mentions",
]  # fmt: skip
READ = [
    "/laporan/", "/saya/", "/lacak/", "/kerja/", "/kerja/cari/", "/cari/wilayah/", "/cari/instansi/", "/peta/wilayah/",
    "/peta/batas/", "/laporan/{n}/berkas/{u}/", "/kerja/laporan/{n}/berkas/{u}/", "/kerja/laporan/{n}/jawab/", "/",
    "/kerja/keterhubungan/", "/kerja/keterhubungan/daftar/", "/kerja/keterhubungan/unduh/xlsx/", "/kerja/undangan/{u}/",
    "/kerja/tim/", "/kerja/unit/", "/kerja/masuk/tautan/{n}-{u}/",
    "/kerja/aturan-penerusan/", "/kerja/aturan-penerusan/coba/0/", "/kerja/unit/impor/", "/kerja/ombudsman/",
    "/kerja/kanal/", "/kerja/kanal/disisihkan/", "/kerja/kanal/ditangani/", "/kerja/kanal/{n}/",
    "/kerja/aturan-pemberitahuan/", "/kerja/laporan/{n}/pemberitahuan/",
    "/cara-melapor/", "/umpan/laporan.rss", "/umpan/laporan/{n}.atom", "/ikuti/laporan/{n}/", "/ikuti/berhenti/{u}/",
]  # fmt: skip
ASKED = [
    "q", "sebelum", "sesudah", "status", "dari", "sampai", "instansi", "wilayah", "topik", "kelas", "lat", "lon",
    "nomor", "jenis", "templat", "urut", "next", "hari", "provinsi", "setelah", "tahun", "aturan",
]  # fmt: skip
ACTIONS = [form.slug for form in FORMS]
ERRANDS = [
    "lengkapi", "nilai", "tanggapi", "bantah", "buka-lagi", "hubungkan", "rahasiakan", "izinkan", "tarik", "ombudsman",
    "data-ombudsman", "cabut-ombudsman", "tempat", "instansi", "tambah",
]  # fmt: skip

values = st.sampled_from(NASTY) | st.text(max_size=60) | st.integers().map(str) | st.uuids().map(str)
typed = st.dictionaries(st.sampled_from(FIELDS), values | st.lists(values, max_size=3), max_size=14)
files = st.sampled_from(
    [
        (), (b"",), (b"<?php echo 1;",), (picture(),), (docx(),), (b"\xff\xd8\xff" + b"\0" * 99, b"%PDF-1.4"),
    ]
)  # fmt: skip


@pytest.fixture
def world(cast):
    at = timezone.now()
    reports = [cast.submitted(at=at), cast.verified(at=at), cast.in_progress(at=at), cast.answered(at=at)]
    rule = DeadlineRule.objects.first().pk
    decree = HolidayDecree.objects.create(date=at.date(), name="Pemilu", decree="Keppres 1").pk
    numbers = [report.number for report in reports]
    visitor = Client(raise_request_exception=False)
    session = visitor.session
    session["reports"] = numbers
    session.save()
    officers = [sign_in(Client(raise_request_exception=False), cast.user(name)) for name in ("Vera", "Arif", "Otto")]
    days = {"decree_date": at.date(), "valid_from": at.date()}
    team_decree = TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK 1", **days)
    pks = {"rule": rule, "decree": decree, "topic": cast.road.pk, "team_decree": team_decree.pk}
    pks |= {"agency": cast.unit("64.08").pk, "unit": cast.unit("64.08/pu/jalan").pk}
    pks["incoming"] = left_to_person("lampu mati", at=at).pk
    pks["mention"] = reported_mention(cast.user("Vera"), at=at).pk
    pks["member"] = Membership.objects.get(user=cast.user("Olga")).pk
    return [visitor, *officers], addresses(numbers, **pks), reports


def addresses(numbers: list[int], **pks: int) -> list[str]:
    of_report = [(name, [n]) for n in numbers for name in ("noted", "ask_code", "type_code", "support")]
    of_report += [("errand", [n, slug]) for n in numbers for slug in ERRANDS]
    of_report += [(name, args) for n in numbers for name, args in (("fixed", [n]), ("follow", ["laporan", n]))]
    acted = [("act", [n, slug]) for n in numbers for slug in ACTIONS]
    administered = [
        ("deadline", [pks["rule"], "nasional"]), ("drop_deadline", [pks["rule"]]), ("withdraw_decree", [pks["decree"]]),
        ("add_category", [pks["topic"]]), ("rename_category", [pks["topic"]]), ("close_category", [pks["topic"]]),
        ("add_member", [pks["agency"]]), ("enter_decree", [pks["agency"]]), ("move_members", [pks["team_decree"]]),
        ("add_rule", [0]), ("add_rule", [pks["agency"]]),
        ("pause_channel", ["sms"]), ("resume_channel", ["sms"]),
        *((f"incoming_{what}", [pks["incoming"]]) for what in ("report", "attach", "answer", "set_aside", "take_back")),
        ("public_answer", [pks["mention"]]),
        ("policy_line", ["late", "unit"]), ("wording", ["late", "reporter", "id"]),
        ("wording_version", ["late", "reporter", "id", 1]),
        *((name, [pks["agency"]]) for name in ("import_units", "confirm_import")),
        *((name, [pks["member"]]) for name in ("change_member", "end_member", "stand_in", "let_in_again", "succeed")),
        *((name, [pks["unit"]]) for name in ("add_unit", "change_unit", "move_unit", "end_unit", "succeed_unit")),
    ]  # fmt: skip
    return [
        *(reverse(f"portal:{name}", args=args) for name, args in of_report),
        *(reverse(f"workspace:{name}", args=args) for name, args in [*acted, *administered]),
        *[reverse(name) for name in ALONE] * 3,  # the first doors, tried more often
    ]


def fields_with(said: dict, contents: tuple[bytes, ...], report: Report, fresh: bool) -> dict:
    """What is sent; `fresh` as from the page of this moment, so that the step itself is reached."""
    sent = [SimpleUploadedFile(f"berkas{n}.jpg", content) for n, content in enumerate(contents)]
    uploads = {"files": sent, "file": sent[:1]}
    current = {"command": str(uuid4()), "seen": str(Report.objects.get(pk=report.pk).seq)} if fresh else {}
    return {**said, **current, **(uploads if contents else {})}


@given(data=st.data(), said=typed, contents=files, who=st.integers(0, 3), fresh=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_no_form_answers_with_a_fault(world, data, said, contents, who, fresh):
    clients, where, reports = world
    address = data.draw(st.sampled_from(where))
    report = next((report for report in reports if str(report.number) in address), reports[0])
    answer = clients[who].post(address, fields_with(said, contents, report, fresh))
    assert answer.status_code < 500, address
    assert record.is_whole(Report.objects.get(pk=report.pk))


@given(address=st.sampled_from(READ), names=st.sets(st.sampled_from(ASKED), min_size=1, max_size=5), words=values)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_no_address_answers_with_a_fault(world, address, names, words):
    clients, _where, reports = world
    for client in clients[:2]:
        answer = client.get(address.format(n=reports[0].number, u=UUID(int=0)), dict.fromkeys(names, words))
        assert answer.status_code < 500, address


def test_to_lower_flags_that_are_not_set_is_refused_in_words(world):
    (_visitor, vera, *_others), _where, (report, *_reports) = world
    address = reverse("workspace:act", args=[report.number, "turunkan-kerahasiaan"])
    assert vera.post(address, {"seen": report.seq}).status_code in (409, 422)
