"""A report's files: everybody's when an officer said so, else the reporter's alone."""

import pytest
from django.test import Client

from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.reports import actors, privacy
from lapor.testing.cast import MONDAY


@pytest.fixture
def report(cast):
    return cast.referred(files=tuple(inspect_all([upload(picture())], limits=Limits())))


@pytest.fixture
def reporter(report):
    client = Client()
    session = client.session
    session["reports"] = [report.number]
    session.save()
    return client


def address(report):
    return f"/laporan/{report.number}/berkas/{report.attachments.get().token}/"


def publish(report):
    report.attachments.update(audience="public")


def test_a_file_is_the_reporters_until_an_officer_shows_it(client, report, reporter):
    assert client.get(address(report)).status_code == 404
    assert reporter.get(address(report)).status_code == 200
    publish(report)
    assert client.get(address(report)).status_code == 200


def test_a_file_leaves_in_a_sandbox_and_into_no_shared_cache(client, report):
    publish(report)
    answer = client.get(address(report))
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    assert answer["Content-Type"] == "image/jpeg"


def test_the_small_picture_is_smaller(client, report):
    publish(report)
    small = client.get(address(report) + "?kecil")
    assert small["Content-Type"] == "image/webp"
    assert len(small.content) < len(client.get(address(report)).content)


def test_a_part_of_a_file_may_be_asked_for(client, report):
    publish(report)
    answer = client.get(address(report), headers={"range": "bytes=0-9"})
    assert (answer.status_code, len(answer.content)) == (206, 10)


def test_making_a_report_secret_takes_its_files_away_from_everybody_else(client, report, reporter):
    publish(report)
    privacy.raise_flags(report.number, secret=True, by=actors.pin_holder(report.number), at=MONDAY)
    assert client.get(address(report)).status_code == 404
    assert reporter.get(address(report)).status_code == 200


def test_a_file_is_found_under_its_own_report_only(client, cast, report):
    publish(report)
    other = cast.referred()
    assert client.get(address(report).replace(str(report.number), str(other.number))).status_code == 404


def test_what_officers_keep_to_themselves_is_not_even_the_reporters(report, reporter):
    report.attachments.update(audience="officers")
    assert reporter.get(address(report)).status_code == 404
