"""Who gets what of a report that Dinas PU Kutai Timur is working on: every address of the report page as data."""

import pytest
from django.test import Client
from django.urls import reverse

from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.testing.cast import OFFICERS
from lapor.workspace.actions import FORMS

EVERYBODY = {name for name, _role, _unit in OFFICERS}
SEE_IT = {"Vera", "Arif", "Anisa", "Otto", "Olga", "Kiki", "Hadi", "Prio"}
ADMINS, LIAISONS = "Vera Arif Anisa", "Otto Olga"
HANDLERS = f"Arif Anisa {LIAISONS}"

# action: who may take it now (200), whose it is but not now (409); everybody else who sees the report is told 403
ACTIONS = {
    "verifikasi": ("", ADMINS),
    "setujui": ("", HANDLERS),
    "putuskan": ("", "Vera Kiki"),
    "tindak-lanjut": (HANDLERS, ""),
    "jawab": (HANDLERS, ""),
    "ajukan-jawaban": ("", HANDLERS),
    "tolak": ("", ADMINS),
    "tangani": ("", HANDLERS),
    "teruskan": (ADMINS, ""),
    "tanya-pelapor": (f"Vera {HANDLERS}", ""),
    "kembalikan": (HANDLERS, ""),
    "bagi": (ADMINS, ""),
    "perpanjang": (ADMINS, ""),
    "periksa": ("", f"{ADMINS} Kiki"),
    "catat": (f"Vera {HANDLERS} Kiki", ""),
    "klasifikasi": (ADMINS, ""),
    "versi-publik": (ADMINS, ""),
    "rahasiakan": (f"Vera {HANDLERS}", ""),
    "turunkan-kerahasiaan": ("", ADMINS),
    "identitas": (f"Vera {HANDLERS}", ""),
    "prioritas": ("Vera Prio", ""),
    "berkas-ombudsman": ("", ADMINS),
    "gabungkan": (ADMINS, ""),
    "buka-kembali": ("", ADMINS),
    "arsipkan": ("", ADMINS),
}


def expected(slug, name):
    now, not_now = (set(names.split()) for names in ACTIONS[slug])
    if name not in SEE_IT:
        return 404
    return 200 if name in now else 409 if name in not_now else 403


@pytest.fixture
def report(cast):
    files = tuple(inspect_all([upload(picture())], limits=Limits()))
    return cast.in_progress(files=files)


def test_the_table_names_every_action():
    assert ACTIONS.keys() == {form.slug for form in FORMS}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_every_officer_gets_what_the_role_says(desk_of, report, name):
    client = desk_of(name)
    got = {slug: client.get(reverse("workspace:act", args=[report.number, slug])).status_code for slug in ACTIONS}
    assert got == {slug: expected(slug, name) for slug in ACTIONS}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_page_files_and_units_are_for_those_who_see_the_report(desk_of, report, name):
    client, token = desk_of(name), report.attachments.get().token
    seen = 200 if name in SEE_IT else 404
    assert client.get(reverse("workspace:report", args=[report.number])).status_code == seen
    assert client.get(reverse("workspace:file", args=[report.number, token])).status_code == seen
    units = reverse("workspace:units", args=[report.number, "teruskan"])
    assert client.get(units, {"q": "dinas"}).status_code == (200 if name in ADMINS.split() else 404)


@pytest.mark.parametrize("name", sorted(EVERYBODY - SEE_IT))
def test_what_is_not_there_for_somebody_cannot_be_acted_on_either(desk_of, report, name):
    for slug in ACTIONS:
        assert desk_of(name).post(reverse("workspace:act", args=[report.number, slug])).status_code == 404


def test_strangers_and_citizens_are_led_to_the_officers_entrance(cast, noon, report):
    stranger, citizen = Client(), Client()
    citizen.force_login(cast.user("Rini"), backend="lapor.accounts.backends.CitizenBackend")
    addresses = [reverse("workspace:report", args=[report.number])]
    addresses += [reverse("workspace:act", args=[report.number, slug]) for slug in ACTIONS]
    for client in (stranger, citizen):
        for address in addresses:
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (302, 405)
                assert answer.status_code == 405 or answer.url.startswith("/kerja/masuk/")


def test_without_a_second_factor_nothing_opens(cast, noon, report):
    client = Client()
    client.force_login(cast.user("Otto"), backend="lapor.accounts.backends.OfficerBackend")
    assert client.get(reverse("workspace:report", args=[report.number])).status_code == 302


def test_an_unknown_number_or_action_is_a_404(desk_of, report):
    client = desk_of("Vera")
    assert client.get("/kerja/laporan/9999999999999999999999/").status_code == 404
    assert client.get(f"/kerja/laporan/{report.number}/terbang/").status_code == 404
    assert client.get(f"/kerja/laporan/{report.number}/catat/unit/?q=dinas").status_code == 404
