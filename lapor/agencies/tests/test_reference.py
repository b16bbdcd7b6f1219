from collections import Counter
from datetime import date, timedelta

import pytest

from lapor.agencies import reference, tree
from lapor.agencies.models import Category, Unit
from lapor.agencies.reference import facts
from lapor.regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_every_government_of_the_country_is_an_agency(at):
    kinds = Counter(Unit.objects.agencies().current(at).values_list("kind", flat=True))
    assert (kinds["province"], kinds["regency"], kinds["city"]) == (38, 416, 98)
    assert kinds["desk"] == 1
    regency = Unit.objects.get(code="64.08")
    assert (regency.name, regency.tz) == ("Pemerintah Kabupaten Kutai Timur", "Asia/Makassar")
    assert regency.coordinator == Unit.objects.get(name="Pemerintah Provinsi Kalimantan Timur")


def test_kutai_timur_is_there_with_its_offices_and_eighteen_districts():
    kutim = Unit.objects.under(Unit.objects.get(code="64.08"))
    assert kutim.filter(kind="district").count() == 18
    assert kutim.get(code="64.08.04").name == "Kecamatan Sangatta Utara"
    assert kutim.filter(code="64.08.04.1010", parent__code="64.08.04").exists()
    assert kutim.filter(code="64.08/dinkes/rsud-kudungga", parent__short_name="Dinkes").exists()
    assert set(kutim.values_list("tz", flat=True)) == {"Asia/Makassar"}


def test_a_second_load_changes_and_doubles_nothing(at):
    before = list(Unit.objects.order_by("id").values()), list(Category.objects.order_by("id").values())
    lines: list[str] = []
    reference.load(at + timedelta(days=1), say=lines.append)
    assert before == (list(Unit.objects.order_by("id").values()), list(Category.objects.order_by("id").values()))
    assert sum("0 ditambahkan atau diperbarui, 0 dinyatakan berakhir" in line for line in lines) == 2


def test_what_the_facts_no_longer_name_ends_today_with_all_below_it(at, place, monkeypatch):
    place("buatan-sendiri", under=Unit.objects.get(code="64.08/dinkes"))
    kept = [fact for fact in facts.units(at) if not fact.code.startswith("64.08/dinkes")]
    monkeypatch.setattr(facts, "units", lambda at: kept)
    reference.load(at, say=lambda line: None)
    ended = set(Unit.objects.filter(valid_until=date(2026, 11, 23)).values_list("code", flat=True))
    hospitals = {"64.08/dinkes/rsud-kudungga", "64.08/dinkes/rsud-sangkulirang"}
    assert ended == {"64.08/dinkes", "buatan-sendiri"} | hospitals
    assert not Unit.objects.current(at).filter(code="64.08/dinkes").exists()


def test_a_dissolved_region_takes_its_government_with_it_and_back(at):
    Region.objects.filter(code="64.71").update(valid_until=date(2026, 11, 1))
    reference.load(at, say=lambda line: None)
    assert not Unit.objects.current(at).filter(code="64.71").exists()
    Region.objects.filter(code="64.71").update(valid_until=None)
    reference.load(at, say=lambda line: None)
    assert Unit.objects.current(at).filter(code="64.71").count() == 1


def test_what_an_operator_decided_and_made_survives_a_load(at, place):
    own = place("64.71/pasar", under=Unit.objects.get(code="64.71"))
    Unit.objects.filter(code="64.71").update(connected=True, keyword="BPN", name="Salah ketik")
    reference.load(at, say=lambda line: None)
    city = Unit.objects.get(code="64.71")
    assert (city.connected, city.keyword, city.name) == (True, "BPN", "Pemerintah Kota Balikpapan")
    assert Unit.objects.current(at).filter(pk=own.pk).exists()


def test_what_an_admin_renamed_moved_or_ended_stays_so(at):
    moved, ended = Unit.objects.get(code="64.08/dinkes/rsud-kudungga"), Unit.objects.get(code="64.08/disdikbud")
    moved.name, moved.from_reference = "RSUD Kudungga Sangatta", False
    tree.place(moved, under=Unit.objects.get(code="64.08"))
    Unit.objects.filter(pk=ended.pk).update(valid_until=date(2026, 11, 1), from_reference=False)
    reference.load(at, say=lambda line: None)
    moved.refresh_from_db()
    assert (moved.name, moved.parent.code) == ("RSUD Kudungga Sangatta", "64.08")
    assert not Unit.objects.current(at).filter(pk=ended.pk).exists()


def test_only_the_national_desk_is_connected_before_somebody_here_says_so():
    assert [unit.code for unit in Unit.objects.filter(connected=True)] == ["pusat"]


def test_corona_virus_is_a_category_that_has_closed(at):
    assert Category.objects.filter(code="corona-virus").exists()
    assert not Category.objects.current(at).filter(code__startswith="corona-virus").exists()
    assert Category.objects.current(at).filter(code="pu-penataan-ruang-jalan-rusak").exists()


def test_there_are_33_topics_of_which_32_are_open(at):
    assert Category.objects.filter(parent=None).count() == 33
    assert len(Category.objects.current(at).tree()) == 32


def test_a_removed_category_closes_today(at, monkeypatch):
    kept = [fact for fact in facts.categories() if fact.code != "agama-zakat-wakaf"]
    monkeypatch.setattr(facts, "categories", lambda: kept)
    reference.load(at, say=lambda line: None)
    assert Category.objects.get(code="agama-zakat-wakaf").valid_until == date(2026, 11, 23)


def test_no_code_is_used_twice_in_the_files(at):
    for codes in [fact.code for fact in facts.units(at)], [fact.code for fact in facts.categories()]:
        assert [code for code, count in Counter(codes).items() if count > 1] == []
