"""The pages of action plans: from an empty list to a register number, and what is said when something can't be."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lapor.core.tests.samples import picture, upload
from lapor.plans import drafting
from lapor.plans.models import Evidence, Item, Part, Plan, State, TemplateRow
from lapor.plans.tests.stage import YEAR, Stage
from lapor.testing.cast import MONDAY

PLANS = "/kerja/renaksi/"


@pytest.fixture
def stage(cast):
    return Stage(cast)


pytestmark = pytest.mark.usefixtures("noon")


def page_of(plan: Plan) -> str:
    return reverse("workspace:plan", args=[plan.pk])


def item_page(item: Item) -> str:
    return reverse("workspace:plan_item", args=[item.pk])


def test_a_plan_goes_from_the_template_to_the_register_page_by_page(stage, pages):
    for part in Part:
        TemplateRow.objects.create(part=part, title=f"Contoh {part}", indicator="Ada", target="1", due_month=6)
    arif, hadi, vera = (pages.of(who) for who in (stage.arif, stage.hadi, stage.vera))
    start = arif.click(arif.get(PLANS), "Buat rencana")
    year = timezone.localdate().year + 1
    draft = arif.press(start, "Buat draf", year=str(year), source="template")
    assert f"Rencana aksi {year}" in draft.title
    approved = hadi.press(hadi.click(hadi.get(draft.url), "Setujui"), "Setujui")
    assert "Disetujui" in approved.text
    arif.press(arif.click(arif.get(draft.url), "Kirim"), "Kirim")
    done = vera.press(vera.click(vera.get(draft.url), "Daftarkan"), "Daftarkan")
    assert f"RA-{year}-0001" in done.text


def test_who_wrote_the_plan_is_told_who_approves_it(stage, pages):
    page = pages.of(stage.arif).get(page_of(stage.plan()))
    assert "pimpinan atau admin lain yang menyetujuinya" in page.text
    assert "Setujui" not in page.text


def test_a_second_plan_for_a_year_is_refused_beside_the_year(stage, pages):
    arif = pages.of(stage.arif)
    year = timezone.localdate().year
    drafting.start(stage.agency, year, drafting.Source.EMPTY, by=stage.arif, at=timezone.now())
    page = arif.press(arif.get(PLANS + "mulai/"), "Buat draf", status=422, year=str(year), source="empty")
    assert "sudah ada" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"due_date": f"{YEAR + 1}-01-01"}, f"Tenggat harus di tahun {YEAR}"),
        ({"due_date": "31 Juni"}, "tanggal"),
        ({"owner_unit": "", "owner_name": ""}, "Isi unit atau nama penanggung jawabnya"),
        ({"title": ""}, "Bagian ini perlu diisi"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_an_item_that_cannot_be_kept_is_refused_and_what_was_typed_stays(stage, pages, typed, sentence):
    plan, arif = stage.plan(), pages.of(stage.arif)
    good = {"title": "Survei", "indicator": "Terisi", "target": "200", "due_date": f"{YEAR}-03-31"}
    form = arif.click(arif.get(page_of(plan)), "Tambah butir")
    page = arif.press(form, "Simpan", status=422, **good | typed)
    assert sentence in page.text
    assert any(part.get("value") == "Terisi" for part in page.tree.iter("input"))
    assert plan.items.count() == 3


def test_hostile_words_are_shown_as_they_were_typed(stage, pages):
    plan, arif = stage.plan(), pages.of(stage.arif)
    form = arif.click(arif.get(page_of(plan)), "Tambah butir")
    hostile = "<script>alert(1)</script>"
    page = arif.press(form, "Simpan", title=hostile, indicator=hostile, target=hostile, due_date=f"{YEAR}-03-31")
    assert hostile in page.text
    assert not [script for script in page.tree.iter("script") if "alert" in (script.text or "")]


def test_who_sends_an_old_page_sees_what_is_kept_now_and_may_send_again(stage, pages):
    plan, arif = stage.plan(), pages.of(stage.arif)
    item = stage.item(plan)
    form = arif.get(reverse("workspace:change_plan_item", args=[item.pk]))
    drafting.change_item(item.pk, stage.words(target="95%"), by=stage.cast.user("Anisa"), at=MONDAY)
    page = arif.press(form, "Simpan", status=409, target="50%")
    assert "Sudah diubah orang lain" in page.text
    assert "95%" in page.text
    arif.press(page, "Simpan")
    item.refresh_from_db()
    assert item.target == "50%"


def test_a_form_that_comes_after_the_approval_is_answered_with_the_reason(stage, pages):
    plan, arif = stage.plan(), pages.of(stage.arif)
    form = arif.get(reverse("workspace:change_plan_item", args=[stage.item(plan).pk]))
    Plan.objects.update(state=State.APPROVED)
    assert "jadi isinya tetap" in arif.press(form, "Simpan", status=409, target="50%").text


def test_giving_back_without_a_reason_is_refused(stage, pages):
    plan, vera = stage.plan(State.SUBMITTED), pages.of(stage.vera)
    form = vera.click(vera.get(page_of(plan)), "Kembalikan")
    assert "Bagian ini perlu diisi" in vera.press(form, "Kembalikan", status=422).text
    assert "Draf" in vera.press(form, "Kembalikan", note="Target belum terukur.").text


def test_the_liaison_of_the_owner_tells_how_far_it_is(stage, pages):
    otto = pages.of(stage.cast.user("Otto"))
    page = otto.get(item_page(stage.item(stage.plan(State.REGISTERED))))
    page = otto.press(page, "Simpan capaian", percent="60", note="Enam dari sepuluh.")
    assert "60%" in page.text
    assert "Enam dari sepuluh." in page.text


@pytest.mark.parametrize("percent", ["101", "-1", "lima", "", "5,5", "9" * 40])
def test_progress_that_is_no_percentage_is_refused(stage, pages, percent):
    arif = pages.of(stage.arif)
    item = stage.item(stage.plan(State.REGISTERED))
    page = arif.press(arif.get(item_page(item)), "Simpan capaian", status=422, percent=percent, note="Sudah.")
    assert "Mohon perbaiki ini" in page.text
    assert not item.history.exists()


def test_progress_on_an_old_page_is_refused_with_the_newest_beside_it(stage, pages):
    arif = pages.of(stage.arif)
    item = stage.item(stage.plan(State.REGISTERED))
    page = arif.get(item_page(item))
    stage.report(item, 80, note="Delapan dari sepuluh.")
    page = arif.press(page, "Simpan capaian", status=409, percent="50", note="Lima.")
    assert "Delapan dari sepuluh." in page.text


def test_a_photo_is_kept_opened_and_taken_back(stage, pages):
    arif = pages.of(stage.arif)
    item = stage.item(stage.plan(State.REGISTERED))
    page = arif.press(arif.get(item_page(item)), "Simpan bukti", title="Daftar hadir", file=upload(picture()))
    address = page.link("Daftar hadir")
    assert arif.client.get(address)["Content-Type"] == "image/jpeg"
    assert pages.of(stage.cast.user("Bayu")).client.get(address).status_code == 404
    sure = arif.click(page, "Tarik")
    assert "Ditarik" in arif.press(sure, "Tarik").text
    assert arif.client.get(address).status_code == 404


def test_a_file_of_another_kind_is_refused(stage, pages):
    arif = pages.of(stage.arif)
    item = stage.item(stage.plan(State.REGISTERED))
    file = upload(b"MZ\x90 program", "bukti.pdf")
    page = arif.press(arif.get(item_page(item)), "Simpan bukti", status=422, title="Bukti", file=file)
    assert "bukti.pdf" in page.text
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://x.id/a", "di lemari", "https://" + "x" * 600]
)
def test_a_link_that_is_no_address_of_a_page_is_refused(stage, pages, link):
    item = stage.item(stage.plan(State.REGISTERED))
    address = reverse("workspace:add_plan_evidence", args=[item.pk])
    response = pages.of(stage.arif).client.post(address, {"title": "Bukti", "link": link})
    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_what_is_due_is_called_to_mind_on_the_page_and_above_the_inbox(stage, pages):
    stage.plan(State.REGISTERED)
    Item.objects.filter(part=Part.ACTIVITY).update(due_date=timezone.localdate() + timedelta(days=3))
    arif = pages.of(stage.arif)
    assert "Butir Kegiatan" in arif.get(PLANS).text
    assert "1 butir rencana aksi jatuh tempo" in arif.get("/kerja/").text
    assert "rencana aksi jatuh tempo" not in pages.of(stage.cast.user("Otto")).get("/kerja/").text
    assert "rencana aksi jatuh tempo" not in pages.of(stage.cast.user("Bayu")).get("/kerja/").text


def test_the_register_names_who_has_none_and_can_be_taken_along(stage, pages):
    plan = stage.plan(State.REGISTERED)
    kiki = pages.of(stage.cast.user("Kiki"))
    page = kiki.get(f"{PLANS}register/?tahun={YEAR}")
    assert plan.register_number in page.text
    assert "3 Belum ada dari 4 instansi" in page.text
    none = kiki.get(f"{PLANS}register/?tahun={YEAR}&keadaan=none")
    assert plan.register_number not in none.text
    data = kiki.client.get(none.link("Unduh")).content
    assert {row[2] for row in list(load_workbook(io.BytesIO(data)).active.values)[1:]} == {"Belum ada"}


@pytest.mark.parametrize("query", ["?tahun=abc", "?keadaan=x&id=9&nama=a", "?id=x", "?q=%00", "?tahun=99999999999"])
def test_an_address_that_nobody_wrote_is_no_fault(stage, pages, query):
    assert pages.of(stage.vera).get(f"{PLANS}register/{query}").status == 200


def test_a_longer_register_and_a_longer_plan_cost_no_more_questions(stage, pages, django_assert_max_num_queries):
    plan, vera = stage.plan(State.REGISTERED), pages.of(stage.vera)
    with django_assert_max_num_queries(14) as few:
        vera.get(f"{PLANS}register/?tahun={YEAR}")
        vera.get(page_of(plan))
    stage.plan(State.REGISTERED, year=YEAR - 1)
    Item.objects.bulk_create(Item(plan=plan, **vars(stage.words())) for _ in range(30))
    with django_assert_max_num_queries(len(few)):
        vera.get(f"{PLANS}register/?tahun={YEAR}")
        vera.get(page_of(plan))


def test_the_book_comes_as_a_file_with_the_name_of_the_agency(stage, pages):
    arif = pages.of(stage.arif)
    response = arif.client.get(arif.get(page_of(stage.plan())).link("Unduh buku"))
    assert response.content.startswith(b"%PDF-")
    assert f"renaksi-{YEAR}-pemerintah-kabupaten-kutai-timur.pdf" in response["Content-Disposition"]


def test_the_template_is_written_changed_and_shortened_by_the_centre(stage, pages):
    vera = pages.of(stage.vera)
    form = vera.click(vera.get(PLANS + "contoh/"), "Tambah butir")
    page = vera.press(form, "Simpan", part="activity", title="Survei", indicator="Terisi", target="200", due_month="11")
    assert "sampai akhir November" in page.text
    page = vera.press(vera.click(page, "Ubah"), "Simpan", title="Survei kepuasan")
    assert "Survei kepuasan" in page.text
    page = vera.press(vera.click(page, "Hapus"), "Hapus")
    assert not TemplateRow.objects.exists()
