"""Files that wait for their report: for an hour, under a key that only the page holds."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lapor.core.errors import Refused
from lapor.core.files import Limits, inspect
from lapor.core.tests.samples import SANGATTA, exif, picture, upload
from lapor.portal import sending, staging
from lapor.testing.cast import MONDAY


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def accepted():
    return inspect(upload(picture(exif=exif(gps=SANGATTA)), "jembatan.jpg"), limits=Limits())


def test_a_file_comes_back_as_it_was_accepted(accepted):
    token = staging.keep(accepted, at=MONDAY).token
    assert staging.fetch(token, at=MONDAY + timedelta(minutes=59)) == accepted


def test_after_an_hour_it_is_gone(accepted):
    token = staging.keep(accepted, at=MONDAY).token
    with pytest.raises(Refused, match="staged_gone"):
        staging.fetch(token, at=MONDAY + staging.LIVES_FOR)


@pytest.mark.parametrize("token", ["", "x", "AAAA", "ä", "=" * 500, "\0"])
def test_a_forged_token_opens_nothing(token):
    with pytest.raises(Refused, match="staged_gone"):
        staging.look(token, at=MONDAY)


def test_a_changed_token_opens_nothing(accepted):
    token = bytearray(base64.urlsafe_b64decode(staging.keep(accepted, at=MONDAY).token))
    token[-1] ^= 1
    with pytest.raises(Refused, match="staged_gone"):
        staging.look(base64.urlsafe_b64encode(token).decode(), at=MONDAY)


def test_a_swept_file_is_told_to_be_gone(accepted, files):
    token = staging.keep(accepted, at=MONDAY).token
    for path in files.rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(Refused, match="staged_gone"):
        staging.fetch(token, at=MONDAY)


def test_what_lies_on_the_disk_says_nothing(accepted, files):
    staging.keep(accepted, at=MONDAY)
    kept = [path.read_bytes() for path in files.rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert not any(accepted.content[:64] in content or b"JFIF" in content for content in kept)


# --- over the wire ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("country")
def test_an_upload_is_answered_with_its_token_and_its_place(client):
    answer = client.post("/unggah/", {"file": upload(picture(exif=exif(gps=SANGATTA)), "jembatan.jpg")}).json()
    assert staging.fetch(answer["token"], at=timezone.now()).name == "jembatan.jpg"
    assert answer["place"]["region"] == "Kabupaten Kutai Timur, Kalimantan Timur"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("sent", [{}, {"file": "text"}, {"file": upload(b"<?php", "foto.jpg")}])
def test_an_upload_that_will_not_do_is_answered_with_a_sentence(client, sent):
    answer = client.post("/unggah/", sent)
    assert answer.status_code == 422
    assert answer.json()["error"]


@pytest.mark.usefixtures("db")
def test_a_flood_of_uploads_is_slowed(client, monkeypatch):
    monkeypatch.setattr(sending, "MOST_FILES_PER_HOUR", 0)
    assert client.post("/unggah/", {"file": upload(picture())}).status_code == 429
    with pytest.raises(Refused, match="too_many_uploads"):
        sending.take(upload(picture()), address="198.51.100.1", at=MONDAY)


@pytest.mark.usefixtures("db")
def test_the_flood_has_a_name_for_programs(db, monkeypatch):
    monkeypatch.setattr(sending, "MOST_FILES_PER_HOUR", 0)
    with pytest.raises(Refused, match="too_many_uploads"):
        sending.take(upload(picture()), address="127.0.0.1", at=MONDAY)


def test_a_foreign_page_cannot_upload():
    assert Client(enforce_csrf_checks=True).post("/unggah/", {"file": upload(picture())}).status_code == 403
