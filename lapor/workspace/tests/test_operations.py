"""The machines' own page: for the maintainer, in figures, without a word of any report."""

import pytest
from django.db import connection
from django.urls import reverse

from lapor.core import machine
from lapor.workspace import operations

PAGE = "/kerja/sistem/"


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Machines stand still at times: a test waits for its figures longer than an officer."""
    monkeypatch.setattr(operations, "PATIENCE", 60)


def failed_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, args, attempts)"
            " VALUES ('carry', 'default', 'failed', '{\"to\": \"rahasia\"}', 3) RETURNING id"
        )
        return cursor.fetchone()[0]


def test_the_maintainer_reads_figures_and_no_report(cast, pages):
    report = cast.referred()
    failed_job()
    page = pages.of(cast.user("Mira")).get(PAGE)
    assert "carry" in page.text
    for told in (str(report.number), report.public_title, "rahasia", "Rini"):
        assert told not in page.response.content.decode()


def test_a_failed_job_is_tried_again_from_the_page(cast, pages):
    failed_job()
    mira = pages.of(cast.user("Mira"))
    page = mira.press(mira.get(PAGE), "Coba lagi")
    assert "dicoba lagi" in page.text
    assert "1 menunggu" in page.text


def test_a_job_that_did_not_fail_is_no_job_here(cast, desk_of):
    assert desk_of("mira").post(reverse("workspace:try_again", args=[1])).status_code == 404


def test_clocks_that_nobody_acted_on_are_counted(cast, pages):
    cast.submitted()
    assert "1 tenggat menunggu" in pages.of(cast.user("Mira")).get(PAGE).text


def test_a_page_that_has_not_changed_is_not_sent_again(cast, desk_of, monkeypatch):
    for figure in ("disk", "database_size", "largest_tables"):  # others write on this machine meanwhile
        now = getattr(machine, figure)()
        monkeypatch.setattr(machine, figure, lambda now=now: now)
    mira = desk_of("mira")
    first = mira.get(PAGE)
    assert mira.get(PAGE, headers={"if-none-match": first["ETag"]}).status_code == 304
    failed_job()
    changed = mira.get(PAGE, headers={"if-none-match": first["ETag"], "x-requested-with": "inbox"})
    assert changed.status_code == 200
    assert "<html" not in changed.content.decode()


def test_a_question_without_an_answer_costs_no_other_its_place(cast, pages, monkeypatch):
    def too_slow():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '0.1s'")
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(machine, "database_size", too_slow)
    page = pages.of(cast.user("Mira")).get(PAGE)
    assert "tidak terjawab" in page.text
    assert "PostgreSQL" in page.text
