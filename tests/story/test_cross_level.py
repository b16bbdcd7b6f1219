"""One complaint, three levels of government: a citizen of a regency is answered by its regency, province and ministry.

The doors are the real ones: pages and their forms. Nothing here needs a browser.
"""

import re

import pytest
from django.test import Client

from lapor.accounts.models import User
from lapor.agencies import tree
from lapor.agencies.models import Kind, Membership, Role, Unit
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.cast import LONG_AGO, MONDAY
from lapor.testing.pages import Pages
from lapor.testing.signing_in import sign_in

REGENCY, PROVINCE, MINISTRY = "64.08/pu", "64/bpjn", "kempu/jalan"
OFFICERS = (("Putri", Role.LIAISON, PROVINCE), ("Minda", Role.LIAISON, MINISTRY), ("Maya", Role.AGENCY_ADMIN, "kempu"))
PARTS = {
    REGENCY: ("Otto", "Tambal lubang di jalan kabupaten.", "Lubang di jalan kabupaten sudah ditambal."),
    PROVINCE: ("Putri", "Perbaiki saluran di jalan provinsi.", "Saluran di jalan provinsi sudah dibersihkan."),
    MINISTRY: ("Minda", "Periksa jembatan di jalan nasional.", "Jembatan sudah diperiksa dan aman."),
}


@pytest.fixture
def country(cast, monkeypatch):
    """The cast, with an office of the province and one of a ministry, and who works there."""
    ministry = _unit(cast, "kempu", "Kementerian Pekerjaan Umum", Kind.MINISTRY, None)
    _unit(cast, MINISTRY, "Balai Besar Jalan Nasional Kalimantan Timur", Kind.DEPARTMENT, ministry)
    _unit(cast, PROVINCE, "Dinas PUPR Provinsi Kalimantan Timur", Kind.DEPARTMENT, cast.unit("64"))
    for name, role, code in OFFICERS:
        officer = User.objects.create(
            login=f"{name.lower()}@kantor.example", name=name, kind=User.Kind.OFFICER, joined_at=MONDAY
        )
        Membership.objects.create(user=officer, unit=cast.unit(code), role=role, valid_from=LONG_AGO)
        cast.people[name.lower()] = officer
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)
    return cast


def _unit(cast, code, name, kind, parent) -> Unit:
    unit = Unit(code=code, name=name, kind=kind, tz="Asia/Makassar", connected=True, valid_from=LONG_AGO)
    cast.units[code] = tree.place(unit, under=parent)
    return cast.units[code]


def at_desk(country, name) -> Client:
    return sign_in(Client(headers={"accept-language": "id"}), country.user(name))


def do(client: Client, number: int, action: str, **said) -> None:
    """One action by its own page, as a browser would send it."""
    page = client.get(f"/kerja/laporan/{number}/{action}/").content.decode()
    seen, command = (re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("seen", "command"))
    answer = client.post(f"/kerja/laporan/{number}/{action}/", {**said, "seen": seen, "command": command})
    assert answer.status_code == 303, answer.content.decode()


def divide(country, number: int) -> dict[str, int]:
    """Vera at the national desk gives each level its part; the numbers of the parts by unit."""
    said = {}
    for place, (code, (_name, asked, _answer)) in enumerate(PARTS.items(), start=1):
        said |= {f"to_{place}": country.unit(code).pk, f"text_{place}": asked}
    do(at_desk(country, "Vera"), number, "bagi", **said)
    return dict(Report.objects.filter(parent__number=number).values_list("holder__code", "number"))


def holder_of_pin(number: int) -> Pages:
    client = Client(headers={"accept-language": "id"})
    session = client.session
    session["reports"] = [number]
    session.save()
    return Pages(client)


def test_a_citizen_of_a_regency_is_answered_by_three_levels_as_one(country):
    number = country.referred().number  # at the road office of the regency
    parts = divide(country, number)
    assert parts.keys() == PARTS.keys()

    for code, (name, asked, words) in PARTS.items():
        desk = at_desk(country, name)
        assert asked in desk.get(f"/kerja/laporan/{parts[code]}/").content.decode()
        others = {desk.get(f"/kerja/laporan/{other}/").status_code for other in {*parts.values()} - {parts[code]}}
        assert others == ({200} if code == REGENCY else {404})  # who had the whole still sees all of it
        do(desk, parts[code], "jawab", kind="solved", text=words)

    public = Pages().get(f"/laporan/{number}/").text
    assert all(asked in public and words in public for _name, asked, words in PARTS.values())
    assert "Semua bagian sudah dijawab" in public

    rini = holder_of_pin(number)
    rini.press(rini.get(f"/saya/{number}/"), "Kirim penilaian", rating="5")
    assert set(Report.objects.values_list("state", flat=True)) == {State.CLOSED}


def test_what_one_level_did_not_do_keeps_the_whole_open_and_only_that_goes_up(country):
    number = country.referred().number
    parts = divide(country, number)
    for code, (name, _asked, words) in PARTS.items():
        do(at_desk(country, name), parts[code], "jawab", kind="solved", text=words)

    rini = holder_of_pin(number)
    rini.press(rini.get(f"/saya/{parts[MINISTRY]}/bantah/"), "Kirim bantahan", text="Jembatannya masih retak.")
    for code in (REGENCY, PROVINCE):
        rini.press(rini.get(f"/saya/{parts[code]}/nilai/"), "Kirim penilaian", rating="4")

    whole, ministry = (Report.objects.get(number=each) for each in (number, parts[MINISTRY]))
    assert (whole.state, ministry.holder.code) == (State.IN_PROGRESS, "kempu")
    assert "Sekarang di Kementerian Pekerjaan Umum" in Pages().get(f"/laporan/{number}/").text


def test_a_national_matter_sent_to_the_regency_finds_its_way_and_stays_there(country):
    """The other way round: a report that the regency returns goes to the ministry, which the arbiter then binds."""
    number = country.verified().number
    do(at_desk(country, "Arif"), number, "kembalikan", reason="Ini jalan nasional.")
    do(at_desk(country, "Vera"), number, "teruskan", to=country.unit(MINISTRY).pk)
    do(at_desk(country, "Minda"), number, "kembalikan", reason="Menurut kami jalan provinsi.")
    do(at_desk(country, "Maya"), number, "kembalikan", reason="Menurut kami jalan provinsi.")
    assert "memutuskan siapa yang berwenang" in Pages().get(f"/laporan/{number}/").text

    do(at_desk(country, "Vera"), number, "putuskan", to=country.unit("kempu").pk, reason="SK Menteri: jalan nasional.")
    refused = at_desk(country, "Maya").get(f"/kerja/laporan/{number}/kembalikan/")
    assert refused.status_code == 409
    report = Report.objects.get(number=number)
    assert (report.holder.code, report.return_count) == ("kempu", 3)
