"""The same click, delivered many times at the same moment over real connections: one report, one receipt."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from lapor.core.tests.samples import picture, upload
from lapor.reports.models import Report
from lapor.testing.cast import assemble


@pytest.mark.django_db(transaction=True)
def test_five_deliveries_of_one_click_at_once_make_one_report(written):
    assemble()
    words = written()

    def deliver(_):
        try:
            return Client().post("/", {**words, "files": upload(picture())})
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(deliver, range(5)))
    report = Report.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/laporan/{report.number}/tanda-terima/"}
    assert report.attachments.count() == 1
    assert report.events.count() == 1
