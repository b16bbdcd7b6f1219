"""Templates, holidays, deadlines and topics: what is typed wrongly is told beside its field and nothing is saved."""

from datetime import date

import pytest
from django.urls import reverse

from lapor.agencies.models import AnswerTemplate, Category
from lapor.deadlines.models import HolidayDecree
from lapor.reports.models import DeadlineRule
from lapor.testing.cast import MONDAY


def at(name, *args):
    return reverse(f"workspace:{name}", args=args)


# --- templates ------------------------------------------------------------------------------------------------------


def test_a_template_is_kept_for_the_unit(cast, desk_of):
    otto, unit = desk_of("otto"), cast.unit("64.08/pu")
    otto.post(at("add_template"), {"unit": unit.pk, "title": "Sudah ditambal", "body": "Lubang sudah kami tambal."})
    kept = AnswerTemplate.objects.get()
    assert (kept.unit, kept.created_by) == (unit, cast.user("otto"))
    otto.post(at("edit_template", kept.pk), {"title": "Sudah ditambal", "body": "Sudah."})
    kept.refresh_from_db()
    assert kept.body == "Sudah."


@pytest.mark.parametrize("said", [{}, {"body": "x" * 5001}, {"title": "x" * 121}, {"title": "\0"}, {"unit": "9" * 30}])
def test_a_template_that_is_wrong_is_not_kept(cast, desk_of, said):
    good = {"unit": cast.unit("64.08/pu").pk, "title": "Judul", "body": "Isi"}
    page = desk_of("otto").post(at("add_template"), {**good, **said} if said else {})
    assert page.status_code == 422
    assert not AnswerTemplate.objects.exists()


def test_nobody_adds_a_template_to_the_unit_of_others(cast, desk_of):
    said = {"unit": cast.unit("64.08/perumdam").pk, "title": "Judul", "body": "Isi"}
    assert desk_of("otto").post(at("add_template"), said).status_code == 422


def test_two_templates_of_one_title_are_refused(cast, desk_of):
    otto, said = desk_of("otto"), {"unit": cast.unit("64.08/pu").pk, "title": "Judul", "body": "Isi"}
    otto.post(at("add_template"), said)
    page = otto.post(at("add_template"), said)
    assert page.status_code == 422
    assert "Pilih judul lain" in page.content.decode()


# --- holidays -------------------------------------------------------------------------------------------------------

DECREE = {"date": "2026-12-31", "name": "Cuti bersama", "decree": "SKB 1/2026"}


def test_a_decree_is_entered_and_withdrawn(cast, desk_of):
    vera = desk_of("vera")
    assert vera.post(at("holidays"), DECREE).status_code == 302
    decree = HolidayDecree.objects.get()
    assert "Cuti bersama" in vera.get(at("withdraw_decree", decree.pk)).content.decode()
    vera.post(at("withdraw_decree", decree.pk))
    assert not HolidayDecree.objects.exists()


def test_the_year_shows_joint_leave_as_such(cast, desk_of):
    page = desk_of("vera").get(at("holidays"), {"tahun": "2026"}).content.decode()
    assert "Hari Kemerdekaan" in page
    assert "cuti bersama" in page


@pytest.mark.parametrize(
    "said",
    [
        {"date": ""},
        {"date": "31-31"},
        {"date": "1926-01-01"},
        {"date": "0001-01-01"},
        {"date": "9999-12-31"},
        {"name": ""},
        {"decree": "x" * 121},
    ],
)
def test_a_decree_that_is_wrong_is_told_and_not_kept(cast, desk_of, said):
    page = desk_of("vera").post(at("holidays"), {**DECREE, **said})
    assert page.status_code == 422
    assert not HolidayDecree.objects.exists()


@pytest.mark.parametrize("year", ["", "x", "0", "99999999999", "\0"])
def test_an_odd_year_is_this_year(cast, desk_of, year):
    assert desk_of("vera").get(at("holidays"), {"tahun": year}).context["year"] == MONDAY.year


# --- deadlines ------------------------------------------------------------------------------------------------------


def rule(kind="verification"):
    return DeadlineRule.objects.get(kind=kind, agency=None)


def test_the_national_admin_changes_a_rule(cast, desk_of):
    desk_of("vera").post(at("deadline", rule().pk, "nasional"), {"days": 2, "basis": "PermenPANRB 5/2025"})
    assert (rule().days, rule().basis) == (2, "PermenPANRB 5/2025")


def test_an_agency_promises_more_and_goes_back(cast, desk_of):
    arif, own = desk_of("arif"), DeadlineRule.objects.filter(agency=cast.unit("64.08"))
    arif.post(at("deadline", rule().pk, "instansi"), {"days": 1, "basis": "Perbup 7/2026"})
    assert own.get().days == 1
    arif.post(at("drop_deadline", rule().pk))
    assert not own.exists()


@pytest.mark.parametrize("days", ["3", "4", "0", "-1", "x", "", "9" * 30, "1.5"])
def test_an_agency_is_never_laxer(cast, desk_of, days):
    page = desk_of("arif").post(at("deadline", rule().pk, "instansi"), {"days": days, "basis": "Perbup"})
    assert page.status_code == 422
    assert not DeadlineRule.objects.filter(agency__isnull=False).exists()


def test_what_reporters_have_a_right_to_has_no_form_for_agencies(cast, desk_of):
    assert desk_of("arif").get(at("deadline", rule("reply").pk, "instansi")).status_code == 404


# --- topics ---------------------------------------------------------------------------------------------------------


def test_a_topic_is_added_renamed_and_closed(cast, desk_of):
    vera = desk_of("vera")
    vera.post(at("add_category", cast.road.parent_id), {"name": "Jembatan", "name_en": "Bridges"})
    bridge = Category.objects.get(name="Jembatan")
    vera.post(at("rename_category", bridge.pk), {"name": "Jembatan rusak", "name_en": "Damaged bridges"})
    vera.post(at("close_category", bridge.pk))
    bridge.refresh_from_db()
    assert bridge.name == "Jembatan rusak"
    assert bridge.valid_until == date(2026, 11, 2)


@pytest.mark.parametrize("name", ["", "x" * 121, "\0", "jalan RUSAK"])
def test_a_topic_that_is_wrong_is_told_and_not_kept(cast, desk_of, name):
    page = desk_of("vera").post(at("add_category", cast.road.parent_id), {"name": name, "name_en": "x"})
    assert page.status_code == 422
    assert Category.objects.filter(parent=cast.road.parent_id).count() == 1
