"""Who gets what of one report in the portal: its pages and everything a reporter does, as data.

Every address of the product, with everybody who could ask, stands in tests/house/test_permissions.py.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import picture, upload
from lapor.portal.errands import ERRANDS
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.signing_in import sign_in

OWNER, HOLDER = "Rini, whose account sent it", "a browser that showed the PIN"
VISITOR, OTHER, OFFICER = "a visitor", "Santi, another citizen", "Otto, the officer who works on it"
EVERYBODY = (VISITOR, HOLDER, OWNER, OTHER, OFFICER)
REPORTERS = {HOLDER, OWNER}

# address below /laporan/ or /saya/: who gets it of a public report, who of a secret one
PAGES = {
    "/laporan/{number}/": (set(EVERYBODY), set()),
    "/laporan/{number}/dukung/": ({OTHER, OWNER}, set()),
    "/laporan/{number}/berkas/{shown}/": (set(EVERYBODY), REPORTERS),
    "/laporan/{number}/berkas/{kept}/": (REPORTERS, REPORTERS),
    "/saya/{number}/": (REPORTERS, REPORTERS),
}

DETAILS = {
    "name": "Rini Astuti", "birth_place": "Sangatta", "birth_date": "1990-05-17", "marital_status": "married",
    "occupation": "Guru", "address": "Gang Kenari 7", "event_date": "2026-01-01", "description": "Jalan rusak",
    "complained": "Melalui LAPOR!",
}  # fmt: skip

# errand: the state the report is in for it, what is said; only its reporters may
SAID = {
    "lengkapi": ("on_hold", {"text": "Kilometer 3"}),
    "tempat": ("in_progress", {"place": "Depan pasar"}),
    "instansi": ("submitted", {"office": "Balikpapan", "agency": "64.71"}),
    "tambah": ("in_progress", {"text": "Lubangnya melebar."}),
    "nilai": ("answered", {"rating": "5"}),
    "tanggapi": ("answered", {"text": "Belum"}),
    "bantah": ("answered", {"text": "Tidak benar"}),
    "buka-lagi": ("closed", {"text": "Rusak lagi"}),
    "hubungkan": ("answered", {}),
    "rahasiakan": ("answered", {"secret": "on"}),
    "izinkan": ("answered", {}),
    "ombudsman": ("in_progress", {}),
    "data-ombudsman": ("in_progress", DETAILS),
    "cabut-ombudsman": ("in_progress", {}),
    "tarik": ("answered", {}),
}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


def sent(cast, **said):
    files = tuple(inspect_all([upload(picture()), upload(picture(), "dua.jpg")], limits=Limits()))
    report = cast.answered(by=cast.rini.acting(command=uuid4()), files=files, is_anonymous=True, **said)
    report.attachments.filter(pk=report.attachments.earliest("pk").pk).update(
        audience="reporter" if report.is_secret else "public"
    )
    return report


def browser_of(who, report, cast):
    client = Client(headers={"accept-language": "id"})
    if who == OFFICER:
        sign_in(client, cast.user("Otto"))
    elif who in (OWNER, OTHER):
        name = "rini" if who == OWNER else "santi"
        client.force_login(cast.user(name), backend="lapor.accounts.backends.CitizenBackend")
    elif who == HOLDER:
        session = client.session
        session["reports"] = [report.number]
        session.save()
    return client


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("is_secret", [False, True])
def test_everybody_gets_the_pages_that_are_for_them(cast, who, is_secret):
    report = sent(cast, is_secret=is_secret)
    shown, kept = report.attachments.order_by("pk").values_list("token", flat=True)[:2]
    client = browser_of(who, report, cast)
    got = {
        page
        for page in PAGES
        if client.get(page.format(number=report.number, shown=shown, kept=kept)).status_code == 200
    }
    assert got == {page for page, people in PAGES.items() if who in people[is_secret]}


def test_the_table_names_every_errand():
    assert SAID.keys() == {errand.slug for errand in ERRANDS}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("slug", SAID)
def test_only_reporters_act_on_their_report(cast, who, slug):
    state, said = SAID[slug]
    report = sent(cast)
    Report.objects.filter(pk=report.pk).update(
        state=state,
        before_hold="in_progress" if state == "on_hold" else "",
        closed_at=MONDAY if state == "closed" else None,
        submitted_at=MONDAY - timedelta(days=61),
        ombudsman_consent_at=MONDAY if slug in ("data-ombudsman", "cabut-ombudsman") else None,
    )
    before = report.events.count()
    answer = browser_of(who, report, cast).post(f"/saya/{report.number}/{slug}/", said)
    done = who in REPORTERS and (slug != "hubungkan" or who == OWNER)  # a link needs an account to link to
    assert (report.events.count() > before) == done
    assert answer.status_code == (302 if who in REPORTERS else 404)
