"""What of a chat waits in the channel inbox: its photo and its place are seen there, by those who decide."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from lapor.channels import handling, incoming
from lapor.channels.chat import keeping
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage, SentFile
from lapor.channels.tests.stage import sent_photo
from lapor.core.tests import samples
from lapor.regions.models import Region
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.country import settled

WAITS_LONG = MONDAY + timedelta(days=40)


@transaction.atomic
def waiting(words):
    message = incoming.take("telegram", "1", words, sender="1035597319", at=MONDAY)
    incoming.leave_to_person(message, "wordless")
    return message


@pytest.fixture
def photo(cast):
    return sent_photo(samples.picture())


@pytest.fixture
def land(cast):
    for _ in settled():
        yield Region.objects.get(code="64.08")


def test_a_photo_without_words_is_seen_where_it_waits(photo, desk_of):
    vera = desk_of("Vera")
    said = vera.get(f"/kerja/kanal/{photo.pk}/").content.decode()
    assert f'<img src="/kerja/kanal/{photo.pk}/berkas/"' in said
    assert "2754859441498128" not in said
    file = vera.get(f"/kerja/kanal/{photo.pk}/berkas/")
    assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")
    assert file["Content-Security-Policy"].startswith("sandbox")


def test_it_lies_sealed_on_the_disk(photo):
    sent = SentFile.objects.get()
    assert sent.read()[:2] == b"\xff\xd8"
    with default_storage.open(sent.stored) as file:
        assert sent.read()[:64] not in file.read()


def test_a_document_is_no_picture_and_can_be_had(cast, desk_of):
    message = sent_photo(samples.pdf(), filename="surat.pdf")
    said = desk_of("Vera").get(f"/kerja/kanal/{message.pk}/").content.decode()
    assert ('<img src="/kerja/kanal' in said, "Buka berkasnya" in said) == (False, True)
    assert desk_of("Vera").get(f"/kerja/kanal/{message.pk}/berkas/")["Content-Disposition"].startswith("attachment")


def test_a_photo_that_nobody_kept_is_still_with_its_sender(cast, desk_of):
    message = waiting(Words("", media="2754859441498128"))
    assert "masih di aplikasi pengirim" in desk_of("Vera").get(f"/kerja/kanal/{message.pk}/").content.decode()
    assert desk_of("Vera").get(f"/kerja/kanal/{message.pk}/berkas/").status_code == 404


def test_a_place_is_named_where_it_waits(land, desk_of):
    message = waiting(Words("", latitude=0.5, longitude=117.5))
    said = desk_of("Vera").get(f"/kerja/kanal/{message.pk}/").content.decode()
    assert land.path_name in said
    assert "0,50000; 117,50000" in said


def test_a_place_without_boundaries_is_shown_as_it_is(cast, desk_of):
    message = waiting(Words("", latitude=0.5, longitude=117.5))
    assert "daerahnya tidak dikenal" in desk_of("Vera").get(f"/kerja/kanal/{message.pk}/").content.decode()


def test_the_report_of_an_officer_has_the_photo_and_the_place(land, desk_of):
    message = sent_photo(samples.picture(), latitude=0.5, longitude=117.5)
    said = {"kind": "complaint", "body": "Jalan berlubang, lihat foto.", "is_anonymous": "on"}
    assert desk_of("Vera").post(f"/kerja/kanal/{message.pk}/laporan/", said).status_code == 302
    report = Report.objects.get()
    assert (report.attachments.count(), report.latitude, report.region) == (1, 0.5, land)


def test_words_that_an_officer_adds_to_a_report_bring_the_photo_along(cast, desk_of):
    report = cast.in_progress(phone="", chat="telegram 1035597319")
    message = sent_photo(samples.picture())
    handling.attach(message.pk, report.number, "Foto dari pelapor.", by=cast.user("Vera"), at=MONDAY)
    assert report.attachments.count() == 1


def test_a_place_alone_is_written_out_for_the_report_it_belongs_to(cast, desk_of):
    message = waiting(Words("SD 002", latitude=0.5, longitude=117.5))
    said = desk_of("Vera").get(f"/kerja/kanal/{message.pk}/lampirkan/").content.decode()
    assert "SD 002 (0.50000, 117.50000)" in said


def test_the_photo_goes_with_the_words(photo, cast, desk_of):
    stored = SentFile.objects.get().stored
    with transaction.atomic():
        handling.set_aside(photo.pk, "no_complaint", by=cast.user("Vera"), at=MONDAY)
    assert desk_of("Vera").get(f"/kerja/kanal/{photo.pk}/berkas/").status_code == 200
    handling.forget(at=WAITS_LONG)
    assert desk_of("Vera").get(f"/kerja/kanal/{photo.pk}/berkas/").status_code == 404
    keeping.forget(at=WAITS_LONG)
    assert (SentFile.objects.count(), default_storage.exists(stored)) == (0, False)


def test_a_photo_whose_message_was_used_is_not_shown_a_moment_longer(photo, desk_of):
    incoming.done(IncomingMessage.objects.get(pk=photo.pk))
    assert desk_of("Vera").get(f"/kerja/kanal/{photo.pk}/berkas/").status_code == 404
