"""The printed book: what stands in it, for a full plan, an empty one and one full of hostile text."""

from django.template.loader import render_to_string
from django.utils import timezone, translation

from lapor.plans import book, drafting, progress, reading, steps
from lapor.plans.models import Part, State
from lapor.plans.steps import Step
from lapor.plans.tests.stage import YEAR
from lapor.testing.cast import MONDAY
from lapor.ui import press


def html(plan) -> str:
    return render_to_string("plans/book.html", book.contents(plan, at=MONDAY))


def test_the_book_names_agency_year_number_items_and_who_signs(stage):
    plan = stage.plan(State.REGISTERED)
    stage.report(stage.item(plan), 70, note="Tujuh dari sepuluh.")
    progress.show(stage.item(plan).pk, title="Daftar hadir", link="https://x.id", by=stage.arif, at=MONDAY)
    text = html(plan)
    for words in ("Pemerintah Kabupaten Kutai Timur", f"RA-{YEAR}-0001", "Butir Tata kelola", "Tujuh dari sepuluh.",
                  "Daftar hadir", "Hadi", "Arif", "70%"):  # fmt: skip
        assert words in text


def test_a_book_is_a_pdf_with_a_cover_contents_and_chapters(stage):
    plan = stage.plan(State.REGISTERED)
    assert book.printed(plan, at=MONDAY).startswith(b"%PDF-")
    pages = press.laid_out(html(plan)).pages
    assert len(pages) == 3 + len(Part) + 2


def test_the_book_is_in_indonesian_whoever_asks(stage, monkeypatch):
    monkeypatch.setattr(book, "pdf", lambda template, context: render_to_string(template, context).encode())
    with translation.override("en"):
        assert 'lang="id"' in book.printed(stage.plan(), at=MONDAY).decode()


def test_an_empty_draft_can_be_printed_and_says_what_is_missing(stage):
    plan = stage.plan()
    plan.items.all().delete()
    text = html(plan)
    assert "Belum terdaftar" in text
    assert "Bagian ini belum berisi butir." in text
    assert book.printed(plan, at=MONDAY).startswith(b"%PDF-")


def test_hostile_words_are_printed_and_not_obeyed(stage):
    plan = stage.plan()
    hostile = '</td></table><img src="http://127.0.0.1/x"><script>'
    drafting.write_profile(plan.pk, hostile, by=stage.arif, at=MONDAY)
    drafting.add_item(plan.pk, stage.words(title=hostile, owner_name=hostile), by=stage.arif, at=MONDAY)
    plan.refresh_from_db()
    assert hostile not in html(plan)
    assert "&lt;script&gt;" in html(plan)


def test_a_longer_plan_costs_no_more_questions(stage, django_assert_num_queries):
    plan = stage.plan(State.REGISTERED)
    for item in plan.items.all():
        stage.report(item, 50)
    plan = reading.plan(plan.pk, seats=stage.cast.arif.seats)
    with django_assert_num_queries(5):
        html(plan)


def test_an_approval_before_the_last_draft_is_none(stage):
    plan = stage.plan(State.SUBMITTED)
    steps.take(Step.GIVE_BACK, plan.pk, note="Ulangi", by=stage.vera, at=MONDAY)
    assert book.contents(plan, at=MONDAY)["approved"] is None


def test_each_item_is_counted_once(stage):
    plan = stage.plan(State.REGISTERED)
    stage.report(stage.item(plan, Part.ACTIVITY), 100)
    stage.report(stage.item(plan, Part.GOVERNANCE), 30)
    chapters = book.chapters(plan)
    before, after = timezone.localdate(MONDAY), stage.item(plan).due_date.replace(month=12)
    assert book.counted(chapters, before) == book.Counted(done=1, running=1, waiting=1, late=0, whole=3)
    assert book.counted(chapters, after) == book.Counted(done=1, running=0, waiting=0, late=2, whole=3)
