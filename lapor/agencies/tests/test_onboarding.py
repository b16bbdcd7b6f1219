"""A spreadsheet brings an agency's units, liaisons and categories in; twice the same file changes nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.accounts.models import User
from lapor.agencies import onboarding
from lapor.agencies.models import Category, Kind, Membership, Role, TeamDecree, Unit
from lapor.agencies.onboarding import checking, tables, template, writing
from lapor.agencies.onboarding.plan import Change
from lapor.core import sheets
from lapor.core.errors import Refused
from lapor.core.sheets import Column, Sheet
from lapor.testing.cast import MONDAY

TODAY = MONDAY.date()


@pytest.fixture
def agency(cast):
    return cast.unit("64.08")


@pytest.fixture
def decree(agency):
    days = {"decree_date": TODAY, "valid_from": TODAY, "valid_until": date(2027, 11, 2)}
    return TeamDecree.objects.create(agency=agency, number="SK 188.4/12", **days)


def sheet(kind, *rows) -> Sheet:
    """A table as people fill it in: each row a dict by column label."""
    labels = [heading.label for heading in kind.headings]
    return Sheet(kind.title, [Column(label) for label in labels], [[row.get(x, "") for x in labels] for row in rows])


def unit(code="64.08/dlh", name="Dinas Lingkungan Hidup", kind="Perangkat daerah", **more) -> dict:
    return {"Kode": code, "Nama": name, "Jenis": kind, **more}


def liaison(email="lia@kutim.example", of="64.08/pu", name="Lia", **more) -> dict:
    return {"Kode unit": of, "Nama": name, "Surel": email, **more}


def category(code="64-08-pasar", name="Pasar", **more) -> dict:
    return {"Kode": code, "Nama": name, **more}


def read(*filled: Sheet) -> tables.Tables:
    return tables.read(sheets.write(*filled), filename="unit.xlsx")


def units(*rows):
    return read(sheet(tables.UNITS, *rows))


def liaisons(*rows):
    return read(sheet(tables.LIAISONS, *rows))


def categories(*rows):
    return read(sheet(tables.CATEGORIES, *rows))


def plan_of(agency, said):
    return checking.check(agency, said, at=MONDAY)


def changes(agency, said):
    plan = plan_of(agency, said)
    assert plan.troubles == []
    return [line.change for line in plan.lines]


def trouble(agency, said) -> tuple[int, str, str]:
    """The only thing that is wrong: row, column, sentence."""
    (found,) = plan_of(agency, said).troubles
    return found.row, found.column, found.sentence


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def carry_out(cast, agency, said, by="Arif"):
    digest = plan_of(agency, said).digest
    return writing.carry_out(agency, said, digest=digest, by=cast.user(by), at=MONDAY)


# --- what is written ------------------------------------------------------------------------------------------------


def test_new_units_find_their_place_whatever_the_order_of_the_rows(cast, agency):
    below = unit("64.08/dlh/sampah", "Bidang Persampahan", "Unit kerja", **{"Kode induk": "64.08/dlh"})
    carry_out(cast, agency, units(below, unit(Surel="dlh@kutim.example", **{"Perlu persetujuan": "ya"})))
    dlh, waste = Unit.objects.get(code="64.08/dlh"), Unit.objects.get(code="64.08/dlh/sampah")
    assert (dlh.parent, dlh.agency, dlh.path) == (agency, agency, f"{agency.path}{dlh.pk}/")
    assert (dlh.tz, dlh.connected, dlh.requires_approval, dlh.email) == (agency.tz, True, True, "dlh@kutim.example")
    assert waste.path == f"{dlh.path}{waste.pk}/"
    assert Unit.objects.search("persampahan kutai timur", MONDAY) == [waste]


def test_a_known_unit_changes_its_words_and_an_empty_cell_changes_nothing(cast, agency):
    Unit.objects.filter(code="64.08/pu").update(email="pu@kutim.example", from_reference=True)
    said = units(unit("64.08/pu", "Dinas PUPR", Telepon="0549 123456"))
    (line,) = plan_of(agency, said).lines
    assert line.change == Change.CHANGED
    assert line.details == ("Nama: Dinas Pekerjaan Umum Kutai Timur → Dinas PUPR", "Telepon: – → 0549 123456")
    carry_out(cast, agency, said)
    pu = Unit.objects.get(code="64.08/pu")
    assert (pu.name, pu.email, pu.from_reference) == ("Dinas PUPR", "pu@kutim.example", False)
    assert Unit.objects.search("pupr", MONDAY) == [pu]


def test_the_same_file_again_changes_nothing(cast, agency, decree):
    said = read(
        sheet(tables.UNITS, unit()),
        sheet(tables.LIAISONS, liaison(of="64.08/dlh")),
        sheet(tables.CATEGORIES, category(**{"Kode topik": "pu"})),
    )
    assert changes(agency, said) == [Change.NEW] * 3
    carry_out(cast, agency, said)
    assert changes(agency, said) == [Change.SAME] * 3
    assert carry_out(cast, agency, said).plan.is_idle


def test_what_a_file_leaves_out_stays(cast, agency):
    before = Unit.objects.current(MONDAY).count()
    carry_out(cast, agency, units(unit()))
    assert Unit.objects.current(MONDAY).count() == before + 1


def test_a_liaison_gets_an_account_a_link_and_the_role_under_the_decree(cast, agency, decree):
    done = carry_out(cast, agency, liaisons(liaison("LIA@kutim.example")))
    ((user, token),) = done.invited
    held = Membership.objects.get(user=user)
    assert (user.login, held.role, held.unit.code, held.decree) == (
        "lia@kutim.example",
        Role.LIAISON,
        "64.08/pu",
        decree,
    )
    assert token
    assert held.given_by == cast.user("Arif")


def test_an_officer_who_has_an_account_gets_the_role_only(cast, agency, decree):
    login = cast.user("Wati").login
    assert carry_out(cast, agency, liaisons(liaison(login))).invited == []
    assert Membership.objects.filter(user=cast.user("Wati"), unit__code="64.08/pu").exists()


def test_a_liaison_moves_to_the_decree_that_is_named(cast, agency, decree):
    said = liaisons(liaison(cast.user("Otto").login, name="Otto", **{"Nomor SK": "sk 188.4/12"}))
    assert changes(agency, said) == [Change.CHANGED]
    carry_out(cast, agency, said)
    assert Membership.objects.get(user=cast.user("Otto")).decree == decree


def test_categories_of_the_agency_stand_below_national_topics_or_own_ones(cast, agency):
    said = categories(
        category("64-08-pasar-los", "Los", **{"Kode topik": "64-08-pasar"}),
        category(**{"Nama Inggris": "Market"}),
        category("64-08-gang", "Gang", **{"Kode topik": "pu"}),
    )
    carry_out(cast, agency, said)
    own = Category.objects.filter(owner=agency)
    parents = {each.code: each.parent and each.parent.code for each in own}
    assert parents == {"64-08-pasar": None, "64-08-pasar-los": "64-08-pasar", "64-08-gang": "pu"}
    assert own.get(code="64-08-pasar").name_en == "Market"


def test_the_template_comes_back_without_changes(cast, agency, decree):
    Membership.objects.filter(unit__path__startswith=agency.path).update(decree=decree)
    said = tables.read(template.workbook(agency, at=MONDAY), filename="templat.xlsx")
    assert set(changes(agency, said)) == {Change.SAME}
    assert [row["code"] for row in said.of(tables.UNITS)] == ["64.08/pu", "64.08/pu/jalan", "64.08/perumdam"]


def test_the_template_comes_back_without_changes_where_no_decree_is_in_force_too(cast, agency):
    said = tables.read(template.workbook(agency, at=MONDAY), filename="templat.xlsx")
    assert set(changes(agency, said)) == {Change.SAME}


def test_the_template_gives_the_agencys_own_codes_as_examples(cast):
    pages = sheets.read_sheets(template.workbook(cast.unit("64.71"), at=MONDAY), filename="x", most_rows=99)
    said = " ".join(cell for line in pages["Petunjuk"] for cell in line)
    assert "kode instansi: 64.71/pu." in said
    assert "64-71-pasar" in said
    assert "64.08" not in said


def test_a_csv_is_known_by_its_columns(agency):
    said = tables.read(b"kode unit;nama;SUREL\n64.08/pu;Lia;lia@kutim.example\n", filename="a.csv")
    assert [row["email"] for row in said.of(tables.LIAISONS)] == ["lia@kutim.example"]


def test_tables_survive_the_wait_for_confirmation(agency):
    said = units(unit(), unit())
    assert tables.Tables.load(said.dump()) == said


def test_many_rows_cost_no_more_queries_than_few(cast, agency):
    def queries(count):
        said = units(*(unit(f"64.08/d{count}-{n}") for n in range(count)))
        with CaptureQueriesContext(connection) as asked:
            carry_out(cast, agency, said)
        return len(asked)

    assert queries(40) == queries(4)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (unit(code=""), "Kode", "Kode belum diisi."),
        (unit(name="x" * 201), "Nama", "Paling panjang 200 huruf."),
        (unit(name="Dinas\nPU"), "Nama", "Ada ganti baris"),
        (unit("64.71/dlh"), "Kode", "Kode baru dimulai dengan 64.08/"),
        (unit("64.08/DLH"), "Kode", "Kode baru dimulai dengan 64.08/"),
        (unit("64.71"), "Kode", "milik instansi lain"),
        (unit("64.08"), "Kode", "kode instansi Anda sendiri"),
        (unit(kind="Dinas"), "Jenis", "Pilih: Perangkat daerah, Kecamatan"),
        (unit(Surel="dlh"), "Surel", "tampaknya keliru"),
        (unit(Telepon="hubungi saya"), "Telepon", "Tulis nomor telepon dengan angka"),
        (unit(**{"Perlu persetujuan": "mungkin"}), "Perlu persetujuan", "Tulis ya atau tidak."),
        (unit(**{"Kode induk": "64.08/x"}), "Kode induk", "Kode induk 64.08/x tidak ada"),
        (unit(**{"Kode induk": "64.71"}), "Kode induk", "Kode induk 64.71 tidak ada"),
        (unit("64.08/pu", **{"Kode induk": "64.08/perumdam"}), "Kode induk", "Pindahkan lewat halaman unitnya"),
    ],
)
def test_a_wrong_unit_is_named_with_its_row_and_column(agency, row, column, sentence):
    found = trouble(agency, units(row))
    assert found[:2] == (2, column)
    assert sentence in found[2]


def test_one_upload_shows_every_wrong_cell_of_a_row(agency, decree):
    wrong = unit("64.71/x", "", "?", Surel="x", Telepon="x", **{"Perlu persetujuan": "x", "Kode induk": "y"})
    plan = plan_of(agency, read(
        sheet(tables.UNITS, wrong, unit(Surel="x", **{"Kode induk": "64.08/x"})),
        sheet(tables.LIAISONS, liaison("x", "y", "", **{"Nomor SK": "z"})),
        sheet(tables.CATEGORIES, category("x", "", **{"Kode topik": "y"})),
    ))  # fmt: skip
    columns = ["Kode", "Nama", "Jenis", "Kode induk", "Surel", "Telepon", "Perlu persetujuan"]
    assert sorted((each.table, each.row, each.column) for each in plan.troubles) == sorted([
        *(("Unit", 2, column) for column in columns), ("Unit", 3, "Surel"), ("Unit", 3, "Kode induk"),
        *(("Pejabat penghubung", 2, column) for column in ("Kode unit", "Nama", "Surel", "Nomor SK")),
        *(("Kategori", 2, column) for column in ("Kode", "Nama", "Kode topik")),
    ])  # fmt: skip


def test_a_part_waits_for_the_row_above_it_only_where_its_code_is_wrong(agency):
    above, other = unit("64.71/a", name=""), unit("64.08/b", kind="?")
    below = (unit(f"{code}/x", **{"Kode induk": code}) for code in ("64.08/b", "64.71/a"))
    found = {(each.row, each.column): each.sentence for each in plan_of(agency, units(above, other, *below)).troubles}
    assert set(found) == {(2, "Kode"), (2, "Nama"), (3, "Jenis"), (5, "Kode"), (5, "Kode induk")}
    assert "belum bisa ditempatkan" in found[5, "Kode induk"]


def test_a_code_twice_names_the_row_where_it_stood_first(agency):
    row, column, sentence = trouble(agency, units(unit(), unit(name="Lagi")))
    assert (row, column, sentence) == (3, "Kode", "Kode 64.08/dlh sudah ada di baris 2.")


def test_a_circle_is_shown_as_it_runs(agency):
    plan = plan_of(agency, units(
        unit("64.08/a", **{"Kode induk": "64.08/b"}),
        unit("64.08/b", **{"Kode induk": "64.08/a"}),
        unit("64.08/c", **{"Kode induk": "64.08/b"}),
        unit("64.08/d", **{"Kode induk": "64.08/d"}),
    ))  # fmt: skip
    sentences = [each.sentence for each in plan.troubles]
    assert "Induk berputar: 64.08/a → 64.08/b → 64.08/a." in sentences[0]
    assert "belum bisa ditempatkan" in sentences[2]
    assert "Induk berputar: 64.08/d → 64.08/d." in sentences[3]


def test_a_unit_that_has_ended_does_not_come_back(agency):
    Unit.objects.filter(code="64.08/perumdam").update(valid_until=TODAY)
    assert "sudah berakhir" in trouble(agency, units(unit("64.08/perumdam")))[2]


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (liaison("lia"), "Surel", "tampaknya keliru"),
        (liaison(of="64.71"), "Kode unit", "Unit 64.71 tidak ada di instansi Anda"),
        (liaison(**{"Nomor SK": "SK 1/2020"}), "Nomor SK", "SK nomor SK 1/2020 tidak berlaku hari ini"),
        (liaison(**{"Nomor SK": "SK 99"}), "Nomor SK", "SK nomor SK 99 belum tercatat"),
    ],
)
def test_a_wrong_liaison_is_named_with_its_row_and_column(agency, decree, row, column, sentence):
    days = {"decree_date": date(2020, 1, 1), "valid_from": date(2020, 1, 1), "valid_until": TODAY}
    TeamDecree.objects.create(agency=agency, number="SK 1/2020", **days)
    found = trouble(agency, liaisons(row))
    assert found[:2] == (2, column)
    assert sentence in found[2]


def test_without_a_decree_in_force_nobody_is_appointed(agency):
    assert "belum punya SK Tim yang berlaku" in trouble(agency, liaisons(liaison()))[2]


def test_one_address_is_one_person_and_stands_once_for_a_unit(agency, decree):
    said = liaisons(liaison(), liaison("LIA@kutim.example"), liaison(of="64.08/perumdam", name="Budi"))
    found = [(each.row, each.column) for each in plan_of(agency, said).troubles]
    assert found == [(3, "Surel"), (4, "Nama")]


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (category("pasar"), "Kode", "Kode baru dimulai dengan 64-08-"),
        (category("pu-jalan"), "Kode", "milik kategori nasional"),
        (category(**{"Kode topik": "corona"}), "Kode topik", "tidak ada atau sudah ditutup"),
        (category(**{"Kode topik": "pu-jalan"}), "Kode topik", "hanya dua tingkat"),
        (category(name="Jalan rusak", **{"Kode topik": "pu"}), "Nama", "sudah ada kategori bernama Jalan rusak"),
        (category(**{"Kode topik": "64-08-pasar"}), "Kode topik", "di bawah dirinya"),
    ],
)
def test_a_wrong_category_is_named_with_its_row_and_column(agency, row, column, sentence):
    found = trouble(agency, categories(row))
    assert found[:2] == (2, column)
    assert sentence in found[2]


def test_headings_that_are_missing_unknown_or_double_are_named(agency):
    said = tables.read(b"Kode,Nama,Telpon,Nama,Kode induk\n64.08/x,X,1,X,\n", filename="a.csv")
    found = [(each.row, each.column, each.sentence) for each in plan_of(agency, said).troubles]
    assert [(row, column) for row, column, _ in found] == [(1, "Telpon"), (1, "Nama"), (1, "Jenis")]
    assert "Kolom “Jenis” tidak ada" in found[2][2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,2\n", "no_table"),
        (b"Kode,Nama,Jenis\n", "no_rows"),
        (sheets.write(Sheet("Lembar1", [Column("Kode")], [["x"]])), "no_table"),
        (b"Kode,Nama,Jenis\n" + b"x,y,z\n" * 100_000, "too_many_rows"),
        (b"Kode,Nama,Jenis\n=A1,y,z\n", "formula"),
    ],
)
def test_a_file_that_cannot_be_used_at_all_is_refused(data, code):
    with refused(code) as caught:
        tables.read(data, filename="unit.xlsx")
    assert caught.value.field == "file"


def test_nothing_is_written_when_something_is_wrong_or_has_changed(cast, agency, decree):
    good = units(unit())
    with refused("changed"):
        writing.carry_out(agency, good, digest="as shown before", by=cast.user("Arif"), at=MONDAY)
    bad = units(unit(), unit("64.08/x", kind="?"))
    with refused("changed"):
        carry_out(cast, agency, bad)
    assert not Unit.objects.filter(code="64.08/dlh").exists()


def test_only_a_national_admin_and_the_admin_of_the_agency_may(cast, agency):
    may = {
        name
        for name, who in cast.people.items()
        if who.is_officer and onboarding.may(getattr(cast, name).seats, agency)
    }
    assert may == {"vera", "arif", "anisa"}
    with refused("not_yours"):
        carry_out(cast, agency, units(unit()), by="Bayu")
    carry_out(cast, agency, units(unit()), by="Vera")


def test_the_admin_of_a_unit_does_not_bring_in_the_whole_agency(cast, agency):
    Membership.objects.filter(user=cast.user("Otto")).update(role=Role.AGENCY_ADMIN)
    assert not onboarding.may(cast.otto.seats, agency)


def test_nobody_appoints_themselves_and_then_nothing_is_done(cast, agency, decree):
    said = read(sheet(tables.UNITS, unit()), sheet(tables.LIAISONS, liaison(cast.user("Arif").login, name="Arif")))
    with refused("yourself") as caught:
        carry_out(cast, agency, said)
    assert "Pejabat penghubung, baris 2" in caught.value.sentence


def test_kinds_are_read_as_the_template_writes_them_on_an_english_page_too(cast, agency):
    from django.utils.translation import override

    with override("en"):
        assert changes(agency, units(unit(kind="kecamatan"))) == [Change.NEW]
        carry_out(cast, agency, units(unit(kind="kecamatan")))
    assert Unit.objects.get(code="64.08/dlh").kind == Kind.DISTRICT
    assert not User.objects.filter(login="").exists()
