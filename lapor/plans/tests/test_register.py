"""The register: who is in it for whom, how many have no plan, page after page, and the spreadsheet."""

import io

import pytest
from openpyxl import load_workbook

from lapor.agencies import tree
from lapor.agencies.models import Kind, Unit
from lapor.core import sheets
from lapor.plans import register
from lapor.plans.models import Part, State
from lapor.plans.register import Standing
from lapor.plans.tests.stage import YEAR
from lapor.testing.cast import LONG_AGO, MONDAY

PROVINCE = {"Pemerintah Kabupaten Kutai Timur", "Pemerintah Kota Balikpapan", "Pemerintah Kota Samarinda"}


def seen_by(stage, who: str):
    return register.agencies(YEAR, seats=getattr(stage.cast, who).seats, at=MONDAY)


def test_the_nation_sees_every_agency_and_a_coordinator_its_province(stage):
    own = "Pemerintah Provinsi Kalimantan Timur"
    assert {agency.name for agency in seen_by(stage, "kiki")} == PROVINCE | {own}
    assert PROVINCE | {own, "Kantor Staf Presiden"} <= {agency.name for agency in seen_by(stage, "vera")}
    assert "Meja Nasional SP4N-LAPOR!" not in {agency.name for agency in seen_by(stage, "vera")}


def test_each_agency_stands_where_its_plan_is(stage):
    plan = stage.plan(State.REGISTERED)
    stage.report(stage.item(plan, Part.GOVERNANCE), 60)
    kutim = seen_by(stage, "vera").get(pk=stage.agency.pk)
    assert (kutim.plan_pk, kutim.state, kutim.number) == (plan.pk, State.REGISTERED, plan.register_number)
    assert (kutim.items, float(kutim.progress)) == (3, 20)


def test_the_plan_of_another_year_is_not_this_years(stage):
    stage.plan(State.REGISTERED, year=YEAR - 1)
    assert seen_by(stage, "vera").get(pk=stage.agency.pk).state is None


def test_figures_say_how_many_have_none_and_of_how_many(stage):
    stage.plan(State.SUBMITTED)
    figures = {figure.standing: (figure.number, figure.whole) for figure in register.figures(seen_by(stage, "kiki"))}
    assert figures[Standing.NONE] == (3, 4)
    assert figures[Standing.SUBMITTED] == (1, 4)
    assert sum(number for number, _whole in figures.values()) == 4


@pytest.mark.parametrize(("wanted", "number"), [("none", 3), ("draft", 1), ("registered", 0), ("", 4), ("?", 4)])
def test_the_list_can_be_narrowed_to_those_who_have_none(stage, wanted, number):
    stage.plan()
    assert register.standing(seen_by(stage, "kiki"), wanted).count() == number


def test_pages_follow_each_other_without_a_gap_also_where_names_are_the_same(stage, monkeypatch):
    for number in range(5):
        unit = Unit(code=f"x{number}", name="Universitas", kind=Kind.UNIVERSITY, valid_from=LONG_AGO)
        tree.place(unit, under=None)
    monkeypatch.setattr(register, "PAGE", 3)
    known, seen, after = seen_by(stage, "vera"), [], None
    while rows := register.page(known, after)[:3]:
        seen += [row.pk for row in rows]
        after = (rows[-1].name, rows[-1].pk)
    assert len(seen) == len(set(seen)) == known.count()


def test_the_spreadsheet_has_the_same_rows_and_no_formula(stage):
    stage.plan(State.REGISTERED)
    Unit.objects.filter(code="64.71").update(name="=1+1")
    data = sheets.write(register.sheet(seen_by(stage, "kiki"), YEAR))
    rows = list(load_workbook(io.BytesIO(data)).active.values)
    assert rows[0][0] == "Instansi"
    assert {row[0] for row in rows[1:]} == (PROVINCE - {"Pemerintah Kota Balikpapan"}) | {
        "=1+1", "Pemerintah Provinsi Kalimantan Timur"
    }  # fmt: skip
    kutim = next(row for row in rows if row[0] == stage.agency.name)
    assert kutim[2:] == ("Terdaftar", f"RA-{YEAR}-0001", 3, 0)
