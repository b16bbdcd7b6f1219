"""The tree of units at its admin's desk, and reports on their way from one unit to the next."""

import pytest
from django.urls import reverse

from lapor.agencies.models import Membership, Unit
from lapor.reports import actors, closing, response
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.workspace.units import succession

TODAY = MONDAY.date()
SAID = {"name": "Seksi Drainase", "short_name": "Drainase", "kind": "section", "email": "", "phone": "0549 123456"}


def at(name, *args):
    return reverse(f"workspace:{name}", args=args)


def of(name, cast, code):
    return at(name, cast.unit(code).pk)


def test_an_admin_walks_the_own_tree(cast, desk_of):
    arif = desk_of("arif")
    assert arif.get(at("unit_tree")).url == of("unit", cast, "64.08")
    assert "Dinas Pekerjaan Umum" in arif.get(of("unit", cast, "64.08")).content.decode()
    assert arif.get(of("unit", cast, "64.71")).status_code == 404


def test_the_national_admin_finds_any_unit_and_reads_how_it_is_connected(cast, desk_of):
    vera = desk_of("vera")
    assert "Perumdam" in vera.get(at("unit_tree"), {"q": "perumdam"}).content.decode()
    assert "Terhubung" in vera.get(of("unit", cast, "64.08")).content.decode()
    assert "Terhubung" not in desk_of("arif").get(of("unit", cast, "64.08")).content.decode()


def test_an_address_is_written_by_the_admin_and_shown(cast, desk_of):
    arif = desk_of("arif")
    address = of("change_unit", cast, "64.08/perumdam")
    assert arif.post(address, {**SAID, "address": "Jalan Yos Sudarso 1, Sangatta 75611"}).status_code == 302
    assert "Sangatta 75611" in arif.get(of("unit", cast, "64.08/perumdam")).content.decode()
    assert arif.post(address, {**SAID, "address": "x" * 301}).status_code == 422


def test_the_national_admin_gives_an_agency_its_code_word(cast, desk_of):
    vera, address = desk_of("vera"), of("change_unit", cast, "64.08")
    said = {"name": "Pemerintah Kabupaten Kutai Timur", "keyword": "kutim"}
    assert vera.post(address, said).status_code == 302
    assert "KUTIM" in vera.get(of("unit", cast, "64.08")).content.decode()
    assert "sudah milik" in vera.post(of("change_unit", cast, "64.71"), said).content.decode()
    assert vera.post(address, {**said, "keyword": "dua kata"}).status_code == 422
    assert vera.post(address, {**said, "keyword": ""}).status_code == 302
    assert Unit.objects.get(code="64.08").keyword is None


def test_no_agency_takes_a_code_word_by_itself(cast, desk_of):
    Unit.objects.filter(code="64.08").update(keyword="KUTIM")
    assert "Kata kunci" not in desk_of("arif").get(of("change_unit", cast, "64.08")).content.decode()
    desk_of("arif").post(of("change_unit", cast, "64.08"), {"short_name": "Kutim", "keyword": "JALAN"})
    assert Unit.objects.values_list("short_name", "keyword").get(code="64.08") == ("Kutim", "KUTIM")


@pytest.mark.parametrize("typed", ["", "\0", "%", "x" * 500, "💥"])
def test_odd_words_find_nothing(cast, desk_of, typed):
    assert desk_of("vera").get(at("unit_tree"), {"q": typed}).status_code == 200


def test_a_unit_is_added_changed_and_moved(cast, desk_of):
    arif = desk_of("arif")
    assert arif.post(of("add_unit", cast, "64.08/pu"), {**SAID, "code": ""}).status_code == 302
    unit = Unit.objects.get(code="64.08/pu/drainase")
    arif.post(at("change_unit", unit.pk), {**SAID, "name": "Seksi Air", "requires_approval": "on"})
    arif.post(at("move_unit", unit.pk), {"parent": cast.unit("64.08/perumdam").pk})
    unit.refresh_from_db()
    assert (unit.name, unit.requires_approval, unit.parent.code) == ("Seksi Air", True, "64.08/perumdam")


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""}, {"name": "x" * 201}, {"name": "\0"}, {"kind": "regency"}, {"email": "x"}, {"phone": "rahasia"},
        {"code": "64.08/perumdam"}, {"code": "x" * 41},
    ],
)  # fmt: skip
def test_a_unit_that_is_wrong_is_told_and_not_kept(cast, desk_of, said):
    page = desk_of("arif").post(of("add_unit", cast, "64.08/pu"), {**SAID, "code": "", **said})
    assert page.status_code == 422
    assert Unit.objects.count() == len(cast.units)


def test_an_agency_keeps_the_name_that_the_law_gave_it(cast, desk_of):
    arif = desk_of("arif")
    arif.post(of("change_unit", cast, "64.08"), {**SAID, "short_name": "Kutim"})
    agency = Unit.objects.get(code="64.08")
    assert (agency.name, agency.short_name, agency.kind) == ("Pemerintah Kabupaten Kutai Timur", "Kutim", "regency")


@pytest.mark.parametrize("under", ["64.08/pu", "64.08/pu/jalan", "64.71"])
def test_a_unit_goes_neither_below_itself_nor_to_others(cast, desk_of, under):
    page = desk_of("arif").post(of("move_unit", cast, "64.08/pu"), {"parent": cast.unit(under).pk})
    assert page.status_code == 422
    assert Unit.objects.get(code="64.08/pu").parent == cast.unit("64.08")


def test_a_unit_is_offered_no_place_below_itself(cast, desk_of):
    page = desk_of("arif").get(of("move_unit", cast, "64.08/pu")).content.decode()
    offered = [code for code in cast.units if f'<option value="{cast.unit(code).pk}"' in page]
    assert "64.08/perumdam" in offered
    assert not [code for code in offered if code.startswith("64.08/pu")]


def test_below_itself_is_said_in_words(cast, desk_of):
    page = desk_of("arif").post(of("move_unit", cast, "64.08/pu"), {"parent": cast.unit("64.08/pu/jalan").pk})
    assert "ke bawah dirinya sendiri" in page.content.decode()


def test_a_unit_that_something_hangs_on_does_not_end(cast, desk_of):
    arif = desk_of("arif")
    assert "masih ada unit lain" in arif.post(of("end_unit", cast, "64.08/pu")).content.decode()
    assert "Masih ada yang bertugas" in arif.post(of("end_unit", cast, "64.08/perumdam")).content.decode()
    cast.referred(to="64.08/pu/jalan")
    assert "laporan terbuka" in arif.post(of("end_unit", cast, "64.08/pu/jalan")).content.decode()
    assert not Unit.objects.exclude(valid_until=None).exists()


# --- hand-over --------------------------------------------------------------------------------------------------------


def hand_over(desk_of, cast, **said):
    to = {"to": cast.unit("64.08/perumdam").pk}
    return desk_of("arif").post(of("succeed_unit", cast, "64.08/pu/jalan"), {**to, **said})


def test_all_reports_go_and_the_old_unit_ends(cast, desk_of):
    reports = [cast.referred(to="64.08/pu/jalan") for _ in range(3)]
    page = hand_over(desk_of, cast, ends="on").content.decode()
    assert "3 laporan diserahkan" in page
    assert "sudah diakhiri" in page
    assert {report.holder.code for report in Report.objects.all()} == {"64.08/perumdam"}
    assert len(reports) == Report.objects.count()
    assert not Unit.objects.get(code="64.08/pu/jalan").is_current(MONDAY)


def test_many_go_click_by_click_and_a_click_too_many_does_no_harm(cast, desk_of, monkeypatch):
    monkeypatch.setattr(succession, "AT_ONCE", 2)
    for _ in range(3):
        cast.referred(to="64.08/pu/jalan")
    assert "Lanjutkan" in hand_over(desk_of, cast, ends="on").content.decode()
    assert Unit.objects.get(code="64.08/pu/jalan").is_current(MONDAY)
    assert "1 laporan diserahkan" in hand_over(desk_of, cast).content.decode()
    assert "0 laporan diserahkan" in hand_over(desk_of, cast).content.decode()


def test_what_cannot_go_is_named_with_its_reason_and_the_unit_stays(cast, desk_of, monkeypatch):
    report = cast.referred(to="64.08/pu/jalan")
    monkeypatch.setattr("lapor.reports.roles.is_own", lambda report, *, by: True)
    page = hand_over(desk_of, cast, ends="on").content.decode()
    assert str(report.number)[:3] in page
    assert "petugas lain yang menanganinya" in page
    assert Unit.objects.get(code="64.08/pu/jalan").is_current(MONDAY)


def test_what_a_reporter_opens_again_in_a_unit_that_has_ended_is_the_admins(cast, desk_of, noon):
    report = cast.referred(to="64.08/pu/jalan")
    response.answer(report.number, cast.solved(), by=cast.arif, at=MONDAY)
    reporter = actors.pin_holder(report.number)
    closing.accept(report.number, rating=5, by=reporter, at=MONDAY)
    assert "sudah diakhiri" in hand_over(desk_of, cast, ends="on").content.decode()
    Membership.objects.filter(user__in=[cast.user("otto"), cast.user("olga")]).update(valid_until=TODAY)
    closing.reopen(report.number, reason="Rusak lagi.", by=reporter, at=noon)
    assert f"l{report.number}" in desk_of("arif").get(at("tab", "tanpa-petugas")).content.decode()
    assert "1 laporan diserahkan" in hand_over(desk_of, cast).content.decode()


@pytest.mark.parametrize("said", [{"to": ""}, {"to": "9" * 30}, {"to": "x"}])
def test_a_successor_that_is_none_is_told(cast, desk_of, said):
    assert hand_over(desk_of, cast, **said).status_code == 422
