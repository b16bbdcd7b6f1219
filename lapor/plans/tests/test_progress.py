"""How far an item came: who may say so, what is kept, what shows it, and what is called to mind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from lapor.core import kept
from lapor.core.errors import NotFound, Stale
from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.plans import progress
from lapor.plans.models import Evidence, Item, State
from lapor.plans.tests.stage import YEAR
from lapor.plans.tests.test_drafting import refusal
from lapor.testing.cast import MONDAY


@pytest.fixture
def item(stage):
    return stage.item(stage.plan(State.REGISTERED))


def photo():
    return inspect_all([upload(picture())], limits=Limits())[0]


def test_the_newest_progress_counts_and_the_history_stays(stage, item):
    stage.report(item, 40, note="Mulai.")
    item = stage.report(item, 60, note="Separuh lebih.")
    assert item.progress == 60
    assert [(each.percent, each.note) for each in item.history.all()] == [(60, "Separuh lebih."), (40, "Mulai.")]


def test_progress_may_go_back_when_it_was_said_too_high(stage, item):
    stage.report(item, 90)
    assert stage.report(item, 50, note="Salah hitung.").progress == 50


@pytest.mark.parametrize("percent", [-1, 101, 10**6])
def test_progress_is_a_percentage(stage, item, percent):
    refused = refusal(stage.report, item, percent)
    assert (refused.code, refused.field) == ("percent", "percent")
    assert not item.history.exists()


def test_progress_without_a_word_is_refused(stage, item):
    assert refusal(stage.report, item, 50, note=" ").field == "note"


def test_a_draft_has_nothing_to_report_on(stage):
    assert refusal(stage.report, stage.item(stage.plan()), 50).code == "draft"


@pytest.mark.parametrize(("who", "may"), [("Arif", True), ("Otto", True), ("Wati", False), ("Hadi", False)])
def test_the_admin_and_the_liaison_of_the_owner_report(stage, item, who, may):
    user, seats = stage.cast.user(who), getattr(stage.cast, who.lower()).seats
    assert progress.may(item, seats) is may
    if may:
        assert stage.report(item, 10, by=user).progress == 10
    else:
        assert refusal(stage.report, item, 10, by=user).code == "not_your_step"


def test_progress_from_an_old_page_is_refused(stage, item):
    stage.report(item, 40, seen=item.version)
    with pytest.raises(Stale):
        stage.report(item, 10, seen=item.version)


def test_a_file_that_shows_it_is_kept_encrypted_and_read_by_those_who_may(stage, item):
    evidence = progress.show(item.pk, title="Daftar hadir", file=photo(), by=stage.arif, at=MONDAY)
    with default_storage.open(evidence.stored) as file:
        assert b"JFIF" not in file.read()
    found = progress.evidence_of(evidence.token, seats=stage.cast.otto.seats)
    assert found.read() == photo().content
    with pytest.raises(NotFound):
        progress.evidence_of(evidence.token, seats=stage.cast.bayu.seats)
    with pytest.raises(NotFound):
        progress.evidence_of(uuid4(), seats=stage.cast.otto.seats)


@pytest.mark.parametrize("given", [{}, {"link": "https://x.id", "file": "photo"}])
def test_evidence_is_a_file_or_a_link(stage, item, given):
    given = {**given, "file": photo()} if "file" in given else given
    refused = refusal(progress.show, item.pk, title="x", **given, by=stage.arif, at=MONDAY)
    assert refused.code == "file_or_link"


def test_an_item_has_room_for_so_much_evidence(stage, item, monkeypatch):
    monkeypatch.setattr(progress, "MOST_EVIDENCE", 1)
    progress.show(item.pk, title="x", link="https://x.id", by=stage.arif, at=MONDAY)
    refused = refusal(progress.show, item.pk, title="y", link="https://y.id", by=stage.arif, at=MONDAY)
    assert refused.code == "too_many"


def test_evidence_taken_back_leaves_its_title_and_no_file(stage, item, django_capture_on_commit_callbacks):
    evidence = progress.show(item.pk, title="Daftar hadir", file=photo(), by=stage.arif, at=MONDAY)
    stored = evidence.stored
    with django_capture_on_commit_callbacks(execute=True):
        progress.withdraw(evidence, by=stage.arif, at=MONDAY)
        progress.withdraw(evidence, by=stage.arif, at=MONDAY)  # the second click changes nothing
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.stored, evidence.withdrawn_by) == ("Daftar hadir", "", stage.arif)
    assert not default_storage.exists(stored)
    with pytest.raises(NotFound):
        progress.evidence_of(evidence.token, seats=stage.cast.otto.seats)


@pytest.mark.parametrize(
    ("day", "is_pressing"),
    [(date(YEAR, 6, 15), False), (date(YEAR, 6, 16), True), (date(YEAR, 6, 30), True), (date(YEAR, 9, 1), True)],
)
def test_what_is_due_in_two_weeks_or_late_is_called_to_mind(stage, item, day, is_pressing):
    assert (item in Item.objects.pressing(day)) is is_pressing


def test_what_is_done_or_only_drafted_is_not_called_to_mind(stage, item):
    stage.report(item, 100)
    stage.plan(year=YEAR - 1)
    left = {each.plan.year for each in Item.objects.pressing(date(YEAR, 12, 31))}
    assert item not in Item.objects.pressing(date(YEAR, 12, 31))
    assert left == {YEAR}


def test_an_item_is_late_from_the_day_after_its_day(stage, item):
    assert not item.is_late(item.due_date)
    assert item.is_late(item.due_date + timedelta(days=1))
    assert item.is_soon(item.due_date)


def test_a_file_without_its_row_is_cleared_away_and_one_with_its_row_stays(stage, item):
    evidence = progress.show(item.pk, title="Daftar hadir", file=photo(), by=stage.arif, at=MONDAY)
    orphan = Evidence(item=item, title="x", at=MONDAY, by=stage.arif)
    orphan.keep(photo())
    later = default_storage.get_modified_time(orphan.stored) + timedelta(days=1)
    kept.forget_orphans(Evidence, before=later)
    assert not default_storage.exists(orphan.stored)
    assert default_storage.exists(evidence.stored)
