import httpx
import pytest

from lapor.channels import sms
from lapor.channels.content import Content
from lapor.channels.errors import ChannelDown, DeliveryFailed, Unsure
from lapor.channels.letter import Letter

LETTER = Letter(7, "+6281234567890", Content(subject="", text="Kode: 123456", short="Kode: 123456"), "id")
SECRETS = ("81234567890", "123456", "sandi")


@pytest.fixture
def gateway(settings, monkeypatch):
    """A gateway that does as the test says; what it was asked is kept."""
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_PASSWORD = "http://127.0.0.1:1/cgi-bin/sendsms", "sandi"

    def answer(with_what):
        asked = []

        def handle(request):
            asked.append(request)
            return with_what(request)

        real = httpx.Client
        transport = httpx.MockTransport(handle)
        monkeypatch.setattr(sms.httpx, "Client", lambda **more: real(**more | {"transport": transport}))
        return asked

    return answer


def said(status, text=""):
    return lambda request: httpx.Response(status, text=text)


def broken(error):
    def handle(request):
        raise error("GET http://…?to=+6281234567890&password=sandi", request=request)

    return handle


@pytest.mark.parametrize("text", ["0: Accepted for delivery", "3: Queued for later delivery"])
def test_what_the_gateway_keeps_is_sent(gateway, text):
    asked = gateway(said(202, text))
    sms.send(LETTER)
    params = asked[0].url.params
    assert (params["to"], params["text"], params["from"]) == ("+6281234567890", "Kode: 123456", "1708")
    assert (params["coding"], params["dlr-mask"]) == ("0", "31")
    assert params["dlr-url"].endswith("&r=%d")


@pytest.mark.parametrize(
    ("status", "text", "code", "kind", "permanent"),
    [
        (400, "Missing receiver(s) number(s), rejected", "sms_number_refused", DeliveryFailed, True),
        (403, "Not routable. Do not try again.", "sms_number_refused", DeliveryFailed, True),
        (403, "Authorization failed for sendsms", "sms_gateway_refuses_us", ChannelDown, False),
        (404, "Unknown request.", "sms_gateway_refuses_us", ChannelDown, False),
        (503, "Temporal failure, try again later.", "sms_gateway_busy", ChannelDown, False),
        (500, "", "sms_gateway_busy", ChannelDown, False),
    ],
)
def test_each_answer_says_whether_to_try_again(gateway, status, text, code, kind, permanent):
    gateway(said(status, text))
    with pytest.raises(DeliveryFailed) as failed:
        sms.send(LETTER)
    assert (type(failed.value), failed.value.code, failed.value.permanent) == (kind, code, permanent)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError, ChannelDown),
        (httpx.ConnectTimeout, ChannelDown),
        (httpx.ReadTimeout, Unsure),
        (httpx.RemoteProtocolError, Unsure),
        (httpx.WriteError, Unsure),
    ],
)
def test_a_line_that_breaks_after_the_question_leaves_open_whether_it_was_taken(gateway, error, kind):
    gateway(broken(error))
    with pytest.raises(DeliveryFailed) as failed:
        sms.send(LETTER)
    assert type(failed.value) is kind
    assert not any(secret in str(failed.value) for secret in SECRETS)
    assert failed.value.__suppress_context__


def shown(**content):
    return sms.text_of(Content(**{"subject": "", "text": "", "short": "Laporan 1234567890 dijawab.", **content}))


def test_the_phone_shows_text_and_link(settings):
    settings.SITE_URL = "https://lapor.go.id"
    assert shown(link="/saya/1234567890/") == "Laporan 1234567890 dijawab. https://lapor.go.id/saya/1234567890/"
    assert shown() == "Laporan 1234567890 dijawab."


def test_a_long_link_is_replaced_by_the_short_address_of_the_report(settings):
    settings.SITE_URL = "https://lapor.go.id"
    text = shown(link=f"/saya/1234567890/tanya/{'x' * 60}/", report=1234567890)
    assert text == "Laporan 1234567890 dijawab. https://lapor.go.id/p/1234567890/"


def test_a_message_without_a_short_form_shows_the_beginning_of_its_text():
    assert shown(short="", text="Kata “pertama”.") == 'Kata "pertama".'
