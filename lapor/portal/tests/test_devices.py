import pytest
from django.db import transaction

from lapor.channels import recipients
from lapor.channels.models import Recipient
from lapor.channels.push import subscriptions
from lapor.channels.push.models import PushSubscription
from lapor.reports import referral
from lapor.testing.cast import MONDAY
from lapor.testing.pages import Pages


def holds(client, report) -> None:
    """This browser has shown the PIN."""
    session = client.session
    session["reports"] = [report.number]
    session.save()


def said(browser, **more) -> dict:
    return {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth, **more}


def tags() -> set[bytes]:
    return {bytes(tag) for tag in PushSubscription.objects.values_list("recipient", flat=True)}


@pytest.mark.parametrize("name", ["Rini", "Otto"])
def test_who_is_signed_in_is_told_on_this_device(push_service, cast, pages, name):
    answer = pages.of(cast.user(name)).client.post("/perangkat/", said(push_service.subscribe()))
    assert answer.json() == {"on": True}
    assert tags() == {recipients.tag_of(cast.user(name))}
    assert recipients.find(recipients.tag_of(cast.user(name))) == cast.user(name)


def test_the_holder_of_a_pin_is_told_of_this_report_only(push_service, cast, client):
    report, other = cast.submitted(), cast.submitted()
    holds(client, report)
    assert client.post("/perangkat/", said(push_service.subscribe(), report=report.number)).json() == {"on": True}
    assert tags() == {recipients.reporter_of(report)}
    assert client.post("/perangkat/", said(push_service.subscribe(), report=other.number)).status_code == 404
    assert not Recipient.objects.exists()


def test_of_a_part_the_reporter_is_told_as_of_the_whole(push_service, cast, client):
    report = cast.referred()
    asked = [referral.PartFor(cast.unit(code), "Periksa bagian ini.") for code in ("64.08/pu", "64.08/perumdam")]
    with transaction.atomic():
        part, _other = referral.split(report.number, parts=asked, by=cast.arif, at=MONDAY)
    holds(client, report)
    assert client.post("/perangkat/", said(push_service.subscribe(), report=part.number)).json() == {"on": True}
    assert tags() == {recipients.reporter_of(report)}


def test_a_pin_opens_no_news_of_a_whole_account(push_service, cast, client):
    report = cast.submitted(by=cast.rini.acting())
    holds(client, report)
    answer = client.post("/perangkat/", said(push_service.subscribe(), report=report.number))
    assert (answer.status_code, answer.json()["code"]) == (403, "of_account")
    assert tags() == set()


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "١٢٣"])
def test_what_is_no_number_of_a_report_is_not_found(push_service, client, number):
    assert client.post("/perangkat/", said(push_service.subscribe(), report=number)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(push_service, client):
    answer = client.post("/perangkat/", said(push_service.subscribe()))
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in")


@pytest.mark.parametrize(
    ("broken", "code"),
    [({"endpoint": ""}, "incomplete"), ({"endpoint": "x" * 3000}, "incomplete"), ({"p256dh": ""}, "incomplete"),
     ({"p256dh": "\0"}, "incomplete"), ({"endpoint": "https://contoh.example/"}, "unknown_push_service"),
     ({"auth": "pendek"}, "bad_key")],
)  # fmt: skip
def test_what_no_browser_sends_is_refused_with_a_sentence(push_service, cast, pages, broken, code):
    answer = pages.of(cast.user("Rini")).client.post("/perangkat/", said(push_service.subscribe()) | broken)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["sentence"].endswith(".")
    assert tags() == set()


def test_the_button_learns_whether_this_device_is_told(push_service, cast, pages):
    client, browser = pages.of(cast.user("Rini")).client, push_service.subscribe()
    client.post("/perangkat/", said(browser))
    assert client.post("/perangkat/periksa/", said(browser)).json() == {"on": True}
    assert client.post("/perangkat/berhenti/", said(browser)).json() == {"on": False}
    assert client.post("/perangkat/periksa/", said(browser)).json() == {"on": False}


def test_nobody_switches_off_the_device_of_another(push_service, cast, pages):
    browser = push_service.subscribe()
    pages.of(cast.user("Rini")).client.post("/perangkat/", said(browser))
    pages.of(cast.user("Santi")).client.post("/perangkat/berhenti/", said(browser))
    assert subscriptions.is_told(browser.endpoint, recipient=recipients.tag_of(cast.user("Rini")))


def test_another_page_cant_subscribe_for_somebody(push_service, cast, pages):
    client = pages.of(cast.user("Rini")).client
    client.handler.enforce_csrf_checks = True
    assert client.post("/perangkat/", said(push_service.subscribe())).status_code == 403
    assert tags() == set()


def test_the_page_of_ones_report_offers_it_where_the_service_can(push_service, cast, settings):
    rini = Pages(user=cast.user("Rini"))
    report = cast.submitted(by=cast.rini.acting())
    for address in (f"/saya/{report.number}/", f"/laporan/{report.number}/tanda-terima/", "/saya/"):
        assert "Kabari saya di perangkat ini" in rini.get(address).text
    settings.VAPID_PRIVATE_KEY = ""
    assert "Kabari saya di perangkat ini" not in rini.get("/saya/").text


def test_a_browser_with_the_pin_of_an_accounts_report_is_offered_nothing(push_service, cast, client):
    report = cast.submitted(by=cast.rini.acting())
    holds(client, report)
    assert "Kabari saya di perangkat ini" not in Pages(client).get(f"/saya/{report.number}/").text


def test_the_service_worker_is_a_script_for_the_whole_site(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "Ada perkembangan pada satu laporan." in answer.content.decode()
    assert not answer.cookies
